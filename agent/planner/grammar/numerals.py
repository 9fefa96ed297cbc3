"""Numbers as people write them: digits in either notation, and words."""

import re
from decimal import Decimal

from text_to_num import text2num

SMALL = {
    word: number
    for number, names in enumerate(
        [
            "zero null",
            "one a an ein eine einen einem einer eins",
            "two zwei couple",
            "three drei",
            "four vier",
            "five fünf fuenf",
            "six sechs",
            "seven sieben",
            "eight acht",
            "nine neun",
            "ten zehn",
            "eleven elf",
            "twelve zwölf zwoelf dozen",
            "thirteen dreizehn",
            "fourteen vierzehn",
            "fifteen fünfzehn fuenfzehn",
            "sixteen sechzehn",
            "seventeen siebzehn",
            "eighteen achtzehn",
            "nineteen neunzehn",
            "twenty zwanzig",
        ]
    )
    for word in names.split()
} | {
    "thirty": 30,
    "dreißig": 30,
    "dreissig": 30,
    "forty": 40,
    "vierzig": 40,
    "fifty": 50,
    "fünfzig": 50,
    "fuenfzig": 50,
    "sixty": 60,
    "sechzig": 60,
    "seventy": 70,
    "siebzig": 70,
    "eighty": 80,
    "achtzig": 80,
    "ninety": 90,
    "neunzig": 90,
}
ORDINALS = {
    word: number
    for number, names in enumerate(
        [
            "first erste ersten erster erstes 1st",
            "second zweite zweiten zweiter zweites 2nd",
            "third dritte dritten dritter drittes 3rd",
            "fourth vierte vierten vierter viertes 4th",
            "fifth fünfte fünften fuenften fünfter 5th",
            "sixth sechste sechsten 6th",
            "seventh siebte siebten 7th",
            "eighth achte achten 8th",
            "ninth neunte neunten 9th",
            "tenth zehnte zehnten 10th",
        ],
        start=1,
    )
    for word in names.split()
}
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_COMPOUND = (  # before the words they hold: "twenty-five" is not "five"
    rf"(?:(?:a|{_ONES}) )?hundred(?:(?: and)? (?:(?:{_TENS})(?:[ -](?:{_ONES}))?|ten|eleven|twelve|{_ONES}))?|"
    rf"(?:{_TENS})[ -](?:{_ONES})|"
    r"(?:ein|zwei|drei|vier|fünf|fuenf|sechs|sieben|acht|neun)und"
    r"(?:zwanzig|dreißig|dreissig|vierzig|fünfzig|fuenfzig|sechzig|siebzig|achtzig|neunzig)|"
    r"(?:ein)?hundert(?:zwanzig|dreißig|dreissig|vierzig|fünfzig|fuenfzig|achtzig|eins?|zehn)?"
)
SMALL_PATTERN = rf"(?:\d{{1,4}}|{_COMPOUND}|" + "|".join(sorted(SMALL, key=len, reverse=True)) + ")"
DIGITS = r"\d{1,3}(?:(?P<sep>[.,'’ ])\d{3})(?:(?P=sep)\d{3})*(?:[.,]\d{1,4})?|\d+(?:[.,]\d+)?"
_ENGLISH = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|thousand|million|billion"
)
NUMBER_WORDS = (
    rf"(?:(?:{_ENGLISH})(?:[ -](?:and )?(?:{_ENGLISH}))+|"
    r"(?:(?:ein|eine|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|"
    r"vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|hundert|und)+tausend)"
    r"|(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|eine)[ ]millionen?)"
)


def small(text: str) -> int:
    """A count in digits or words.

    >>> small("13"), small("zehn"), small("a"), small("twenty-five"), small("fuenfundvierzig"), small("a hundred and one")
    (13, 10, 1, 25, 45, 101)
    """
    if text.isdigit():
        return int(text)
    word = text.lower()
    if word in SMALL:
        return SMALL[word]
    for written, meant in (("fuenf", "fünf"), ("dreissig", "dreißig"), ("a hundred", "one hundred")):
        word = word.replace(written, meant)
    number = spoken(word)
    if number is None:
        raise KeyError(text)
    return int(number)


def decimal(text: str) -> Decimal:
    """Digits in English or German notation; a single separator before exactly three digits groups thousands.

    >>> decimal("1.234,56"), decimal("1,234.56"), decimal("1.5"), decimal("1,5"), decimal("1 000 000"), decimal("1.234")
    (Decimal('1234.56'), Decimal('1234.56'), Decimal('1.5'), Decimal('1.5'), Decimal('1000000'), Decimal('1234'))
    """
    text = re.sub(r"[ '’]", "", text)
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return Decimal(text)
    grouped = bool(re.fullmatch(r"[1-9]\d{0,2}([.,]\d{3})+", text)) and len(set(re.findall("[.,]", text))) == 1
    if grouped:
        return Decimal(re.sub("[.,]", "", text))
    return Decimal(re.sub("[.,]", "", text[:last]) + "." + text[last + 1 :])


def spoken(text: str) -> Decimal | None:
    """A number in words, English or German; None when it is none.

    >>> spoken("four hundred thousand"), spoken("fünfzigtausend")
    (Decimal('400000'), Decimal('50000'))
    """
    for language in ("en", "de"):
        try:
            return Decimal(text2num(text.lower(), language))
        except ValueError:
            continue
    return None
