"""The group's days: when its books begin and end, when banks are open, when payment runs are."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cache
from typing import Final

from workingcapital.reference.closed_days import closed_days

START: Final = date(2024, 7, 1)
TODAY: Final = date(2026, 6, 30)
CALENDAR_YEARS: Final = tuple(range(2024, 2029))


def holidays_of(calendar: str) -> dict[date, str]:
    """Named closing days of 'TARGET', 'DE', 'GB' (England) or 'US' for the years kept."""
    return closed_days(calendar, CALENDAR_YEARS)


@cache
def open_days(calendar: str) -> list[date]:
    """Every day its banks are open, from the start of the books to the end of the calendar."""
    closed, last = holidays_of(calendar), date(CALENDAR_YEARS[-1], 12, 31)
    days = (START + timedelta(days=n) for n in range((last - START).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in closed]


@cache
def open_days_of_month(calendar: str, first: date) -> list[date]:
    """The open days of the month that begins on `first`."""
    last = month_end(first)
    return [day for day in open_days(calendar) if first <= day <= last]


@cache
def run_days(calendar: str) -> list[date]:
    """Payment runs: Tuesdays and Thursdays on which banks are open."""
    return [day for day in open_days(calendar) if day.isoweekday() in (2, 4)]


def on_or_after(days: list[date], day: date) -> date:
    """The first of the sorted days that is not before `day`."""
    return days[bisect_left(days, day)]


def on_or_before(days: list[date], day: date) -> date | None:
    """The last of the sorted days that is not after `day`; None before the books begin."""
    index = bisect_right(days, day)
    return days[index - 1] if index else None


def next_open(calendar: str, day: date) -> date:
    """The open day after `day`: when a credit transfer sent on `day` reaches the payee."""
    return on_or_after(open_days(calendar), day + timedelta(days=1))


def month_start(day: date, months: int = 0) -> date:
    """The first of the month that lies `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def month_end(day: date, months: int = 0) -> date:
    """The last day of the month that lies `months` after the month of `day`."""
    return month_start(day, months + 1) - timedelta(days=1)


def months() -> list[date]:
    """The first day of each of the 24 months of the books."""
    return [month_start(START, n) for n in range(24)]


def open_days_later(calendar: str, day: date, count: int) -> date:
    """The open day that lies `count` open days after the first one not before `day`."""
    days = open_days(calendar)
    return days[bisect_left(days, day) + count]
