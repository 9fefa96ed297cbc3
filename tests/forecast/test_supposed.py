"""What is supposed changes the outlook in one direction, and nothing supposed changes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forecast.test_cash import TODAY, items, outlook
from workingcapital.errors import BadInput
from workingcapital.forecast.cash import Flow, simulate
from workingcapital.forecast.receivables import Receivable
from workingcapital.forecast.supposed import Supposed, under


@settings(max_examples=40, deadline=None)
@given(items, st.integers(1, 60))
def test_customers_who_pay_later_never_bring_more_by_any_week(receivables: list[Receivable], days: int) -> None:
    known = outlook(receivables=tuple(receivables))
    plain = simulate(known, paths=20).receipts().cumsum(axis=0)
    later = simulate(under(known, Supposed(customers_days=days), None), paths=20).receipts().cumsum(axis=0)
    sooner = simulate(under(known, Supposed(customers_days=-days), None), paths=20).receipts().cumsum(axis=0)
    assert (later <= plain).all()
    assert (plain <= sooner).all()


@given(items)
def test_nothing_supposed_changes_nothing(receivables: list[Receivable]) -> None:
    known = outlook(receivables=tuple(receivables))
    assert under(known, Supposed(), None) == known


def test_only_the_customer_named_slips() -> None:
    known = outlook(receivables=(Receivable(1, 100, TODAY), Receivable(2, 100, TODAY, TODAY + timedelta(days=3))))
    one, other = under(known, Supposed(customers_days=30, customer="Acme"), 2).receivables
    assert one == known.receivables[0]
    assert other == replace(known.receivables[1], later=30)
    assert simulate(outlook(receivables=(other,))).receipts()[:4].max() == 0
    assert simulate(outlook(receivables=(other,))).receipts()[4].min() == 100


def test_a_fifth_less_collected_is_a_fifth_less_of_open_items() -> None:
    known = outlook(receivables=(Receivable(1, 1000_00, TODAY, TODAY + timedelta(days=3)),))
    assert simulate(under(known, Supposed(collections_percent=-20), None)).receipts().sum(axis=0).max() == 800_00


def test_bills_paid_later_leave_later_and_never_before_the_day_of_the_books() -> None:
    known = outlook(payables=(Flow(TODAY + timedelta(days=2), -500),))
    assert under(known, Supposed(bills_days=14), None).payables == (Flow(TODAY + timedelta(days=16), -500),)
    assert under(known, Supposed(bills_days=-14), None).payables == (Flow(TODAY, -500),)


def test_what_was_kept_is_supposed_again() -> None:
    made = Supposed(collections_percent=-20, customers_days=10, customer="Acme")
    assert Supposed.of(made.asked()) == made
    assert Supposed.of({"scenario": "collections_minus_20"}) == Supposed(collections_percent=-20)
    assert Supposed().asked() == {}


@pytest.mark.parametrize(
    "changes", [{"collections_percent": -101}, {"customers_days": 366}, {"bills_days": -400}, {"customer": "Acme"}]
)
def test_what_cannot_be_supposed_is_refused_in_words(changes: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        Supposed(**changes)  # type: ignore[arg-type]
