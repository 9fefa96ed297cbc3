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


def likeness(first: Bill, second: Bill, times_billed: int = 1) -> Likeness | None:
    """The likeness of two bills of one supplier and currency; None when they only look alike to a hasty reader.

    `times_billed` is how often the supplier has billed exactly the second one's amount.

    >>> day = date(2026, 6, 1)
    >>> likeness(Bill("R-17", "R17", 1, Decimal(100), day), Bill("R/017", "R17", 1, Decimal(100), day)).score
    95
    >>> likeness(Bill("R-17", "R17", 1, Decimal(100), day), Bill("R-18", "R18", 1, Decimal(100), day), 24) is None
    True
    """
    edits = Levenshtein.distance(first.normal, second.normal)
    days = abs((second.issued - first.issued).days)
    if abs(first.gross - second.gross) > NEAR_AMOUNT * abs(first.gross):
        return None
    if edits == 0:
        return _same_number(first, second, days)
    if edits > NEAR_EDITS or days > NEAR_DAYS or times_billed >= RECURRING_FROM:
        return None
    score = 90 - 10 * edits - 2 * days
    if first.gross != second.gross:
        score -= 15 + (40 if _neighbours(first.normal, second.normal) else 0)
    if score < LEAST_SCORE:
        return None
    changed = "one character" if edits == 1 else "two characters"
    return Likeness(score, False, f"numbers differ in {changed}, {_amounts(first, second)}, {_dates(days)}")


def _same_number(first: Bill, second: Bill, days: int) -> Likeness | None:
    if days > 366:
        return None  # numbers start again each year
    exact = first.number == second.number and first.gross == second.gross and days == 0
    score = 100 if exact else 95 if first.gross == second.gross and days <= NEAR_DAYS else 85
    written = "same number" if first.number == second.number else "same number written differently"
    return Likeness(
        score, exact and first.party == second.party, f"{written}, {_amounts(first, second)}, {_dates(days)}"
    )


def _neighbours(first: str, second: str) -> bool:
    """Whether two numbers differ only in a running number, and by little."""
    digits = [re.search(r"\d+$", each) for each in (first, second)]
    if digits[0] is None or digits[1] is None or first[: digits[0].start()] != second[: digits[1].start()]:
        return False
    return abs(int(digits[0][0]) - int(digits[1][0])) <= SERIES


def _amounts(first: Bill, second: Bill) -> str:
    return "same amount" if first.gross == second.gross else "amount within one per cent"


def _dates(days: int) -> str:
    return "same date" if days == 0 else f"{days} day{'' if days == 1 else 's'} apart"
