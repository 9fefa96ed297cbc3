"""Numbers in words: two million euros, seventy-four invoices, zwölf Prozent, EUR 2 million."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from text_to_num import text2num

from agent.grounding.figures import PERCENT, readings, unit_is_written
from workingcapital.facts import Fact

_SINGLE: Final = {
    word: Decimal(value)
    for value, words in {
        "2": "two zwei both beide beiden twice double doppelt", "3": "three drei", "4": "four vier", "5": "five fünf",
        "6": "six sechs", "7": "seven sieben", "8": "eight acht", "9": "nine neun", "10": "ten zehn",
        "11": "eleven elf", "12": "twelve zwölf dozen dutzend", "13": "thirteen dreizehn", "14": "fourteen vierzehn",
        "15": "fifteen fünfzehn", "16": "sixteen sechzehn", "17": "seventeen siebzehn", "18": "eighteen achtzehn",
        "19": "nineteen neunzehn", "20": "twenty zwanzig", "30": "thirty dreißig", "40": "forty vierzig",
        "50": "fifty fünfzig half hälfte", "60": "sixty sechzig", "70": "seventy siebzig", "80": "eighty achtzig",
        "90": "ninety neunzig", "100": "hundred hundert", "1000": "thousand tausend",
        "1000000": "million millionen", "1000000000": "billion milliarde milliarden",
    }.items()
    for word in words.split()
}  # fmt: skip
_SCALE: Final = {
    word: Decimal(value)
    for value, words in {
        "1000": "thousand tausend tsd", "1000000": "million millionen mio mn", "1000000000": "billion milliarde milliarden mrd bn",
    }.items()
    for word in words.split()
}  # fmt: skip
_WORD: Final = "|".join(sorted(_SINGLE, key=len, reverse=True))
_GERMAN: Final = (
    r"(?:(?:ein|zwei|drei|vier|fünf|sech|sechs|sieb|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|vierzig|fünfzig"
    r"|sechzig|siebzig|achtzig|neunzig|hundert|tausend|und)){2,}"
)
_IN_WORDS: Final = re.compile(
    rf"\b(?:{_GERMAN}(?:\s(?:million(?:en)?|milliarden?))?|(?:one\s)?(?:{_WORD})(?:(?:[\s-]|\sand\s)(?:{_WORD}))*"
    rf"|one(?=\s(?:invoice|bill|item|customer|supplier|promise|proposal)\b))\b(?P<percent>{PERCENT})",
    re.IGNORECASE,
)
_SCALED: Final = re.compile(
    rf"(?<![\w.,/#-])[-−–]?(?P<digits>\d[\d.,']*)\s?(?P<scale>{'|'.join(_SCALE)})\b\.?", re.IGNORECASE
)


@dataclass(frozen=True)
class Numeral:
    """A number in words with where it stands; digits before a scale may be read in more than one way."""

    start: int
    end: int
    text: str
    values: tuple[Decimal, ...]
    percent: bool = False


def numerals_in(text: str) -> Iterator[Numeral]:
    """The numbers in words of a text.

    >>> [(each.text, *map(str, each.values)) for each in numerals_in("Seventy-four bills, two million euros, zwölf Prozent")]
    [('Seventy-four', '74'), ('two million', '2000000'), ('zwölf Prozent', '12')]
    >>> [str(value) for each in numerals_in("EUR 2.5 million, vierundsiebzig Posten") for value in each.values]
    ['2500000.0', '25000000', '74']
    """
    taken: list[tuple[int, int]] = []
    for match in _SCALED.finditer(text):
        taken.append(match.span())
        values = tuple(number * _SCALE[match["scale"].lower()] for number in readings(match["digits"]))
        yield Numeral(match.start(), match.end(), match[0], tuple(sorted(values)))
    for match in _IN_WORDS.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            yield from _spelt(match)


def _spelt(match: re.Match[str]) -> Iterator[Numeral]:
    """One number, or where the words make none ("eight and nine") each word by itself."""
    percent = match["percent"]
    words = match[0].removesuffix(percent)
    if (value := _value(words.lower())) is not None:
        yield Numeral(match.start(), match.end(), match[0], (value,), bool(percent))
        return
    for word in re.finditer(rf"\b(?:{_WORD})\b", words, re.IGNORECASE):
        start = match.start() + word.start()
        yield Numeral(start, start + len(word[0]), word[0], (_SINGLE[word[0].lower()],))


@lru_cache(maxsize=512)
def _value(words: str) -> Decimal | None:
    if words in _SINGLE:
        return _SINGLE[words]
    for language in ("en", "de"):
        try:
            return Decimal(text2num(words, language))
        except ValueError:
            continue
    return None


def spelt_by(numeral: Numeral, around: tuple[str, str], facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The Facts whose value the words are: a count, or money, days or per cent with the unit written beside it."""
    return tuple(fact for fact in facts if _is(numeral, fact) and unit_is_written(fact, around, numeral.percent))


def _is(numeral: Numeral, fact: Fact) -> bool:
    if fact.unit not in ("count", "money", "days", "percent"):
        return False
    return any(abs(Decimal(fact.value)) == value for value in numeral.values)
