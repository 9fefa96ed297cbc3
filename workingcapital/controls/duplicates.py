"""Bills that may be one bill: how much they look alike, and why."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rapidfuzz.distance import Levenshtein

# An amount that one supplier bills so often is a rent, a lease or a weekly fee.
RECURRING_FROM: Final = 4
NEAR_DAYS: Final = 7
NEAR_EDITS: Final = 2
NEAR_AMOUNT: Final = Decimal("0.01")
LEAST_SCORE: Final = 60  # below, a person would be shown too many pairs that are two bills
SERIES: Final = 50  # numbers so close are neighbours in a supplier's own series, not slips of a finger
CROWDED: Final = (
    3  # so many more bills of the supplier under the same number but for its last two signs: a running series
)
CONSECUTIVE: Final = 2  # deliveries of one day are billed under following numbers
OWN_SERIES: Final = (
    4  # a number whose stem so many suppliers share is the ledger's own, and says nothing about the bill
)
SUFFIX: Final = re.compile(r"(?<=\d)(?:[A-Z]|COPY|KOPIE|COPIE|DUP|DUPLICATE|DUPLIKAT|REV\d*)$")


@dataclass(frozen=True)
class Bill:
    """What is compared of a bill; `normal` is its number in normal form."""

    number: str
    normal: str
    party: int
    gross: Decimal
    issued: date


@dataclass(frozen=True)
class Likeness:
    """How likely two bills are one, from 0 to 100, and what they share."""

    score: int
    exact: bool
    why: str


@dataclass(frozen=True)
class Around:
    """What is known around two bills: it tells a slip of the finger from a series.

    `times_billed`: how often the supplier has billed exactly the second one's amount. `crowd`: its bills whose number is
    the second one's but for the last two signs, the second one included. `sharing`: suppliers with numbers of that stem.
    `shared`: what two suppliers have in common, in words; empty for one supplier.
    """

    times_billed: int = 1
    crowd: int = 1
    sharing: int = 1
    shared: str = ""


ALONE: Final = Around()


def likeness(first: Bill, second: Bill, around: Around = ALONE) -> Likeness | None:
    """The likeness of two bills in one currency; None when they only look alike to a hasty reader.

    Of one supplier, or of two that share an account or a tax number: then they are never exact.

    >>> day = date(2026, 6, 1)
    >>> likeness(Bill("R-17", "R17", 1, Decimal(100), day), Bill("R/017", "R17", 1, Decimal(100), day)).score
    95
    >>> likeness(Bill("R-17", "R17", 1, Decimal(100), day), Bill("R-71", "R71", 1, Decimal(100), day)).why
    'numbers differ in two characters, same amount, same date'
    >>> likeness(Bill("R-17", "R17", 1, Decimal(100), day), Bill("R-71", "R71", 1, Decimal(100), day), Around(24)) is None
    True
    """
    days = abs((second.issued - first.issued).days)
    if abs(first.gross - second.gross) > NEAR_AMOUNT * abs(first.gross):
        return None
    found = _same_number(first, second, days) or _near_number(first, second, days, around)
    if found is None or not around.shared:
        return found
    return Likeness(found.score - 5, False, f"{found.why}, under another supplier with the same {around.shared}")


def _same_number(first: Bill, second: Bill, days: int) -> Likeness | None:
    if not _one_number(first, second) or days > 366:
        return None  # numbers start again each year
    exact = first.number == second.number and first.gross == second.gross and days == 0
    score = 100 if exact else 95 if first.gross == second.gross and days <= NEAR_DAYS else 85
    written = "same number" if first.number == second.number else "same number written differently"
    return Likeness(
        score, exact and first.party == second.party, f"{written}, {_amounts(first, second)}, {_dates(days)}"
    )


def _near_number(first: Bill, second: Bill, days: int, around: Around) -> Likeness | None:
    """Numbers a slip apart, or alike but for a suffix; not where the supplier or the ledger counts its bills so."""
    if days > NEAR_DAYS or around.times_billed >= RECURRING_FROM or _one_number(first, second):
        return None
    suffix = SUFFIX.sub("", first.normal) == SUFFIX.sub("", second.normal)
    edits = 1 if suffix else Levenshtein.distance(first.normal, second.normal)
    apart = _apart(first.normal, second.normal)
    if edits > NEAR_EDITS or around.sharing >= OWN_SERIES:
        return None
    if apart is not None and (apart <= CONSECUTIVE or (days == 0 and apart <= SERIES and around.crowd >= CROWDED)):
        return None
    score = 90 - 10 * edits - 2 * days
    if first.gross != second.gross:
        score -= 15 + (40 if apart is not None and apart <= SERIES else 0)
    if score < LEAST_SCORE:
        return None
    changed = (
        "one has a suffix" if suffix else f"numbers differ in {'one character' if edits == 1 else 'two characters'}"
    )
    return Likeness(score, False, f"{changed}, {_amounts(first, second)}, {_dates(days)}")


def _one_number(first: Bill, second: Bill) -> bool:
    """Whether the numbers are one, however it is parted and filled with noughts: SI003891, SI00 3891."""
    return first.normal == second.normal or _apart(first.normal, second.normal) == 0


def _apart(first: str, second: str) -> int | None:
    """How far two numbers are apart that differ in one running number; None where they differ in more."""
    parts = [re.split(r"(\d+)", each) for each in (first, second)]
    if len(parts[0]) != len(parts[1]):
        return None
    different = [pair for pair in zip(*parts, strict=True) if pair[0] != pair[1]]
    if len(different) != 1 or not (different[0][0].isdigit() and different[0][1].isdigit()):
        return None
    return abs(int(different[0][0]) - int(different[0][1]))


def _amounts(first: Bill, second: Bill) -> str:
    return "same amount" if first.gross == second.gross else "amount within one per cent"


def _dates(days: int) -> str:
    return "same date" if days == 0 else f"{days} day{'' if days == 1 else 's'} apart"
