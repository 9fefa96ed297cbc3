"""Amounts of money in a question: "400k", "2 Mio", "EUR 1.234,56", "four hundred thousand"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from agent.planner.grammar.numerals import DIGITS, NUMBER_WORDS, decimal, spoken
from agent.planner.grammar.spans import Span, longest

_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "us$": "USD", "chf": "CHF", "sterling": "GBP", "quid": "GBP"}
_NAMES = {
    "euro": "EUR",
    "euros": "EUR",
    "dollar": "USD",
    "dollars": "USD",
    "pound": "GBP",
    "pounds": "GBP",
    "pfund": "GBP",
    "franken": "CHF",
    "yen": "JPY",
}
_CODES = "EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|KWD|CAD|AUD|CNY"
_SCALES = {
    Decimal(1000): "k tsd t€ thousand tausend grand",
    Decimal(1_000_000): "m mn mio mill million millions millionen mln mm",
    Decimal(1_000_000_000): "bn b mrd billion milliarde milliarden",
}
_SCALE = {word: factor for factor, names in _SCALES.items() for word in names.split()}
_MONEY = rf"us\$|[€$£]|(?:{_CODES})\b|(?:{'|'.join(_NAMES)})\b|sterling\b|quid\b"
_SCALED = "|".join(sorted(map(re.escape, _SCALE), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\w.,/-])(?:(?P<before>{_MONEY}) ?)?(?P<number>{DIGITS}|{NUMBER_WORDS}|(?:one|two|three|a|"
    rf"half a|one and a half|eine|einer|eineinhalb|anderthalb|zwei|drei)(?= (?:{_SCALED})\b))"
    rf"(?: ?(?P<scale>{_SCALED})(?![a-zäöü€]*[a-zäöü])\.?)?(?: ?(?P<after>{_MONEY}))?(?![\w%])",
    re.IGNORECASE,
)
_HALVES = {
    "one and a half": "1.5",
    "eineinhalb": "1.5",
    "anderthalb": "1.5",
    "half a": "0.5",
    "a": "1",
    "one": "1",
    "eine": "1",
    "einer": "1",
    "two": "2",
    "zwei": "2",
    "three": "3",
    "drei": "3",
}
_CUE = re.compile(
    r"(?:above|over|below|under|than|least|most|exceeding|beyond|minimum|maximum|of|floor|budget|for|"
    r"keeping|keep|through|up to|max|min|amount|receipt|"
    r"über|ueber|ab|von|unter|mindestens|höchstens|maximal|als|für|betrag|limit|approve|genehmigen|"
    r"freigeben|zahlungseingang|eingang|at|leave|leaving|match|worth)(?: (?:the|a|an|den|einen|about|"
    r"around|etwa|rund))? $",
    re.IGNORECASE,
)

# "101 days" is a length, whatever stands before it.
_A_TIME = re.compile(
    r"[ -]?(?:(?:calendar|banking|working|kalender|bank|werk)[ -]?)?(?:days?|tagen?|tages|weeks?|wochen?|months?|monaten?|"
    r"years?|jahren?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Amount:
    """A sum, with its currency where one was said."""

    value: Decimal
    currency: str | None = None

    def text(self) -> str:
        """Plain decimal notation, as tools take it.

        >>> Amount(Decimal("1.5E6")).text()
        '1500000'
        """
        plain = format(self.value, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain


def currency_of(word: str) -> str | None:
    """The ISO code behind a symbol, a name or a code.

    >>> currency_of("€"), currency_of("Pounds"), currency_of("usd")
    ('EUR', 'GBP', 'USD')
    """
    lowered = word.lower()
    return (
        _SYMBOLS.get(lowered) or _NAMES.get(lowered) or (word.upper() if re.fullmatch(_CODES, word.upper()) else None)
    )


def amounts(text: str) -> list[Span]:
    """Every amount in the text; a bare number counts only where the words before it ask for one, or from 10,000.

    >>> [s.value.text() for s in amounts("keep 1.5 million or EUR 1.234,56, not item 17")]
    ['1500000', '1234.56']
    """
    return longest(_found(text))


def _found(text: str) -> Iterator[Span]:
    for match in _AMOUNT.finditer(text):
        value = _value(match["number"].strip())
        if value is None:
            continue
        scale = _SCALE.get((match["scale"] or "").lower(), Decimal(1))
        money = match["before"] or match["after"]
        grouped = bool(re.search(r"\d[.,' ]\d{3}", match["number"]))
        bare = not money and not match["scale"] and not grouped
        if bare and _A_TIME.match(text[match.end() :]):
            continue
        if bare and not (
            value >= 10_000 or (value >= 100 and _CUE.search(text[: match.start()]) and not 1990 <= value <= 2100)
        ):
            continue
        yield Span(
            match.start(),
            match.end(),
            "amount",
            Amount((value * scale).normalize() + 0, currency_of(money) if money else None),
        )


def _value(number: str) -> Decimal | None:
    lowered = number.lower()
    if lowered in _HALVES:
        return Decimal(_HALVES[lowered])
    return decimal(number) if lowered[0].isdigit() else spoken(lowered)
