"""A day or a period that was said, and the role it was said in."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "week", "month", "quarter", "half", "year", "range", "rolling", "number"]
Role = Literal["", "until", "before", "since", "after", "compare", "as_of"]


@dataclass(frozen=True)
class When:
    """First and last day; a `number` grain counts weeks from now and leaves the days open."""

    first: date
    last: date
    grain: Grain
    role: Role = ""
    weeks: int | None = None

    def period(self) -> str:
        """The period as tools take it.

        >>> When(date(2026, 4, 1), date(2026, 6, 30), "quarter").period()
        '2026-Q2'
        """
        if self.grain == "year" and (self.first.month, self.first.day) == (1, 1):
            return f"{self.first.year}"
        if self.grain == "quarter":
            return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
        if self.grain == "month":
            return f"{self.first:%Y-%m}"
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    def year_before(self) -> "When":
        """The same span one year earlier.

        >>> When(date(2026, 4, 1), date(2026, 6, 30), "quarter").year_before().period()
        '2025-Q2'
        """
        return replace(self, first=shift(self.first, -12), last=shift(self.last, -12))


def day(when: date) -> When:
    """A single day."""
    return When(when, when, "day")


def shift(start: date, months: int) -> date:
    """So many months later, kept inside the month, month end to month end.

    >>> shift(date(2026, 2, 28), -12), shift(date(2026, 6, 30), 1), shift(date(2024, 2, 29), -12)
    (datetime.date(2025, 2, 28), datetime.date(2026, 7, 31), datetime.date(2023, 2, 28))
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = monthrange(year, month + 1)[1]
    ended = start.day == monthrange(start.year, start.month)[1]
    return date(year, month + 1, last if ended else min(start.day, last))


def month(year: int, number: int) -> When:
    """A calendar month."""
    return When(date(year, number, 1), date(year, number, monthrange(year, number)[1]), "month")


def quarter(year: int, number: int) -> When:
    """A calendar quarter."""
    return When(date(year, number * 3 - 2, 1), month(year, number * 3).last, "quarter")


def half(year: int, number: int) -> When:
    """A calendar half-year."""
    return When(date(year, number * 6 - 5, 1), month(year, number * 6).last, "half")


def year(number: int) -> When:
    """A calendar year."""
    return When(date(number, 1, 1), date(number, 12, 31), "year")


def week(inside: date) -> When:
    """The ISO week that holds the day."""
    monday = inside - timedelta(days=inside.weekday())
    return When(monday, monday + timedelta(days=6), "week")
