"""The oracle on books small enough to check by hand."""

from datetime import date
from decimal import Decimal

import pytest

from evals.oracle import controls, days, items, payables, treasury
from evals.oracle.frames import frames

JUNE_30 = date(2026, 6, 30)
Q2 = (date(2026, 4, 1), JUNE_30)


def invoice(key, side, gross, posted, due, **more):
    row = {
        "company_id": "TINY", "key": key, "number": key, "side": side, "kind": "invoice", "party_key": "P1",
        "currency": "EUR",
        "issue_date": posted, "posting_date": posted, "due": due, "gross": Decimal(gross), "fx_rate": None,
        "intercompany": False,
        "status": "open", "cost_centre": None, "po_number": None, "duplicate_of_key": None, "hold_reason": None,
        "hold_until": None, "hold_code": None, "approval": "approved",
    }  # fmt: skip
    return row | more


def allocation(item, amount, day, **more):
    zero = Decimal(0)
    row = {
        "company_id": "TINY", "instalment_key": item, "payment_key": "pay", "allocated_on": day,
        "amount": Decimal(amount),
        "discount_taken": zero, "write_off": zero, "withheld": zero, "reversed_on": None,
    }  # fmt: skip
    return row | more


def books(invoices=(), allocations=(), steps=(), disputes=(), ledger=(), lines=(), payments=()):
    """A company that pays on Tuesdays and Thursdays by SEPA, with two parties."""
    party = {
        "company_id": "TINY", "key": "P1", "name": "One", "country": "DE", "payment_block": None,
        "payment_block_until": None, "credit_limit": Decimal(1000), "credit_currency": "EUR",
    }  # fmt: skip
    columns = {
        "allocation": list(allocation("", 0, JUNE_30)),
        "discount_step": ["company_id", "instalment_key", "pay_by", "percent", "amount", "tax_part", "in_time_by"],
        "dispute": ["company_id", "invoice_key", "opened_on", "closed_on"],
        "ledger_balance": ["company_id", "account", "month_end", "amount", "currency"],
        "party_bank_account": ["company_id", "party_key", "changed_from_key", "status", "valid_from", "iban"],
        "payment": ["company_id", "key", "direction", "status", "value_date", "amount", "party_key", "currency"],
        "bank_line": ["company_id", "statement_key", "booked_on", "amount"],
        "holiday": ["calendar", "on_date"],
    }
    tables = {
        "company": [
            {"company_id": "TINY", "base_currency": "EUR", "vat_recoverable": True, "holiday_calendar": "TARGET",
                "run_weekdays": (2, 4)}
        ],
        "party": [party, party | {"key": "P2", "name": "Two"}],
        "invoice": list(invoices),
        "instalment": [
            {
                "company_id": "TINY", "key": f"{row['key']}/1", "invoice_key": row["key"], "due_date": row["due"],
                "amount": row["gross"],
            }
            for row in invoices
        ],
        "payment_term": [{"company_id": "TINY", "in_time_by": "credit"}],
        "bank_account": [
            {"company_id": "TINY", "key": "B", "name": "Main", "currency": "EUR", "rail": "sepa", "floor": Decimal(50)}
        ],
        "bank_statement": [
            {"company_id": "TINY", "key": "S", "bank_account_key": "B", "from_date": date(2026, 6, 1),
                "opening": Decimal(100)}
        ],
        "fx_rate": [
            {"company_id": "TINY", "from_currency": "USD", "to_currency": "EUR", "on_date": date(2026, 6, 1),
                "rate": Decimal("0.5")}
        ],
    }  # fmt: skip
    made = frames(tables)
    given = {
        "allocation": allocations, "discount_step": steps, "dispute": disputes, "ledger_balance": ledger,
        "bank_line": lines,
        "payment": payments, "party_bank_account": (), "holiday": (),
    }  # fmt: skip
    for table, rows in given.items():
        frame = frames({table: rows})[table]
        made[table] = frame if len(frame) else frame.reindex(columns=columns[table])
    return made


def test_dso_is_receivables_over_sales_times_days():
    sales = [
        invoice("A", "receivable", 6000, date(2026, 4, 10), date(2026, 5, 10)),
        invoice("B", "receivable", 4000, date(2026, 6, 20), date(2026, 7, 20)),
    ]
    small = books(sales, [allocation("A/1", 5000, date(2026, 5, 12))])
    assert days.dso(small, "TINY", Q2) == Decimal(5000) / 10000 * 91
    assert days.best_possible_dso(small, "TINY", Q2) == Decimal(4000) / 10000 * 91
    assert days.average_days_delinquent(small, "TINY", Q2) == Decimal("9.1")


def test_countback_covers_june_whole_and_may_in_part():
    sales = [
        invoice("A", "receivable", 3100, date(2026, 5, 10), date(2026, 6, 10)),
        invoice("B", "receivable", 4000, date(2026, 6, 20), date(2026, 7, 20)),
    ]
    small = books(sales, [allocation("A/1", 2100, date(2026, 6, 12))])
    assert days.dso_countback(small, "TINY", JUNE_30) == 30 + Decimal(1000) / 3100 * 31


def test_cei_counts_what_could_have_been_collected():
    sales = [
        invoice("A", "receivable", 1000, date(2026, 3, 10), date(2026, 4, 10)),
        invoice("B", "receivable", 2000, date(2026, 5, 10), date(2026, 6, 10)),
        invoice("C", "receivable", 500, date(2026, 6, 10), date(2026, 7, 10)),
    ]
    small = books(sales, [allocation("A/1", 1000, date(2026, 4, 20))])
    assert days.cei(small, "TINY", Q2) == Decimal(1000 + 2500 - 2500) / Decimal(1000 + 2500 - 500) * 100


def test_intercompany_credits_and_foreign_currency_in_dso():
    sales = [
        invoice("A", "receivable", 1000, date(2026, 6, 1), date(2026, 7, 1)),
        invoice("G", "receivable", 9000, date(2026, 6, 1), date(2026, 7, 1), intercompany=True),
        invoice("K", "receivable", -100, date(2026, 6, 2), date(2026, 6, 2), kind="credit_note"),
        invoice("U", "receivable", 400, date(2026, 6, 2), date(2026, 7, 2), currency="USD", fx_rate=Decimal("0.6")),
    ]
    small = books(sales)
    assert days.flow(small, "TINY", "receivable", Q2) == 1000 - 100 + 240
    assert items.balance(small, "TINY", JUNE_30, "receivable", group=False) == 1000 - 100 + 200
    assert items.balance(small, "TINY", JUNE_30, "receivable") == 10100


def test_day_30_is_in_the_first_bucket_and_later_payments_are_ignored():
    sales = [
        invoice("A", "receivable", 100, date(2026, 4, 1), date(2026, 5, 31)),
        invoice("B", "receivable", 200, date(2026, 4, 1), date(2026, 5, 30)),
        invoice("C", "receivable", 400, date(2026, 4, 1), JUNE_30),
        invoice("D", "receivable", 800, date(2026, 1, 1), date(2026, 2, 1)),
    ]
    disputes = [{"company_id": "TINY", "invoice_key": "D", "opened_on": date(2026, 3, 1), "closed_on": None}]
    small = books(sales, [allocation("A/1", 100, date(2026, 7, 1))], disputes=disputes)
    aged = items.ageing(small, "TINY", JUNE_30, "receivable")
    assert (aged["1–30"], aged["31–60"], aged["current"], aged["disputed"]) == (100, 200, 400, 800)
    assert sum(aged.values()) == items.balance(small, "TINY", JUNE_30, "receivable")
    assert [row.number for row in items.overdue(small, "TINY", JUNE_30, "receivable").itertuples()] == ["D", "B", "A"]


def test_a_reversed_payment_leaves_the_item_open_from_the_day_it_went_back():
    sales = [invoice("A", "receivable", 100, date(2026, 4, 1), date(2026, 5, 1))]
    small = books(sales, [allocation("A/1", 100, date(2026, 5, 4), reversed_on=date(2026, 5, 8))])
    opened = {day: items.balance(small, "TINY", date(2026, 5, day), "receivable") for day in (3, 4, 7, 8)}
    assert opened == {3: 100, 4: 0, 7: 0, 8: 100}


def test_a_discount_is_worth_its_net_saving_less_the_cash_paid_early():
    bill = invoice("A", "payable", 11900, date(2026, 6, 26), date(2026, 7, 26))
    step = {
        "company_id": "TINY", "instalment_key": "A/1", "pay_by": date(2026, 7, 6), "percent": Decimal(2),
        "amount": Decimal(238), "tax_part": Decimal(38), "in_time_by": "credit",
    }  # fmt: skip
    found = payables.open_discounts(books([bill], steps=[step]), "TINY", JUNE_30, date(2026, 7, 31), Decimal("0.065"))
    [row] = found.itertuples()
    assert (row.takes, row.pays, row.days) == (date(2026, 7, 2), date(2026, 7, 23), 21)
    assert row.worth == 238 - 38 - Decimal(11662) * Decimal("0.065") * 21 / 365


@pytest.mark.parametrize(("rule", "run"), [("credit", date(2026, 6, 30)), ("order", date(2026, 7, 2))])
def test_a_deadline_on_a_run_day_is_met_by_the_order_but_not_by_the_credit(rule, run):
    raster = payables.Raster((2, 4), frozenset(), 1, "credit")
    assert raster.last_run(JUNE_30, date(2026, 7, 2), rule) == run


def test_a_held_bill_gives_no_discount():
    bill = invoice("A", "payable", 1000, date(2026, 6, 26), date(2026, 7, 26), hold_reason="price", hold_code="price")
    step = {
        "company_id": "TINY", "instalment_key": "A/1", "pay_by": date(2026, 7, 6), "percent": Decimal(2),
        "amount": Decimal(20), "tax_part": Decimal(0), "in_time_by": "credit",
    }  # fmt: skip
    small = books([bill], steps=[step])
    found = payables.open_discounts(small, "TINY", JUNE_30, date(2026, 7, 31), Decimal("0.05"))
    assert list(found["blocked"]) == ["price"]
    assert payables.discounts_worth(small, "TINY", JUNE_30, date(2026, 7, 31), Decimal("0.05")) == 0


def test_paying_ten_days_before_the_last_run_costs_ten_days_of_cash():
    bill = invoice("A", "payable", 3650, date(2026, 5, 20), date(2026, 6, 19))
    payment = {
        "company_id": "TINY", "key": "pay", "direction": "out", "status": "booked", "value_date": date(2026, 6, 8),
        "amount": Decimal(3650), "party_key": "P1", "currency": "EUR",
    }  # fmt: skip
    small = books([bill], [allocation("A/1", 3650, date(2026, 6, 8))], payments=[payment])
    [row] = payables.early_payments(small, "TINY", date(2026, 6, 1), JUNE_30, Decimal("0.10")).itertuples()
    assert (row.could_wait_to, row.days, row.cost) == (date(2026, 6, 18), 10, Decimal(10))


def test_days_late_are_weighted_by_what_was_settled():
    sales = [
        invoice("A", "receivable", 300, date(2026, 4, 1), date(2026, 5, 1)),
        invoice("B", "receivable", 100, date(2026, 4, 1), date(2026, 5, 1)),
    ]
    paid = [
        allocation("A/1", 300, date(2026, 5, 11)),
        allocation("B/1", 98, date(2026, 4, 29), discount_taken=Decimal(2)),
    ]
    assert days.days_late_of_paid(books(sales, paid), "TINY", "receivable", Q2) == Decimal(3000 - 200) / 400


def test_stock_and_cost_of_sales_come_from_the_ledger():
    ledger = [
        {
            "company_id": "TINY",
            "account": "cogs",
            "month_end": date(2026, month, day),
            "amount": Decimal(300),
            "currency": "EUR",
        }
        for month, day in ((4, 30), (5, 31), (6, 30))
    ]
    stock = {
        "company_id": "TINY",
        "account": "inventory",
        "month_end": JUNE_30,
        "amount": Decimal(450),
        "currency": "EUR",
    }
    assert days.dio(books(ledger=[*ledger, stock]), "TINY", Q2) == Decimal(450) / 900 * 91
    with pytest.raises(days.NotKnown):
        days.dio(books(ledger=ledger), "TINY", Q2)


def test_cash_is_the_opening_and_the_lines_since():
    lines = [
        {"company_id": "TINY", "statement_key": "S", "booked_on": date(2026, 6, day), "amount": Decimal(amount)}
        for day, amount in ((2, 40), (3, -15))
    ]
    small = books(lines=lines)
    assert treasury.cash(small, "TINY", date(2026, 6, 2)) == 140
    assert treasury.cash(small, "TINY", JUNE_30) == 125
    assert treasury.floor(small, "TINY", JUNE_30) == 50


def test_no_sales_is_no_zero():
    with pytest.raises(days.NotKnown):
        days.dso(books([invoice("A", "payable", 1, date(2026, 6, 1), JUNE_30)]), "TINY", Q2)


def test_precision_and_recall_count_pairs():
    found, true = {("a", "b"), ("c", "d")}, {("a", "b"), ("e", "f"), ("g", "h")}
    assert controls.precision_and_recall(found, true) == (0.5, 1 / 3)
