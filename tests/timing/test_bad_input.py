"""What cannot be planned is said in words, with the bill and what is wrong with it; what is only odd is planned and told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.timing.asking import FIRST, bill, question
from tests.tools.calling import AS_OF, asker
from tools.run_planning import plan_run
from tools.run_refusals import FloorCannotHold
from tools.run_wish import wished
from workingcapital.errors import BadInput
from workingcapital.metrics.registry import NoData
from workingcapital.store.database.connection import Store
from workingcapital.timing.candidates import Costs, NotABill, Step, candidates
from workingcapital.timing.oddities import oddities
from workingcapital.timing.question import CashUnknown, NoRun
from workingcapital.timing.run import plan

RUN, DUE = date(2026, 7, 2), date(2026, 7, 21)


def step(pay_by: date, percent: int) -> Step:
    return Step(pay_by, Decimal(percent), Decimal(10 * percent), Decimal(0), "credit")


@pytest.mark.parametrize("amount", [0, -250])
def test_a_negative_open_amount_is_a_credit_and_no_bill(amount: int) -> None:
    with pytest.raises(NotABill, match="credits are offset, not planned"):
        plan(question(10_000, 0, bill(1, amount)))


def test_a_discount_as_large_as_the_bill_is_refused() -> None:
    with pytest.raises(NotABill, match="R-1 of Supplier 1 has a discount of 100"):
        plan(question(10_000, 0, bill(1, 100, 100)))


def test_a_discount_that_outlives_its_due_date_is_taken_by_the_due_date_and_said() -> None:
    odd = replace(bill(1, 1_000), steps=(step(date(2026, 8, 2), 2),))
    assert oddities(odd) == [
        "R-1 of Supplier 1: its discount runs until 2026-08-02, after its due date 2026-07-22; it is paid by the due date."
    ]
    ((_, chosen),) = plan(question(10_000, 0, odd)).chosen
    assert (chosen.debit, chosen.discount) == (DUE, Decimal(20))


def test_two_steps_in_the_wrong_order_give_the_larger_and_are_said() -> None:
    odd = replace(bill(1, 1_000), steps=(step(date(2026, 7, 3), 1), step(date(2026, 7, 10), 3)))
    assert oddities(odd) == [
        "R-1 of Supplier 1: a later discount step gives more than an earlier one; the larger one is taken."
    ]
    assert {way.discount for way in candidates(odd, question(0, 0).raster, question(0, 0).costs)} == {
        Decimal(0),
        Decimal(30),
    }
    assert oddities(replace(bill(1, 1_000), steps=(step(date(2026, 7, 3), 3), step(date(2026, 7, 10), 1)))) == []


def test_a_bill_larger_than_any_days_cash_says_by_how_much_it_is() -> None:
    made = plan(question(9_000, 0, bill(1, 10_000)))
    assert (made.shortage, made.broken) == (Decimal("1000.00"), "floor")


def test_amounts_of_a_million_million_are_planned_to_the_cent() -> None:
    made = plan(question(10**12, 0, bill(1, 10**12, 2)))
    assert made.shortage == 0
    assert made.chosen[0][1].pay == Decimal(98 * 10**10)


def test_a_run_that_is_none_is_said_with_the_next_ones(sample_store: Store) -> None:
    with asker(sample_store).books() as books, pytest.raises(NoRun, match="no run on 2026-07-03; the next ones are"):
        plan_run(books, "HALDE", AS_OF, wished(date(2026, 7, 3)))


def test_a_floor_above_all_cash_says_what_can_be_kept(sample_store: Store) -> None:
    with (
        asker(sample_store).books() as books,
        pytest.raises(FloorCannotHold, match=r"A floor of .* can be kept") as refused,
    ):
        plan_run(books, "HALDE", AS_OF, wished(RUN, "900000000"))
    assert refused.value.errors[0]["option"].startswith("Propose the run of 2026-07-02 keeping ")


def test_cash_that_is_not_forecast_as_far_as_the_runs_go_is_asked_for() -> None:
    known = question(10_000, 0, bill(1, 100))
    short = replace(known, cash={day: amount for day, amount in known.cash.items() if day < date(2026, 8, 1)})
    with pytest.raises(CashUnknown, match="cash is not known on every day from 2026-07-02 to 2026-08-27"):
        plan(short)
    torn = replace(known, cash={day: amount for day, amount in known.cash.items() if day != date(2026, 7, 10)})
    with pytest.raises(
        CashUnknown, match="cash has a gap between 2026-07-02 and 2026-08-31; every day needs its balance"
    ):
        plan(torn)


def test_books_without_statements_are_not_loaded(sample_store: Store) -> None:
    with (
        asker(sample_store).books() as books,
        pytest.raises(NoData, match="No bank statements of HALDE have been loaded yet") as unloaded,
    ):
        plan_run(books, "HALDE", date(2020, 1, 1), wished(date(2020, 1, 2)))
    assert unloaded.value.reason == "not_loaded"


@pytest.mark.parametrize(("name", "amount"), [("budget", "-1"), ("draw", "-5"), ("offers_budget", "-2")])
def test_a_limit_below_zero_is_refused(name: str, amount: str) -> None:
    asked = {"budget": amount} if name == "budget" else {name: amount}
    with pytest.raises(BadInput, match="is below zero"):
        wished(RUN, **asked)


def test_no_bills_at_all_are_a_plan_worth_nothing() -> None:
    assert plan(question(10_000, 0)).value == 0
    assert isinstance(question(0, 0).costs, Costs)
    assert FIRST == RUN
