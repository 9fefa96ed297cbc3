"""How the books are read for a formula: one gatherer for each, found by the formula's id."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from workingcapital.metrics.registry import NoData
from workingcapital.periods import Period, quarter_of
from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class Gathered:
    """What the books gave: a formula's inputs, the rows they came from, and what has to be said beside.

    `as_of` is set where the figure belongs to an earlier day than the one asked, the end of a past period.
    """

    inputs: Mapping[str, Any]
    rows: tuple[str, ...] = ()
    currency: str | None = None
    label: str | None = None
    party: str | None = None
    period: str | None = None
    basis: str | None = None
    caveats: tuple[str, ...] = field(default=())
    as_of: date | None = None


Asked = Mapping[str, Any]
Gatherer = Callable[[Books, str, date, Asked], Gathered]

_GATHERERS: Final[dict[str, Gatherer]] = {}


def gathers(formula_id: str) -> Callable[[Gatherer], Gatherer]:
    """Register how the books are read for a formula: (books, company, as-of date, asked) → Gathered."""

    def wrap(gatherer: Gatherer) -> Gatherer:
        if formula_id in _GATHERERS:
            raise ValueError(f"{formula_id} has a gatherer already")
        _GATHERERS[formula_id] = gatherer
        return gatherer

    return wrap


def gatherer(formula_id: str) -> Gatherer | None:
    """How the books are read for the formula; None for one that needs no books."""
    return _GATHERERS.get(formula_id)


def period_of(asked: Asked, as_of: date) -> Period:
    """The period asked for, else the quarter of the day; cut at the day, for later has not happened."""
    text = asked.get("period")
    period = Period.parse(text, as_of) if text else quarter_of(as_of)
    if period.start > as_of:
        raise NoData(f"{period.name} has not begun on {as_of}", "future_period")
    return period.until(as_of)
