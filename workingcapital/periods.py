"""Periods people speak of: months, quarters, years, and the ones to compare them with."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from workingcapital.errors import BadInput

MOST_SHOWN: Final = 24  # periods side by side that can still be read
_ONE_DAY: Final = timedelta(days=1)
_QUARTER: Final = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_YEAR: Final = re.compile(r"\d{4}")
_RANGE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Period:
    """Whole days from `start` to `end`, both included, under the name a person gave them."""

    start: date
    end: date
    name: str

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise BadInput(f"the period {self.name} ends before it starts")

    @property
    def days(self) -> int:
        """Calendar days in the period.

        >>> Period.parse("2026-Q2", date(2026, 6, 30)).days
        91
        """
        return (self.end - self.start).days + 1

    @classmethod
    def parse(cls, text: str, today: date) -> "Period":
        """A period from `2026-Q2`, `2026-06`, `2026`, `2026-01-01..2026-03-31`, `last_12_months` or a relative name.

        Relative names count from `today`: this_ and last_ month, quarter, year.

        >>> Period.parse("last_12_months", date(2026, 6, 30)).start
        datetime.date(2025, 7, 1)
        """
        given = text.strip()
        if match := _RANGE.fullmatch(given):
            return cls(_day(match[1]), _day(match[2]), given)
        if match := _QUARTER.fullmatch(given):
            return quarter(int(match[1]), int(match[2]))
        if match := _MONTH.fullmatch(given):
            return month(int(match[1]), int(match[2]))
        if _YEAR.fullmatch(given):
            return year(int(given))
        return _relative(given, today)

    def until(self, day: date) -> "Period":
        """The part of the period that has passed on `day`; the name says so.

        >>> Period.parse("2026-Q2", date(2026, 5, 10)).until(date(2026, 5, 10)).days
        40
        """
        if day >= self.end:
            return self
        if day < self.start:
            raise BadInput(f"{self.name} begins after {day}")
        return Period(self.start, day, f"{self.name} to {day}")

    def previous(self) -> "Period":
        """The period of the same kind that ends the day before this one starts; before whole months, as many months.

        >>> [Period.parse(p, date(2026, 6, 30)).previous().name for p in ("2026-Q1", "2026-01-01..2026-06-30")]
        ['2025-Q4', '2025-07-01..2025-12-31']
        """
        last = self.start - _ONE_DAY
        for whole in (month_of, quarter_of, year_of):
            if self._is(whole(self.start)):
                return whole(last)
        if self == trailing_year(self.end, self.name):
            return trailing_year(last, f"{_a_year_before(self.start)}..{last}")
        if count := self._whole_months():
            return Period(start := _months_before(self.start, count), last, f"{start}..{last}")
        return Period(last - timedelta(days=self.days - 1), last, f"{last - timedelta(days=self.days - 1)}..{last}")

    def same_last_year(self) -> "Period":
        """The same days a year earlier; 29 February becomes 28, and whole months stay whole.

        >>> [Period.parse(p, date(2026, 6, 30)).same_last_year().name for p in ("2026-Q2", "2025-01-01..2025-02-28")]
        ['2025-Q2', '2024-01-01..2024-02-29']
        """
        for whole in (month_of, quarter_of, year_of):
            if self._is(whole(self.start)):
                return whole(_a_year_before(self.start))
        start, end = _a_year_before(self.start), _a_year_before(self.end)
        if self._whole_months():
            end = _a_year_before(self.end + _ONE_DAY) - _ONE_DAY
        return Period(start, end, f"{start}..{end}")

    def _whole_months(self) -> int:
        """How many calendar months this is; 0 where it begins or ends within one."""
        after = self.end + _ONE_DAY
        whole = self.start.day == after.day == 1
        return 12 * (after.year - self.start.year) + after.month - self.start.month if whole else 0

    def _is(self, other: "Period") -> bool:
        return (self.start, self.end) == (other.start, other.end)


def compared_with(period: Period, text: str, today: date) -> Period:
    """The period to compare with: `previous`, `same_last_year`, or any form Period.parse knows."""
    match text.strip():
        case "previous":
            return period.previous()
        case "same_last_year":
            return period.same_last_year()
        case other:
            return Period.parse(other, today)


def month(of_year: int, number: int) -> Period:
    """A calendar month."""
    if not 1 <= number <= 12:
        raise BadInput(f"there is no month {number}")
    start = _safe(of_year, number, 1)
    return Period(start, _next_month(start) - _ONE_DAY, f"{of_year}-{number:02}")


def quarter(of_year: int, number: int) -> Period:
    """A calendar quarter."""
    return Period(month(of_year, number * 3 - 2).start, month(of_year, number * 3).end, f"{of_year}-Q{number}")


def year(number: int) -> Period:
    """A calendar year."""
    return Period(_safe(number, 1, 1), _safe(number, 12, 31), f"{number}")


def month_of(day: date) -> Period:
    """The month that holds the day."""
    return month(day.year, day.month)


def quarter_of(day: date) -> Period:
    """The quarter that holds the day.

    >>> quarter_of(date(2026, 6, 30)).name
    '2026-Q2'
    """
    return quarter(day.year, (day.month + 2) // 3)


def year_of(day: date) -> Period:
    """The year that holds the day."""
    return year(day.year)


def trailing_year(until: date, name: str = "last_12_months") -> Period:
    """The twelve months that end with the day.

    >>> trailing_year(date(2024, 2, 29)).days
    366
    """
    return Period(_a_year_before(until + _ONE_DAY), until, name)


def months(period: Period) -> list[Period]:
    """The calendar months the period touches, oldest first, cut at its ends."""
    found: list[Period] = []
    day = period.start
    while day <= period.end:
        whole = month_of(day)
        found.append(Period(day, min(whole.end, period.end), whole.name))
        day = whole.end + _ONE_DAY
    return found


def _relative(text: str, today: date) -> Period:
    if text == "last_12_months":
        return trailing_year(today)
    which, _, size = text.partition("_")
    sizes = {"month": month_of, "quarter": quarter_of, "year": year_of}
    if which in ("this", "last", "previous") and size in sizes:
        current = sizes[size](today)
        return current if which == "this" else current.previous()
    raise BadInput(
        f"{text!r} is no period; say 2026-Q2, 2026-06, 2026, last_12_months or 2026-01-01..2026-03-31",
        errors=[{"field": "period", "why": "unknown form"}],
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text} is no day of the calendar") from error


def _safe(of_year: int, number: int, day: int) -> date:
    try:
        return date(of_year, number, day)
    except ValueError as error:
        raise BadInput(f"{of_year}-{number:02}-{day:02} is no day of the calendar") from error


def _next_month(first: date) -> date:
    return _safe(first.year + first.month // 12, first.month % 12 + 1, 1)


def _months_before(first: date, count: int) -> date:
    month_index = 12 * first.year + first.month - 1 - count
    return date(month_index // 12, month_index % 12 + 1, 1)


def _a_year_before(day: date) -> date:
    return _safe(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
