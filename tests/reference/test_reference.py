"""Every company has the closed days, rates and legal limits of the world, sample or not."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from time import perf_counter

import psycopg
import pytest

from workingcapital.reference import VERSION
from workingcapital.reference.closed_days import YEARS, closed_days
from workingcapital.reference.statutory import rows as rate_rows
from workingcapital.store import founding
from workingcapital.store.companies import company, holidays
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER
from workingcapital.store.database.reference import enter_reference
from workingcapital.store.rates import legal_limits, statutory_rates


@pytest.fixture(scope="module")
def books(store: Store):
    founding.add_company(store, "ACME", "Acme Ltd", "GBP", "GB", "Europe/London", "GB", controllers=["jo@acme.example"])
    with store.reading(Identity("jo@acme.example", ("ACME",))) as opened:
        yield opened


def closed(books, calendar):
    """The closed days of a company that goes by that calendar."""
    return holidays(books, replace(company(books, "ACME"), calendar=calendar))


@pytest.mark.parametrize(
    ("calendar", "day"),
    [("TARGET", "2026-04-06"), ("GB", "2019-08-26"), ("GB", "2022-09-19"), ("US", "2030-07-04"), ("DE", "2024-10-03")],
)
def test_a_company_without_the_sample_knows_when_banks_are_closed(books, calendar, day):
    assert date.fromisoformat(day) in closed(books, calendar)


@pytest.mark.parametrize("calendar", ["TARGET", "DE", "GB", "US"])
def test_every_calendar_reaches_over_all_years(books, calendar):
    assert {day.year for day in closed(books, calendar)} == set(YEARS) == set(range(2019, 2031))
    assert closed(books, calendar) == frozenset(closed_days(calendar))


def test_a_company_without_the_sample_has_statutory_rates_and_legal_limits(books):
    [rate] = statutory_rates(books, "UK", date(2020, 3, 1), date(2020, 3, 1))
    assert (str(rate["reference_rate"]), str(rate["margin"])) == ("0.007500", "0.080000")
    assert rate["fixed_sums"] == [[1000, 40], [10000, 70], [None, 100]]
    assert {each["payer"]: each["max_days"] for each in legal_limits(books, "DE", date(2026, 6, 30))} == {
        "business": 60, "perishables": 30, "public": 30,
    }  # fmt: skip


def test_half_years_follow_each_other_without_gap_or_overlap():
    for regime in ("EU", "DE", "UK"):
        spans = [(row["valid_from"], row["valid_to"]) for row in rate_rows() if row["regime"] == regime]
        assert all((start - end).days == 1 for (_, end), (start, _) in pairwise(spans))


def test_it_is_entered_once_for_a_version_and_leaves_what_somebody_corrected(store: Store):
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        assert not enter_reference(owner)
        owner.execute("update books.holiday set name = 'corrected' where calendar = 'GB' and on_date = '2026-12-25'")
        owner.execute("delete from books.holiday where calendar = 'GB' and on_date = '2026-08-31'")
        owner.execute("comment on table books.holiday is 'reference 2020-01-01'")
        begun = perf_counter()
        assert enter_reference(owner)
        assert perf_counter() - begun < 2
        names = owner.execute(
            "select name from books.holiday where calendar = 'GB' and on_date in ('2026-12-25', '2026-08-31') order by 1"
        ).fetchall()
        said = owner.execute("select obj_description('books.holiday'::regclass, 'pg_class')").fetchone()
        owner.rollback()
    assert len(names) == 2
    assert ("corrected",) in names
    assert said == (f"reference {VERSION}",)
