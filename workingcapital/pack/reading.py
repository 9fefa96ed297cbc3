"""Read the books for a pack: figures of the month's end and of the month before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from workingcapital.facts import Fact
from workingcapital.metrics.registry import NoData
from workingcapital.pack.section import Cell
from workingcapital.periods import Period, month_of
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.gathering.differences import difference

NONE: Final = "not available"


@dataclass
class Reading:
    """The books of one company, opened at a month's end; `missing` collects what does not exist, with the reason."""

    books: Books
    ours: Company
    month: Period
    missing: dict[str, None] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        """The month's end."""
        return self.month.end

    @property
    def before(self) -> date:
        """The end of the month before."""
        return self.month.previous().end

    def now(self, formula: str, **asked: Any) -> Fact | None:
        """A figure as of the month's end."""
        return self.on(self.as_of, formula, **asked)

    def on(self, day: date, formula: str, **asked: Any) -> Fact | None:
        """A figure as of a day; None where there is none, and why is kept."""
        try:
            return measure(self.books, formula, self.ours.code, day, **asked)
        except NoData as error:
            self.missing[f"{formula}: {error}"] = None
            return None

    def compared(self, label: str, formula: str, **asked: Any) -> tuple[Cell, ...]:
        """(label, now, a month before, change) of a balance."""
        return self._row(label, self.now(formula, **asked), self.on(self.before, formula, **asked))

    def compared_flow(self, label: str, formula: str, period: Callable[[date], str], **asked: Any) -> tuple[Cell, ...]:
        """The same of a figure over a period that ends with the month."""
        now, then = (self.on(day, formula, period=period(day), **asked) for day in (self.as_of, self.before))
        return self._row(label, now, then)

    def _row(self, label: str, now: Fact | None, then: Fact | None) -> tuple[Cell, ...]:
        return (label, now or NONE, then or NONE, difference(now, then) if now and then else None)


def three_months(until: date) -> str:
    """The three months that end with a month, as a period.

    >>> three_months(date(2026, 6, 30))
    '2026-04-01..2026-06-30'
    """
    first = month_of(month_of(month_of(until).start).previous().start).previous().start
    return f"{first}..{until}"


def one_month(until: date) -> str:
    """The month that ends with the day.

    >>> one_month(date(2026, 6, 30))
    '2026-06'
    """
    return month_of(until).name


def present(facts: Sequence[Fact | None]) -> tuple[Fact, ...]:
    """Those that exist."""
    return tuple(fact for fact in facts if fact is not None)
