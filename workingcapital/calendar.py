"""Open days, payment runs, and when money arrives."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Final

from workingcapital.errors import BadInput

# Open days between the debit and the credit at the payee. Bacs: submit, process, credit.
SETTLEMENT_DAYS: Final = {"sepa": 1, "bacs": 2, "ach": 1, "wire": 0}

_ONE_DAY: Final = timedelta(days=1)


def is_open(day: date, holidays: Collection[date]) -> bool:
    """Whether banks work: no Saturday, Sunday or holiday."""
    return day.isoweekday() < 6 and day not in holidays


def preceding_open_day(day: date, holidays: Collection[date]) -> date:
    """The day itself, or the last open one before it: when money due on a closed day must be there.

    >>> preceding_open_day(date(2026, 4, 6), {date(2026, 4, 3), date(2026, 4, 6)})
    datetime.date(2026, 4, 2)
    """
    while not is_open(day, holidays):
        day -= _ONE_DAY
    return day


def following_open_day(day: date, holidays: Collection[date]) -> date:
    """The day itself, or the first open one after it."""
    while not is_open(day, holidays):
        day += _ONE_DAY
    return day


def plus_open_days(day: date, count: int, holidays: Collection[date]) -> date:
    """`count` open days later (or earlier, when negative).

    >>> plus_open_days(date(2020, 8, 27), 2, {date(2020, 8, 31)})
    datetime.date(2020, 9, 1)
    """
    step = _ONE_DAY if count >= 0 else -_ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_open(day, holidays):
            day += step
    return day


def arrives_on(debit: date, rail: str, holidays: Collection[date]) -> date:
    """When a payment debited on that day is credited at the payee.

    >>> arrives_on(date(2026, 6, 30), "sepa", set())
    datetime.date(2026, 7, 1)
    """
    return plus_open_days(following_open_day(debit, holidays), _settlement(rail), holidays)


def release_by(credit: date, rail: str, holidays: Collection[date]) -> date:
    """The last debit day for money to be with the payee on or before that day.

    >>> release_by(date(2020, 9, 1), "bacs", {date(2020, 8, 31)})
    datetime.date(2020, 8, 27)
    """
    return plus_open_days(preceding_open_day(credit, holidays), -_settlement(rail), holidays)


def counts_as_paid_on(debit: date, in_time_by: str, rail: str, holidays: Collection[date]) -> date:
    """The day that is compared with a deadline: of the order or debit, or of the credit at the payee."""
    return debit if in_time_by in ("order", "debit") else arrives_on(debit, rail, holidays)


def run_days(first: date, last: date, weekdays: Collection[int], holidays: Collection[date]) -> list[date]:
    """Payment runs from `first` to `last`: the company's weekdays (ISO: Monday is 1) that are open.

    >>> [str(day) for day in run_days(date(2026, 6, 30), date(2026, 7, 7), {2, 4}, {date(2026, 7, 2)})]
    ['2026-06-30', '2026-07-07']
    """
    return [day for day in _each(first, last) if day.isoweekday() in weekdays and is_open(day, holidays)]


def last_run_in_time(
    deadline: date,
    first: date,
    weekdays: Collection[int],
    holidays: Collection[date],
    in_time_by: str = "debit",
    rail: str = "sepa",
) -> date | None:
    """The last run from `first` on that still meets the deadline; None when the raster has none."""
    runs = run_days(first, deadline, weekdays, holidays)
    return next((run for run in reversed(runs) if counts_as_paid_on(run, in_time_by, rail, holidays) <= deadline), None)


def _each(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _settlement(rail: str) -> int:
    if rail not in SETTLEMENT_DAYS:
        raise BadInput(f"unknown rail {rail!r}: one of {', '.join(SETTLEMENT_DAYS)}")
    return SETTLEMENT_DAYS[rail]
