"""The cash forecast: closing is exact on each path, promises override habits, disputes are not counted on."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workingcapital.forecast.cash import Flow, NotIssued, Outlook, Receivable, first_breach, simulate, week_of
from workingcapital.forecast.history import Lateness

TODAY = date(2026, 6, 30)
NOTHING = NotIssued((), ())
HABITS = Lateness({1: np.array([0, 5, 10, 20])}, np.array([0, 3, 7, 30]))


def outlook(**more: object) -> Outlook:
    standing = {
        "as_of": TODAY, "weeks": 6, "opening": 1_000_00, "floor": 0, "receivables": (), "lateness": HABITS, "payables": (),
        "sales_to_come": NOTHING, "purchases_to_come": NOTHING,
    }  # fmt: skip
    return Outlook(**{**standing, **more})  # type: ignore[arg-type]


days = st.integers(-90, 120).map(lambda n: TODAY + timedelta(days=n))
items = st.lists(
    st.builds(Receivable, party=st.integers(1, 3), amount=st.integers(1, 10**9), due=days, disputed=st.booleans()),
    max_size=8,
)
flows = st.lists(
    st.builds(Flow, on=st.integers(1, 80).map(lambda n: TODAY + timedelta(days=n)), amount=st.integers(-(10**9), -1)),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(items, flows)
def test_opening_plus_receipts_minus_payments_is_closing_on_every_path_of_every_week(
    receivables: list[Receivable], payables: list[Flow]
) -> None:
    made = simulate(outlook(receivables=tuple(receivables), payables=tuple(payables)), paths=20)
    opening = np.vstack([np.full(20, 1_000_00), made.closing[:-1]])
    assert (opening + made.receipts() - made.payments() == made.closing).all()


@settings(max_examples=60, deadline=None)
@given(items)
def test_no_path_collects_more_than_is_open_and_undisputed(receivables: list[Receivable]) -> None:
    made = simulate(outlook(receivables=tuple(receivables)), paths=20)
    open_ = sum(item.amount for item in receivables if not item.disputed)
    assert (made.receipts().sum(axis=0) <= open_).all()
    assert made.disputed == sum(item.amount for item in receivables if item.disputed)


def test_the_same_outlook_gives_the_same_paths() -> None:
    one = outlook(receivables=(Receivable(1, 500_00, TODAY + timedelta(days=3)),))
    assert (simulate(one).closing == simulate(one).closing).all()


def test_a_promise_overrides_the_customers_habit() -> None:
    promised = Receivable(1, 500_00, TODAY - timedelta(days=60), promised=TODAY + timedelta(days=15))
    made = simulate(outlook(receivables=(promised,)))
    assert made.receipts()[2].tolist() == [500_00] * 400


def test_a_promise_that_has_passed_counts_no_more() -> None:
    broken = Receivable(1, 500_00, TODAY - timedelta(days=5), promised=TODAY - timedelta(days=1))
    assert len(set(simulate(outlook(receivables=(broken,))).receipts()[0].tolist())) > 1


def test_an_item_open_for_twenty_five_days_is_not_expected_as_if_it_were_new() -> None:
    made = simulate(outlook(receivables=(Receivable(1, 100, TODAY - timedelta(days=25)),)))
    assert (made.receipts()[0] > 0).mean() > 0.5, "only the 30-day habit is left, five days ahead"


def test_sales_to_come_keep_the_forecast_from_drying_up() -> None:
    coming = NotIssued(weekly=(100_00,) * 10, paid_after=(0.0, 0.5, 0.5))
    made = simulate(outlook(sales_to_come=coming))
    assert made.receipts()[:, 0].tolist() == [0, 50_00, 100_00, 100_00, 100_00, 100_00]


def test_the_order_book_counts_where_it_is_more_than_the_run_rate() -> None:
    coming = NotIssued(weekly=(10_00,), paid_after=(1.0,), ordered=(Flow(TODAY + timedelta(days=10), 70_00),))
    made = simulate(outlook(sales_to_come=coming))
    assert made.receipts()[:3, 0].tolist() == [10_00, 70_00, 10_00]


def test_the_first_breach_is_the_first_week_whose_middle_path_is_under_the_floor() -> None:
    made = simulate(outlook(payables=(Flow(TODAY + timedelta(days=9), -600_00),)))
    assert first_breach(made, 500_00) == (1, 1.0)
    assert first_breach(made, 100_00) == (None, 0.0)


def test_the_first_week_ends_seven_days_after_the_as_of_date() -> None:
    assert [week_of(TODAY + timedelta(days=n), TODAY) for n in (-3, 1, 7, 8)] == [0, 0, 0, 1]
