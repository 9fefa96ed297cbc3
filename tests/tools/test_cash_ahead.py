"""The forecast under a supposition: its figures recompute, and the change against the books is their difference."""

from decimal import Decimal

from tests.tools.calling import ask, asker
from tools.cash import cash_forecast
from workingcapital.facts import Evidence, Fact
from workingcapital.store.database.connection import Store
from workingcapital.store.figures import explain


def closing(found: Evidence) -> Fact:
    return next(fact for fact in found.facts if fact.label == "Closing P50, week 13")


def test_a_supposition_is_stated_against_the_books_and_recomputes(sample_store: Store) -> None:
    cfo = asker(sample_store)
    plain, later = ask(cash_forecast, cfo), ask(cash_forecast, cfo, customers_later_days=14)
    [change] = [fact for fact in later.facts if fact.label == "Closing against the books"]
    assert change.decimal() == closing(later).decimal() - closing(plain).decimal() < Decimal(0)
    with cfo.books() as books:
        assert explain(books, change)["same"]


def test_one_customer_who_slips_costs_less_than_all_of_them(sample_store: Store) -> None:
    cfo = asker(sample_store)
    everybody = ask(cash_forecast, cfo, customers_later_days=30)
    one = ask(cash_forecast, cfo, customers_later_days=30, customer="Ohlstedt")
    assert closing(everybody).decimal() < closing(one).decimal()
    assert closing(one).basis == "Papierfabrik Ohlstedt GmbH paying 30 days later"
    assert [table.title for table in one.tables] == ["Cash forecast as supposed, HALDE (EUR)"]


def test_a_customer_nobody_knows_is_said(sample_store: Store) -> None:
    assert ask(cash_forecast, asker(sample_store), customers_later_days=30, customer="Zebulon").outcome in (
        "no_data",
        "clarify",
    )
