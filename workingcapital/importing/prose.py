"""Due dates and discounts that stand in a sentence only; what is not plain stays unread."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from workingcapital.importing.dates import NotADate, parse_date
from workingcapital.terms import BadTerms, DiscountStep, DiscountTerms, DueRule

_DATE: Final = r"(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})"
_DAYS: Final = r"(\d{1,3})\s*(?:Tagen?|days)\b"
_SKONTO: Final = re.compile(
    rf"(\d{{1,2}}(?:[.,]\d{{1,2}})?)\s*%\s*(?:Skonto|discount|Rabatt)?\s*"
    rf"(?:innerhalb|binnen|within|in|bei Zahlung innerhalb)"
    rf"(?:\s+(?:von|of))?\s+{_DAYS}(?:\s*(?:bis|until|by)\s*(?:zum\s*)?{_DATE})?",
    re.IGNORECASE,
)
_UNTIL: Final = re.compile(rf"\b(?:bis|until|by)\s*(?:zum\s*)?{_DATE}", re.IGNORECASE)
_WITHIN: Final = re.compile(rf"(?:innerhalb|binnen|within|in)(?:\s+(?:von|of))?\s+{_DAYS}", re.IGNORECASE)
_ONLY_DAYS: Final = re.compile(rf"\W*{_DAYS}(?:\s*(?:netto|net))?\W*", re.IGNORECASE)


@dataclass(frozen=True)
class Prose:
    """What a sentence says: when the amount is due, and the discounts with their last days."""

    due: date | None
    steps: tuple[DiscountStep, ...]


def read_prose(text: str, issued: date) -> Prose:
    """Read German and English terms.

    >>> read_prose("Zahlbar bis 04.04.2018, 3% Skonto innerhalb 10 Tagen", date(2018, 3, 5)).due
    datetime.date(2018, 4, 4)
    >>> read_prose("14 Tage", date(2018, 3, 5)), read_prose("wie vereinbart", date(2018, 3, 5)).due
    (Prose(due=datetime.date(2018, 3, 19), steps=()), None)
    """
    try:
        terms = DiscountTerms(text)
        return Prose(terms.due_date(issued), terms.steps)
    except BadTerms:
        steps = tuple(_step(match, issued) for match in _SKONTO.finditer(text))
        return Prose(_due(_SKONTO.sub("", text), issued), tuple(step for step in steps if 0 < step.percent < 100))


def _due(text: str, issued: date) -> date | None:
    if match := _UNTIL.search(text):
        stated = _date(match[1])
        if stated is not None and stated >= issued:
            return stated
    match = _ONLY_DAYS.fullmatch(text) or _WITHIN.search(text)
    return issued + timedelta(days=int(match[1])) if match else None


def _step(match: re.Match[str], issued: date) -> DiscountStep:
    """A date beside the days counts, unless it lies before the invoice."""
    until = _date(match[3]) if match[3] else None
    days = (until - issued).days if until is not None and until >= issued else int(match[2])
    return DiscountStep(Decimal(match[1].replace(",", ".")), DueRule(days))


def _date(text: str) -> date | None:
    try:
        return parse_date(text, "dmy")
    except NotADate:
        return None
