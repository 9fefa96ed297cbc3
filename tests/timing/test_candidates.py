"""Which runs a bill may sensibly be debited on."""

from datetime import date
from decimal import Decimal

import pytest

from workingcapital.calendar import run_days
from workingcapital.timing.candidates import Bill, Costs, Raster, Step, candidates, due_run
from workingcapital.timing.curves import flat
from workingcapital.timing.reasons import reason, yearly_yield

RUNS = tuple(run_days(date(2026, 7, 2), date(2026, 9, 30), {2, 4}, frozenset()))
RASTER = Raster(RUNS, "sepa", frozenset())
COSTS = Costs(flat(Decimal("0.065")))


def bill(**more: object) -> Bill:
    standing = {
        "item_id": 1,
        "number": "R-1",
        "party": "Acme",
        "due": date(2026, 7, 22),
        "open_amount": Decimal("20615.00"),
        "currency": "EUR",
    }
    return Bill(**{**standing, **more})  # type: ignore[arg-type]


def skonto(pay_by: date, percent: str, amount: str, tax: str = "0") -> Step:
    return Step(pay_by, Decimal(percent), Decimal(amount), Decimal(tax), "credit")


def test_a_bill_without_discount_waits_for_the_last_run_that_credits_it_by_its_due_date() -> None:
    (only,) = candidates(bill(), RASTER, COSTS)
    assert only.debit == date(2026, 7, 21)
    assert only.in_time == date(2026, 7, 22)
    assert only.worth == 0


def test_a_discount_adds_the_last_run_in_time_for_it() -> None:
    step = skonto(date(2026, 7, 3), "2", "412.30", "65.83")
    due, early = candidates(bill(steps=(step,)), RASTER, COSTS)
    assert (due.debit, early.debit) == (date(2026, 7, 21), date(2026, 7, 2))
    assert early.saving == Decimal("346.47")
    assert early.financing == pytest.approx(Decimal("20202.70") * Decimal("0.065") * 19 / 365)
    assert early.worth.quantize(Decimal("0.01")) == Decimal("278.11")


def test_each_of_two_steps_is_a_candidate_of_its_own() -> None:
    steps = (skonto(date(2026, 7, 3), "3", "618.45"), skonto(date(2026, 7, 10), "2", "412.30"))
    assert [each.debit for each in candidates(bill(steps=steps), RASTER, COSTS)] == [
        date(2026, 7, 21), date(2026, 7, 2), date(2026, 7, 9),
    ]  # fmt: skip


def test_a_deadline_before_the_first_credit_is_lost() -> None:
    assert len(candidates(bill(steps=(skonto(date(2026, 7, 2), "2", "412.30"),)), RASTER, COSTS)) == 1


def test_an_overdue_bill_goes_on_the_first_run() -> None:
    assert due_run(bill(due=date(2026, 6, 15)), RASTER) == date(2026, 7, 2)


def test_nobody_is_paid_late_on_purpose_without_a_named_permission() -> None:
    assert max(each.debit for each in candidates(bill(), RASTER, COSTS)) == date(2026, 7, 21)
    price = Costs(flat(Decimal("0.065")), flat(Decimal("0.12")), ((Decimal(10000), Decimal(40)), (None, Decimal(70))))
    assert candidates(bill(), RASTER, price) == candidates(bill(), RASTER, COSTS)
    late = candidates(bill(may_be_late=True), RASTER, price)
    assert max(each.debit for each in late) == RUNS[-1]
    assert all(each.fee == 70 and each.worth < -70 for each in late if each.debit > date(2026, 7, 21))


def test_without_recoverable_vat_the_whole_discount_is_saved() -> None:
    step = skonto(date(2026, 7, 3), "2", "412.30", "65.83")
    assert candidates(bill(steps=(step,)), RASTER, COSTS, vat_recoverable=False)[1].saving == Decimal("412.30")


def test_withholding_lowers_what_leaves_the_account() -> None:
    (only,) = candidates(bill(open_amount=Decimal(1000), withholding_percent=Decimal(10)), RASTER, COSTS)
    assert only.pay == Decimal(900)


def test_the_reason_of_a_discount_names_days_saving_worth_and_break_even() -> None:
    step = skonto(date(2026, 7, 3), "2", "412.30", "65.83")
    mine = bill(steps=(step,))
    early = candidates(mine, RASTER, COSTS)[1]
    assert reason(mine, early, RASTER, COSTS) == (
        "debited Thu 2 Jul instead of Tue 21 Jul: the last run in time for 2% of 20,615.00 EUR, saves 346.47 net of VAT, "
        "worth 278.11 after financing at 6.5%, break-even 32.9% a year; paying on Tue 7 Jul costs 329.51 more"
    )
    assert yearly_yield(mine, early, RASTER) == Decimal("32.9")


def test_the_reason_of_a_due_bill_names_its_due_date() -> None:
    mine = bill()
    assert reason(mine, candidates(mine, RASTER, COSTS)[0], RASTER, COSTS) == (
        "debited Tue 21 Jul: the last run in time for its due date Wed 22 Jul; paying on Thu 16 Jul costs 18.36 more"
    )
