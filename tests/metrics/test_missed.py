"""Discounts missed: one cause each, as pandas has it from the raw rows, and the causes are the total to the cent."""

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from evals.oracle import missed as oracle
from evals.oracle.frames import Frames, base_currency, frames, in_base
from tests.metrics.ledger import AS_OF, Ledger, rolled_back
from tests.tools.calling import ask, asker
from tools.missed_discounts import missed_discounts
from workingcapital.facts import stated
from workingcapital.sample_company.generator import generate
from workingcapital.store.figures import explain, measure

YEAR = (date(2026, 1, 1), date(2026, 6, 30))
# Runs are on Tuesdays and Thursdays; a wire counts on its day. 2026-06-18 is a Thursday.
BOOKED, DEADLINE, RUN = "2026-06-08", "2026-06-19", "2026-06-18"


@pytest.fixture(scope="module")
def raw() -> Frames:
    return frames(generate())


def discounted(
    ledger: Ledger, gross: str = "1000", booked: str = BOOKED, pay_by: str = DEADLINE, off: str = "20", **more: Any
) -> int:
    """A bill with one discount step."""
    item = ledger.invoice(ledger.party(f"S{gross}"), gross, booked, "2026-07-08", side="payable", **more)
    ledger.row("discount_step", "step_id", instalment_id=item, sequence=1, pay_by=date.fromisoformat(pay_by),
               percent=Decimal(2), base=Decimal(gross), amount=Decimal(off), tax_part=Decimal(0), in_time_by="debit")  # fmt: skip
    return item


def causes(ledger: Ledger, as_of: date = AS_OF) -> dict[str, Decimal]:
    said = measure(ledger.books, "discount.missed.total.v2", "TEST", as_of, period="2026-06")
    found = {cause: Decimal(amount) for cause, amount in said.inputs["causes"].items()}
    assert sum(found.values(), Decimal(0)) == said.decimal()
    return found


@pytest.mark.parametrize(
    ("cause", "more", "paid"),
    [
        ("paid late", {}, "2026-06-23"),
        ("paid in time, not deducted", {}, "2026-06-16"),
        ("still unpaid", {}, None),
        ("approved late", {"approved_at": "2026-06-18 09:00"}, "2026-06-23"),
        ("approved late", {"approval": "waiting"}, None),
        ("on hold", {"hold_reason": "price", "hold_code": "price"}, None),
        ("paid late", {"hold_reason": "price", "hold_until": date(2026, 6, 12)}, "2026-06-23"),
        ("no payment run in time", {"booked": "2026-06-18"}, "2026-06-23"),
        ("booked too late", {"booked": "2026-06-19"}, "2026-06-23"),
    ],
)
def test_a_missed_discount_has_the_cause_that_kept_it_from_the_last_run(store, cause, more, paid):
    with rolled_back(store) as ledger:
        item = discounted(ledger, **more)
        if paid:
            ledger.pay(item, "1000", paid)
        assert causes(ledger) == {cause: Decimal(20)}


@pytest.mark.parametrize(
    ("closed", "cause"), [("2026-06-17", "paid late"), ("2026-06-18", "in dispute"), (None, "in dispute")]
)
def test_a_dispute_counts_while_it_was_open_on_the_evening_before_the_run(store, closed, cause):
    with rolled_back(store) as ledger:
        item = discounted(ledger)
        invoice = ledger.books.execute("select invoice_id from instalment where instalment_id = %s", (item,)).fetchone()
        assert invoice
        day = closed and date.fromisoformat(closed)
        ledger.row("dispute", "dispute_id", **invoice, reason="price", opened_on=date(2026, 6, 10), closed_on=day)
        ledger.pay(item, "1000", "2026-06-23")
        assert causes(ledger) == {cause: Decimal(20)}


@pytest.mark.parametrize(("opening", "cause"), [("5979.99", "short of cash"), ("5980.00", "paid late")])
def test_cash_is_the_cause_where_paying_on_the_run_would_have_gone_below_the_floor(store, opening, cause):
    with rolled_back(store) as ledger:
        account = ledger.row("bank_account", "bank_account_id", name="Main", currency="EUR", rail="wire",
                             floor=Decimal(5000))  # fmt: skip
        ledger.row("bank_statement", "statement_id", bank_account_id=account, currency="EUR", closing=Decimal(opening),
                   from_date=date(2026, 6, 1), to_date=AS_OF, opening=Decimal(opening))  # fmt: skip
        ledger.pay(discounted(ledger), "1000", "2026-06-23")
        assert causes(ledger) == {cause: Decimal(20)}


def test_without_statements_cash_is_not_judged_and_that_is_said(store):
    with rolled_back(store) as ledger:
        ledger.pay(discounted(ledger), "1000", "2026-06-23")
        said = measure(ledger.books, "discount.missed.total.v2", "TEST", AS_OF, period="2026-06")
    assert any("bank statements" in each for each in said.caveats)


def test_a_discount_is_lost_the_day_after_its_deadline_and_only_for_what_was_not_credited(store):
    with rolled_back(store) as ledger:
        item = discounted(ledger)
        ledger.allocate(item, "250", "2026-06-10")
        assert causes(ledger, date(2026, 6, 19)) == {}
        assert causes(ledger, date(2026, 6, 20)) == {"still unpaid": Decimal(15)}
        ledger.allocate(item, "750", "2026-06-12")
        taken = discounted(ledger, "2000")
        ledger.pay(taken, "1980", "2026-06-16", discount_taken=Decimal(20))
        assert causes(ledger) == {}


MAY = (date(2025, 5, 1), date(2025, 5, 31))  # cash was short


@pytest.mark.parametrize(
    ("company", "period", "days"),
    [("HALDE", "2026", YEAR), ("HALUK", "2026", YEAR), ("HALUS", "2026", YEAR), ("HALDE", "2025-05", MAY)],
)
def test_causes_are_those_pandas_finds_and_add_up_to_the_cent(sample_store, raw, company, period, days):
    expected = oracle.missed_discounts(raw, company, *days)
    currency = base_currency(raw, company)
    found = ask(missed_discounts, asker(sample_store, company), period=period, top=1000)
    total, *parts = [each for each in found.facts if each.formula.startswith("discount.missed")]
    assert {each.inputs["asked"]["cause"]: each.value for each in parts} == {
        str(cause): stated(in_base(raw, company, rows, "discount", days[1]), "money", currency)
        for cause, rows in expected.groupby("cause")
    }
    assert ("short of cash" in set(expected["cause"])) is (days == MAY)
    assert sum((each.decimal() for each in parts), Decimal(0)) == total.decimal()
    assert len(total.row_ids) == len(expected)
    if not found.tables:
        pytest.fail(f"{company} missed no discount: nothing was compared")
    assert sorted(row[0] or "" for row in found.tables[0].rows) == sorted(expected["number"])
    with asker(sample_store, company).books() as books:
        assert all(explain(books, each)["same"] for each in [total, *parts])


def test_the_year_is_its_quarters_for_one_supplier(sample_store, raw):
    expected: pd.DataFrame = oracle.missed_discounts(raw, "HALDE", *YEAR)
    supplier = str(expected["party"].value_counts().index[0])
    found = ask(missed_discounts, asker(sample_store), period="2026", party=supplier)
    assert found.facts[0].row_ids
    assert len(found.facts[0].row_ids) == int((expected["party"] == supplier).sum())
    quarters = 0
    with asker(sample_store).books() as books:
        for quarter in ("2026-Q1", "2026-Q2"):
            asked = {"period": quarter, "party": found.facts[0].inputs["asked"]["party"]}
            quarters += len(measure(books, "discount.missed.total.v2", "HALDE", YEAR[1], **asked).row_ids)
    assert quarters == len(found.facts[0].row_ids)
