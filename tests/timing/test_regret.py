"""The regret ledger: causes that add up to the cent, and decisions that the future cannot change."""

from datetime import date, timedelta
from decimal import Decimal

from tests.timing.asking import RASTER, bill
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.planning.regret import decided, regret
from workingcapital.timing.candidates import Costs
from workingcapital.timing.curves import flat
from workingcapital.timing.regret import CAUSES, Line, PastBill, Settlement, Terms, totals

TERMS = Terms(RASTER, Costs(flat(Decimal("0.065")), flat(Decimal("0.10")), ((None, Decimal(40)),)), True, "EUR")
KNOWN = date(2026, 6, 30)
EARLY, DUE, LATE = date(2026, 7, 2), date(2026, 7, 21), date(2026, 8, 4)


def line(done: date, planned: date, percent: int = 0, discount: int = 0) -> Line:
    """A bill of 10,000 due on 22 July, paid on one day and planned for another; the foresight of the plan."""
    asked = bill(1, 10_000, percent)
    paid = Settlement(done, Decimal(10_000 - discount), Decimal(discount), Decimal(0), True)
    past = PastBill(asked, KNOWN, (), (paid,))
    worth = [TERMS.worth(asked, done, KNOWN, paid), *(TERMS.worth(asked, planned, KNOWN) for _ in range(3))]
    return Line(past, (done, planned, planned), *worth)


def told(made: Line) -> dict[str, int]:
    return {cause: money for cause, money in made.causes().items() if money}


def test_a_discount_let_go_is_missed_net_of_its_financing() -> None:
    assert told(line(done=DUE, planned=EARLY, percent=2)) == {"discount missed": 200_00 - 33_16}


def test_paying_early_for_nothing_costs_the_interest_of_the_days() -> None:
    assert told(line(done=EARLY, planned=DUE)) == {"paid early": 33_84}


def test_paying_late_costs_interest_and_the_fixed_sum_less_the_cash_kept() -> None:
    interest, kept = round(10_000_00 * 0.10 * 14 / 365) + 40_00, round(10_000_00 * 0.065 * 14 / 365)
    assert told(line(done=LATE, planned=DUE)) == {"late cost": interest, "paid early": -kept}


def reading(store: Store, code: str):  # type: ignore[no-untyped-def]
    return lambda: store.reading(Identity("treasury", (code,)))


def test_the_money_between_adds_up_to_the_cent_and_plans_come_near_foresight(sample_store: Store) -> None:
    made = regret(reading(sample_store, "HALUK"), "HALUK", date(2025, 9, 1), date(2025, 10, 15))
    sums = totals(made.lines)
    assert len(made.lines) > 40
    assert sums["any day"] - sums["done"] == sum(sums[cause] for cause in CAUSES)
    assert sums["done"] == sum(each.done.total for each in made.lines)
    assert any(sums[cause] for cause in CAUSES)
    assert sums["planned"] >= 0.9 * sums["foreseen"]


def test_poisoning_all_future_rows_changes_nothing_of_a_past_decision(sample_store: Store) -> None:
    runs = [date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 17)]
    evening, first = runs[-1] - timedelta(days=1), date(2026, 1, 1)
    before = decided(reading(sample_store, "HALUS"), "HALUS", runs, first)
    assert any(each.items for each in before)
    with sample_store.loading(Identity("loader@halden.example", ("HALUS",))) as books:
        for statement in POISON:
            books.execute(statement, {"evening": evening})
    assert decided(reading(sample_store, "HALUS"), "HALUS", runs, first) == before


POISON = (
    "update bank_line set amount = amount * 7 where company_id = 'HALUS' and booked_on > %(evening)s",
    "update payment set amount = amount * 3 where company_id = 'HALUS' and value_date > %(evening)s",
    """update allocation set allocated_on = allocated_on + 90 where company_id = 'HALUS' and allocated_on > %(evening)s""",
    """update instalment set due_date = instalment.due_date - 40 from invoice v where v.company_id = instalment.company_id
       and v.invoice_id = instalment.invoice_id and v.company_id = 'HALUS' and v.posting_date > %(evening)s""",
    "update invoice set status = 'void' where company_id = 'HALUS' and posting_date > %(evening)s and side = 'receivable'",
    """insert into promise_to_pay (company_id, invoice_id, promised_on, pay_on, amount)
       select company_id, invoice_id, %(evening)s::date + 1, %(evening)s::date + 2, gross from invoice
       where company_id = 'HALUS' and side = 'receivable' and posting_date <= %(evening)s""",
    """insert into dispute (company_id, invoice_id, reason, amount, opened_on)
       select company_id, invoice_id, 'poison', gross, %(evening)s::date + 1 from invoice
       where company_id = 'HALUS' and posting_date <= %(evening)s""",
    "delete from order_book where company_id = 'HALUS' and known_on > %(evening)s",
)
