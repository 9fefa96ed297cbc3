"""The days of the trade."""

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingcapital import calendar, periods
from workingcapital.calendar import arrives_on, is_open, last_run_in_time, preceding_open_day, release_by, run_days
from workingcapital.errors import BadInput
from workingcapital.periods import Period, compared_with, months, quarter_of

TARGET = {
    date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 12, 25), date(2026, 12, 26),
}  # fmt: skip
TODAY = date(2026, 6, 30)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_the_examples_beside_the_code_hold():
    for module in (calendar, periods):
        assert doctest.testmod(module).failed == 0
        assert doctest.testmod(module).attempted > 3


@pytest.mark.parametrize(
    ("due", "released"),
    [("2026-04-06", "2026-04-02"), ("2026-12-27", "2026-12-24"), ("2026-05-01", "2026-04-30")],
)
def test_money_due_on_a_closed_day_has_its_value_on_the_open_day_before(due, released):
    assert preceding_open_day(date.fromisoformat(due), TARGET) == date.fromisoformat(released)


def test_bacs_money_credited_on_tuesday_1_september_2020_is_submitted_on_thursday_27_august():
    assert release_by(date(2020, 9, 1), "bacs", {date(2020, 8, 31)}) == date(2020, 8, 27)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-Q2", "2026-04-01", "2026-06-30"),
        ("2026q1", "2026-01-01", "2026-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("last_12_months", "2025-07-01", "2026-06-30"),
        ("last_quarter", "2026-01-01", "2026-03-31"),
        ("previous_month", "2026-05-01", "2026-05-31"),
        ("2026-01-15..2026-03-31", "2026-01-15", "2026-03-31"),
    ],
)
def test_a_period_is_read_in_the_forms_people_use(text, start, end):
    period = Period.parse(text, TODAY)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize("text", ["", "2026-Q5", "2026-13", "soon", "2026-02-30..2026-03-01", "2026-03-01..2026-02-01"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(BadInput):
        Period.parse(text, TODAY)


@pytest.mark.parametrize(
    ("text", "against", "name"),
    [
        ("2026-Q1", "previous", "2025-Q4"),
        ("2026-Q2", "same_last_year", "2025-Q2"),
        ("2026-01", "previous", "2025-12"),
        ("2026-01-01..2026-06-30", "previous", "2025-07-01..2025-12-31"),
        ("2025-01-01..2025-02-28", "same_last_year", "2024-01-01..2024-02-29"),
        ("last_12_months", "previous", "2024-07-01..2025-06-30"),
        ("2024-02", "same_last_year", "2023-02"),
    ],
)
def test_a_period_knows_the_one_to_compare_with(text, against, name):
    assert compared_with(Period.parse(text, TODAY), against, TODAY).name == name


@given(DAYS, st.integers(0, 800))
def test_the_months_of_a_period_cover_it_without_gap_or_overlap(start, length):
    period = Period(start, start + timedelta(days=length), "any")
    parts = months(period)
    assert sum(part.days for part in parts) == period.days
    assert parts[0].start == period.start
    assert parts[-1].end == period.end


@given(DAYS)
def test_previous_periods_touch(day):
    quarter = quarter_of(day)
    assert quarter.previous().end + timedelta(days=1) == quarter.start


@given(DAYS, st.sampled_from(["sepa", "bacs", "ach", "wire"]))
def test_money_released_by_the_last_day_arrives_in_time_and_a_day_later_does_not(day, rail):
    last = release_by(day, rail, TARGET)
    assert arrives_on(last, rail, TARGET) <= day
    following = next(d for d in (last + timedelta(days=n) for n in range(1, 12)) if is_open(d, TARGET))
    assert arrives_on(following, rail, TARGET) > day


def test_no_run_is_held_on_a_holiday():
    assert date(2026, 1, 1) not in run_days(date(2025, 12, 29), date(2026, 1, 6), {2, 4}, TARGET)


def test_the_run_in_time_for_a_credit_is_a_day_earlier_than_for_a_debit():
    thursday = date(2026, 7, 2)
    assert last_run_in_time(thursday, TODAY, {2, 4}, set(), "debit") == thursday
    assert last_run_in_time(thursday, TODAY, {2, 4}, set(), "credit") == TODAY


def test_a_deadline_before_the_first_run_has_none():
    assert last_run_in_time(date(2026, 7, 1), date(2026, 7, 1), {2, 4}, set()) is None
