"""The cash forecast: closing is exact on each path, promises override habits, disputes are on a line of their own."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forecast.habits import habits
from workingcapital.forecast.cash import Flow, Outlook, Receivable, day_ends, first_breach, simulate, week_of
from workingcapital.forecast.coming import Issued, NotIssued, Ordered

TODAY = date(2026, 6, 30)
NOTHING = NotIssued()
HABITS = habits(TODAY, {1: [0, 5, 10, 20] * 10, 2: [0, 3, 7, 30] * 10})


def outlook(**more: object) -> Outlook:
    standing = {
        "as_of": TODAY, "weeks": 6, "opening": 1_000_00, "floor": 0, "receivables": (), "customers": HABITS, "payables": (),
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
def test_no_path_collects_more_than_is_open(receivables: list[Receivable]) -> None:
    made = simulate(outlook(receivables=tuple(receivables)), paths=20)
    open_ = sum(item.amount for item in receivables)
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


def test_a_disputed_item_has_a_line_of_its_own() -> None:
    items = (Receivable(1, 300_00, TODAY, disputed=True), Receivable(1, 500_00, TODAY))
    lines = simulate(outlook(receivables=items, weeks=30)).lines
    assert lines["disputed receivables"].sum(axis=0).max() == 300_00
    assert lines["open receivables"].sum(axis=0).max() == 500_00


def test_an_item_open_for_twenty_five_days_is_not_expected_as_if_it_were_new() -> None:
    only = habits(TODAY, {1: [0, 5, 10, 30] * 10})
    made = simulate(outlook(receivables=(Receivable(1, 100, TODAY - timedelta(days=25)),), customers=only))
    assert (made.receipts()[0] > 0).mean() > 0.5, "only the 30-day habit is left, five days ahead"


def coming(*posted: tuple[int, int], **more: object) -> NotIssued:
    """Invoices of customer 9, who pays on the day, posted so many days ago and due 14 days later."""
    return NotIssued(
        tuple(
            Issued(9, amount, TODAY - timedelta(days=ago), TODAY - timedelta(days=ago - 14)) for ago, amount in posted
        ),
        **more,  # type: ignore[arg-type]
    )


ON_TIME = habits(TODAY, {9: [0] * 60}, level=0.0, drift=0.0, bandwidth=0.0, profile=1e9)


def test_sales_to_come_keep_the_forecast_from_drying_up() -> None:
    made = simulate(outlook(sales_to_come=coming((3, 100_00), weeks=1), customers=ON_TIME))
    middle = np.median(made.receipts(), axis=1)
    assert middle.tolist() == [0, 0, 100_00, 100_00, 100_00, 100_00], (
        "posted on Saturday, paid on the Monday after its due date"
    )


def test_invoices_to_come_are_as_lumpy_as_those_that_came() -> None:
    made = simulate(outlook(sales_to_come=coming((3, 100_00), weeks=4), customers=ON_TIME))
    assert set(made.receipts()[3].tolist()) == {0, 100_00}
    assert 0.15 < (made.receipts()[3] > 0).mean() < 0.35, "one week in four had an invoice"


def test_what_will_be_invoiced_is_not_known_to_the_cent() -> None:
    unsure = habits(TODAY, {9: [0] * 60}, level=0.1, drift=0.03, bandwidth=0.0)
    made = simulate(outlook(sales_to_come=coming((3, 100_000_00), weeks=1), customers=unsure))
    spread = made.receipts()[2:].std(axis=1) / made.receipts()[2:].mean(axis=1)
    assert spread[0] > 0.08
    assert spread[-1] > spread[0]


def test_the_order_book_counts_where_it_is_more_than_the_run_rate() -> None:
    ordered = (Ordered(TODAY + timedelta(days=10), 70_00),)
    made = simulate(outlook(sales_to_come=coming((3, 10_00), weeks=1, ordered=ordered), customers=ON_TIME))
    assert np.median(made.receipts(), axis=1).tolist() == [0, 0, 10_00, 70_00, 10_00, 10_00]


def test_by_day_or_by_week_the_same_comes_in_on_average() -> None:
    known = outlook(receivables=tuple(Receivable(n % 3, 1000, TODAY + timedelta(days=n)) for n in range(-20, 40)))
    weekly, daily = simulate(known), simulate(known, ends=day_ends(known))
    apart = weekly.receipts().mean(axis=1) - daily.receipts().reshape(6, 7, -1).sum(axis=1).mean(axis=1)
    assert np.abs(apart).max() < 1_000


def test_the_first_breach_is_the_first_week_whose_middle_path_is_under_the_floor() -> None:
    made = simulate(outlook(payables=(Flow(TODAY + timedelta(days=9), -600_00),)))
    assert first_breach(made, 500_00) == (1, 1.0)
    assert first_breach(made, 100_00) == (None, 0.0)


def test_the_first_week_ends_seven_days_after_the_as_of_date() -> None:
    assert [week_of(TODAY + timedelta(days=n), TODAY) for n in (-3, 1, 7, 8)] == [0, 0, 0, 1]
