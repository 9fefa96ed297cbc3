"""Periods counted from the one spoken of before: "a quarter earlier", "the same three months of 2025"."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from agent.planner.grammar.numerals import small
from agent.planner.grammar.when import When, month, quarter, shift
from agent.planner.tables import table

_MONTHS: Final = {"year": 12, "jahr": 12, "half": 6, "halbjahr": 6, "quarter": 3, "quartal": 3, "month": 1, "monat": 1}
_UNITS: Final = (*_MONTHS, "week", "woche")
_BY_GRAIN: Final = {"year": 12, "half": 6, "quarter": 3, "month": 1}


def moved(folded: str, base: When) -> When | None:
    """The period a shift leads to, None where the words name none.

    >>> moved("and a quarter earlier?", quarter(2026, 2)).period(), moved("a year later", month(2025, 3)).period()
    ('2026-Q1', '2026-03')
    """
    for rule in table("followups")["shift"]:
        if match := re.search(rule["pattern"], folded):
            said = match.groupdict()
            unit = next((u for u in _UNITS if (said.get("unit") or said.get("einheit") or "").startswith(u)), "")
            return _stepped(base, unit, rule["step"] * _count(said.get("count") or said.get("vor")))
    return None


def _count(word: str | None) -> int:
    """How many units; an article is one."""
    if word is None or word.startswith("ein") or word in ("a", "an"):
        return 1
    return small(word) or 1


def same_part(folded: str, base: When, said: When, spoken: bool) -> When | None:
    """The same part of the year that was named: "the same quarter of 2025".

    After a quarter that was spoken of, "last year" alone means that quarter a year ago.
    """
    if said.grain != "year" or base.grain in ("year", "day", "number"):
        return None
    again = re.search(table("followups")["same"]["pattern"], folded)
    if not again and not (spoken and base.grain in ("quarter", "month", "half")):
        return None
    return _months(base, 12 * (said.first.year - base.first.year))


def default_period(today: date) -> When:
    """What metrics take where no period is said: the quarter of the day."""
    return quarter(today.year, (today.month + 2) // 3)


def before(base: When) -> When:
    """The period as long as this one, just before it.

    >>> before(quarter(2026, 2)) == quarter(2026, 1)
    True
    """
    return _stepped(base, "", -1)


def _stepped(base: When, unit: str, step: int) -> When:
    """One unit earlier or later; without a unit, as long as the period itself."""
    if unit in ("week", "woche") or (not unit and base.grain == "week"):
        return replace(base, first=base.first + timedelta(7 * step), last=base.last + timedelta(7 * step), role="")
    span = (base.last.year - base.first.year) * 12 + base.last.month - base.first.month + 1
    months = _MONTHS.get(unit) or _BY_GRAIN.get(base.grain) or span
    if base.grain == "year" and unit in ("quarter", "quartal", "month", "monat"):
        return _inside(base, unit, step)
    return _months(base, months * step)


def _inside(base: When, unit: str, step: int) -> When:
    """A quarter or month before a whole year is its neighbour."""
    edge = base.first - timedelta(1) if step < 0 else base.last + timedelta(1)
    return quarter(edge.year, (edge.month + 2) // 3) if unit.startswith("quart") else month(edge.year, edge.month)


def _months(base: When, months: int) -> When:
    return replace(base, first=shift(base.first, months), last=shift(base.last, months), role="")


def as_of_moved(folded: str, kept: Mapping[str, Any], today: date) -> str | None:
    """The day as of which the books are read, so much earlier: "and a month earlier?"."""
    day = date.fromisoformat(kept["as_of"]) if kept.get("as_of") else today
    there = moved(folded, When(day, day, "day"))
    return min(there.last, today).isoformat() if there else None
