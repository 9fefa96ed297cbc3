"""Days and periods as people say them, on Tuesday 30 June 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.planner.grammar.as_of import as_of
from agent.planner.grammar.dates import dates
from tests.agent.planner.books import TODAY

DAYS = [
    ("next Thursday", "2026-07-02"),
    ("Thursday's run", "2026-07-02"),
    ("by the 30th", "2026-06-30"),
    ("bis Freitag", "2026-07-03"),
    ("last Friday", "2026-06-26"),
    ("Tuesday next week", "2026-07-07"),
    ("nächste Woche Dienstag", "2026-07-07"),
    ("bis Ende Juli", "2026-07-31"),
    ("Ende Q1", "2026-03-31"),
    ("in drei Tagen", "2026-07-03"),
    ("10 days ago", "2026-06-20"),
    ("Easter Monday 2026", "2026-04-06"),
    ("due on Easter Monday", "2027-03-29"),
    ("3rd of July, 2026", "2026-07-03"),
    ("am 3.7.", "2026-07-03"),
    ("übermorgen", "2026-07-02"),
    ("year-end 2025", "2025-12-31"),
    ("before Friday", "2026-07-03"),
]
PERIODS = [
    ("this week", "2026-06-29..2026-07-05"),
    ("last quarter", "2026-Q1"),
    ("Q2 2026", "2026-Q2"),
    ("im ersten Quartal 2026", "2026-Q1"),
    ("letzten Monat", "2026-05"),
    ("over the last 13 weeks", "2026-04-01..2026-06-30"),
    ("in den letzten 30 Tagen", "2026-06-01..2026-06-30"),
    ("the past twelve months", "2025-07-01..2026-06-30"),
    ("from 1 May to 15 June", "2026-05-01..2026-06-15"),
    ("zwischen dem 1. Mai und dem 15. Juni", "2026-05-01..2026-06-15"),
    ("between 1 and 15 July", "2026-07-01..2026-07-15"),
    ("KW 28", "2026-07-06..2026-07-12"),
    ("H1 2026", "2026-01-01..2026-06-30"),
    ("in November", "2025-11"),
    ("year to date", "2026-01-01..2026-06-30"),
    ("FY2025", "2025"),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_read_as_people_mean_it(text: str, day: str) -> None:
    (found,) = dates(text, TODAY)
    assert (found.kind, found.value.first.isoformat()) == ("day", day)


@pytest.mark.parametrize(("text", "period"), PERIODS)
def test_a_period_is_read_in_the_form_tools_take(text: str, period: str) -> None:
    (found,) = dates(text, TODAY)
    assert (found.kind, found.value.period()) == ("period", period)


@pytest.mark.parametrize(
    "text",
    ["may I approve 60k", "keep at least 1.5 million", "guten Morgen", "change the 2nd one", "march on", "do it"],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert dates(text, TODAY) == []


def test_the_end_of_week_six_counts_weeks_from_today() -> None:
    (found,) = dates("at the end of week 6", TODAY)
    assert (found.value.weeks, found.value.last) == (6, TODAY + timedelta(weeks=6))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("DSO as of 31 May", "2026-05-31"),
        ("Forderungen zum 31.03.2026", "2026-03-31"),
        ("AR at the end of last month", "2026-05-31"),
        ("What were open receivables on 15 May 2026?", "2026-05-15"),
        ("DSO am 31.03.2026", "2026-03-31"),
    ],
)
def test_an_as_of_day_is_told_from_other_days(text: str, day: str) -> None:
    found = as_of(text, TODAY)
    assert found is not None
    assert found.isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        "what is due on Friday",
        "cash at year end",
        "paid on 3 June",
        "invoices of May",
        "which open bills were issued on 15 May",
        "what we owe on 15 July",
    ],
)
def test_a_day_that_is_asked_about_is_no_as_of_day(text: str) -> None:
    assert as_of(text, TODAY) is None


@given(
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    shape=st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y"]),
)
def test_a_written_date_comes_back_whatever_its_shape(day: date, shape: str) -> None:
    (found,) = dates(f"due {day.strftime(shape)} please", TODAY)
    assert found.value.first == day


@given(year=st.integers(2000, 2099), number=st.integers(1, 4))
def test_a_quarter_comes_back_as_it_was_written(year: int, number: int) -> None:
    (found,) = dates(f"DSO in Q{number} {year}", TODAY)
    assert found.value.period() == f"{year}-Q{number}"
