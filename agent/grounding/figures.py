"""Figures in a text: where they stand, and which Facts they may state."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from workingcapital.facts import Fact

PLACEHOLDER: Final = re.compile(r"\[\[\s*(F[0-9a-f]+)\s*\]\]")
PERCENT: Final = r"(?:\s?(?:%|per cent\b|percent\b|percentage points?\b|Prozent(?:punkte?n?)?\b))?"
# Letters that cling to a figure belong to it: 5A is a section, 5k no five.
BARE: Final = re.compile(rf"(?<![\w.,/#-])[-−–]?\d[\d.,']*(?:(?<=\d)[A-Za-z]\w*)?{PERCENT}")
# Numbers of documents, sections, terms: RG-2026-05723, 2026/2189, 5A, 2/10.
CODE: Final = re.compile(r"(?<![\w.,/#-])(?=[\w./-]*\d)(?=[\d.-]*[A-Za-z/]|\d+-\d)\w[\w./-]*\w")
COMPOUND: Final = re.compile(r"(\d+)-[A-Za-z]+$")  # a 13-week forecast
_CODES: Final = (
    "AED ARS AUD BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW KWD MAD MXN MYR "
    "NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD UYU VND ZAR"
).split()
_SIGNS: Final = {
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "$": "USD",
    "dollars": "USD",
    "£": "GBP",
    "pounds": "GBP",
    "pfund": "GBP",
}
_MONEY: Final = rf"(?:{'|'.join(_CODES)})\b|€|\$|£|(?i:euros?|dollars|pounds|pfund)\b"
_BEFORE: Final = re.compile(rf"(?<!\w)({_MONEY})\s?$")
_AFTER: Final = re.compile(
    rf"\s?(?:({_MONEY})|((?:working |calendar )?days?|Tagen?|weeks?|Wochen?|months?|Monaten?|years?|Jahren?)\b)"
)
Fault = tuple[int, int, str]  # a place that is withheld: where it begins, where it ends, what stands there


@dataclass(frozen=True)
class Mention:
    """A figure in a sentence and the Facts it may state; by id there is one, by its digits there may be several."""

    start: int
    end: int
    text: str
    facts: tuple[Fact, ...]
    bare: bool
    parts: tuple[Fact, ...] = ()
    sign: str = "+"


def stated_by(token: str, around: tuple[str, str], facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The Facts whose stated value the digits are: no digit more, none fewer, in the Fact's own unit and currency."""
    return tuple(fact for fact in facts if _states(token, fact) and unit_fits(fact, around))


def unit_fits(fact: Fact, around: tuple[str, str]) -> bool:
    """Whether the currency or unit written beside a figure is the Fact's own."""
    before, after = around
    left, right = _BEFORE.search(before), _AFTER.match(after)
    currency = (left and left[1]) or (right and right[1])
    if currency and _SIGNS.get(currency.lower(), currency) != fact.currency:
        return False
    unit = right and right[2]
    if not unit:
        return True
    if unit.lower().endswith(("day", "days", "tag", "tage", "tagen")):
        return fact.unit in ("days", "count")
    return fact.unit == "count"


def unit_is_written(fact: Fact, around: tuple[str, str], percent: bool) -> bool:
    """Whether a number in words has the Fact's unit beside it; a count needs none."""
    if fact.unit in ("count", "percent") or percent:
        return percent == (fact.unit == "percent") and unit_fits(fact, around)
    before, after = around
    return bool(_BEFORE.search(before) or _AFTER.match(after)) and unit_fits(fact, around)


def with_its_unit(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of a figure with the currency or unit written beside it.

    >>> text = "We hold EUR 1,250.00, and DSO is 49.9 days."
    >>> [text[slice(*with_its_unit(text, *place))] for place in ((12, 20), (33, 37))]
    ['EUR 1,250.00', '49.9 days']
    """
    before, after = _BEFORE.search(text[:start]), _AFTER.match(text, end)
    return (before.start() if before else start), (after.end() if after else end)


def _states(token: str, fact: Fact) -> bool:
    if fact.unit in ("date", "text"):
        return False
    if bool(re.search("%|er ?cent|rozent", token)) != (fact.unit == "percent"):
        return False
    value = Decimal(fact.value)
    return any(_same(number, value, fact.unit) for number in readings(token))


def _same(number: Decimal, value: Decimal, unit: str) -> bool:
    """Equal in value and in the digits stated; only noughts behind the point may be left away."""
    if abs(number) != abs(value) or (number < 0 and value > 0):
        return False
    exponent, stated = number.as_tuple().exponent, value.as_tuple().exponent
    assert isinstance(exponent, int)
    assert isinstance(stated, int)
    return exponent >= stated and unit != "date"


def readings(token: str) -> list[Decimal]:
    """A printed figure as the numbers it may mean: 1.234,56 and 1,234.56 alike; none where letters cling to it."""
    digits = (
        re.sub(r"(?:%|per cent|percent\w*.*|percentage.*|Prozent\w*|[\s'])", "", token)
        .replace("−", "-")
        .replace("–", "-")
    )
    if not re.fullmatch(r"-?\d[\d.,]*", digits):
        return []
    numbers = []
    for text in {digits.replace(",", ""), digits.replace(".", "").replace(",", ".")}:
        try:
            numbers.append(Decimal(text.rstrip(".")))
        except InvalidOperation:
            continue
    return numbers
