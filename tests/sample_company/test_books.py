"""The sample group's raw rows are the same everywhere, of the size promised, and true to the trade."""

import hashlib
import itertools
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from workingcapital.sample_company import generate
from workingcapital.sample_company.accounts import checks_out
from workingcapital.sample_company.chance import stream
from workingcapital.sample_company.days import TODAY, holidays_of, open_days
from workingcapital.terms import DiscountTerms

DIGEST = """
import hashlib
from workingcapital.sample_company import generate
from tests.sample_company.test_books import digest
print(digest(generate()))
"""


def digest(tables):
    """A hash over every cell of every row, in order."""
    seen = hashlib.sha256()
    for table, rows in sorted(tables.items()):
        for row in rows:
            seen.update(f"{table}{row!r}".encode())
    return seen.hexdigest()


@pytest.fixture(scope="module")
def tables():
    return generate()


def invoices_of(tables, side=None, company=None):
    return [
        row
        for row in tables["invoice"]
        if (side is None or row["side"] == side) and (company is None or row["company_id"] == company)
    ]


def test_another_luck_makes_another_group_of_the_same_kind_and_leaves_halden_as_it_was(tables):
    before = stream("anything").random()
    other = generate("sister")
    assert {row["code"] for row in other["party"]} >= {row["code"] for row in tables["party"] if row["is_customer"]}
    assert len(other["invoice"]) == pytest.approx(len(tables["invoice"]), rel=0.05)
    paid = [{row["value_date"] for row in rows["payment"][:50]} for rows in (tables, other)]
    assert paid[0] != paid[1]
    assert stream("anything").random() == before


def test_another_process_with_another_hash_seed_makes_the_same_rows(tables):
    other = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env={**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": ".", "TZ": "Pacific/Auckland"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == digest(tables)


def test_the_group_is_as_large_as_promised(tables):
    parties = [row for row in tables["party"] if row["intercompany_company_id"] is None]
    assert sum(row["is_supplier"] for row in parties) >= 60
    assert sum(row["is_customer"] for row in parties) >= 120
    assert len(invoices_of(tables, "payable")) >= 6000
    assert len(invoices_of(tables, "receivable")) >= 9000
    assert {row["base_currency"] for row in tables["company"]} == {"EUR", "GBP", "USD"}


def test_the_books_cover_24_months_and_end_today(tables):
    posted = [row["posting_date"] for row in tables["invoice"]]
    assert min(posted).strftime("%Y-%m") == "2024-07"
    assert max(posted) <= TODAY == date(2026, 6, 30)
    assert len({row["month_end"] for row in tables["ledger_balance"]}) == 24


def test_keys_are_unique_and_every_reference_leads_somewhere(tables):
    keys = [row["key"] for rows in tables.values() for row in rows if row.get("key")]
    known = set(keys)
    assert len(keys) == len(known)
    for table, rows in tables.items():
        for row in rows:
            for column, value in row.items():
                if column.endswith("_key") and value is not None:
                    assert value in known, f"{table}.{column} {value}"


def test_lines_taxes_and_instalments_add_up_to_each_invoice(tables):
    lines, taxes, items = (defaultdict(Decimal) for _ in range(3))
    for row in tables["invoice_line"]:
        lines[row["invoice_key"]] += row["net"]
    for row in tables["invoice_tax"]:
        taxes[row["invoice_key"]] += row["amount"]
    for row in tables["instalment"]:
        items[row["invoice_key"]] += row["amount"]
    for row in tables["invoice"]:
        key = row["key"]
        assert (lines[key], taxes[key], items[key]) == (row["net"], row["tax"], row["gross"])
        assert row["net"] + row["tax"] == row["gross"] != 0
        assert (row["kind"] == "credit_note") == (row["gross"] < 0)


def test_what_is_open_is_what_allocations_leave(tables):
    settled = defaultdict(Decimal)
    for row in tables["allocation"]:
        if row["reversed_on"] is None:
            settled[row["instalment_key"]] += sum(
                row[part] for part in ("amount", "discount_taken", "write_off", "withheld")
            )
    for row in tables["instalment"]:
        left = row["amount"] - settled[row["key"]]
        assert row["open_amount"] == left
        assert 0 <= left / row["amount"] <= 1, row["key"]
    opened = {row["key"]: row["open_amount"] for row in tables["invoice"]}
    assert all((row["status"] == "open") == (opened[row["key"]] != 0) for row in tables["invoice"])


def test_control_accounts_agree_with_open_items_at_every_month_end(tables):
    """Rebuilt from scratch for each month, not accumulated as the generator does."""
    side_of = {row["key"]: row for row in tables["invoice"]}
    items = {row["key"]: row for row in tables["instalment"]}
    ends = sorted({row["month_end"] for row in tables["ledger_balance"]})
    for end in ends:
        open_now = defaultdict(Decimal)
        for row in tables["invoice"]:
            if row["posting_date"] <= end:
                open_now[row["company_id"], row["side"], row["currency"]] += row["gross"]
        for row in tables["allocation"]:
            if row["allocated_on"] <= end and (row["reversed_on"] is None or row["reversed_on"] > end):
                invoice = side_of[items[row["instalment_key"]]["invoice_key"]]
                settles = row["amount"] + row["discount_taken"] + row["write_off"] + row["withheld"]
                open_now[row["company_id"], invoice["side"], invoice["currency"]] -= settles
        control = {
            (row["company_id"], "receivable" if row["account"] == "ar_control" else "payable", row["currency"]): row[
                "amount"
            ]
            for row in tables["ledger_balance"]
            if row["month_end"] == end and row["account"] in ("ar_control", "ap_control")
        }
        assert {key: amount for key, amount in open_now.items() if amount} == {
            key: amount for key, amount in control.items() if amount
        }


def test_statements_add_up_and_follow_each_other(tables):
    lines = defaultdict(Decimal)
    for row in tables["bank_line"]:
        lines[row["statement_key"]] += row["amount"]
    accounts = defaultdict(list)
    for row in tables["bank_statement"]:
        assert row["opening"] + lines[row["key"]] == row["closing"]
        accounts[row["bank_account_key"]].append(row)
    for account, rows in accounts.items():
        assert len(rows) == 24
        assert all(row["opening"] > 0 for row in rows), account
        for before, after in itertools.pairwise(rows):
            assert before["closing"] == after["opening"]
            assert after["from_date"] == before["to_date"] + timedelta(days=1)


def test_every_payment_is_on_the_statement_with_its_amount(tables):
    amounts = {row["key"]: abs(row["amount"]) for row in tables["bank_line"]}
    matched = {row["payment_key"]: amounts[row["bank_line_key"]] for row in tables["bank_match"]}
    assert matched == {row["key"]: row["amount"] for row in tables["payment"]}


def test_a_payment_is_the_sum_of_its_allocations_unless_part_of_it_is_unapplied(tables):
    applied = defaultdict(Decimal)
    for row in tables["allocation"]:
        if row["payment_key"]:
            applied[row["payment_key"]] += row["amount"]
    for row in tables["payment"]:
        if row["direction"] == "out" or applied[row["key"]]:
            assert applied[row["key"]] == row["amount"]
    unapplied = [row for row in tables["payment"] if not applied[row["key"]]]
    assert Decimal("48200.00") in {row["amount"] for row in unapplied}
    assert all(row["value_date"] > TODAY - timedelta(days=30) for row in unapplied)


def test_one_receipt_is_the_sum_of_three_open_invoices_of_its_payer(tables):
    receipt = next(
        row for row in tables["payment"] if row["amount"] == Decimal("48200.00") and row["direction"] == "in"
    )
    candidates = [
        row["open_amount"]
        for row in tables["invoice"]
        if row["party_key"] == receipt["party_key"]
        and row["open_amount"] in map(Decimal, ("21420.00", "14280.00", "12500.00"))
    ]
    assert sum(candidates) == receipt["amount"]


def test_ibans_have_valid_check_digits_and_routing_numbers_valid_sums(tables):
    rows = [*tables["party_bank_account"], *tables["bank_account"]]
    ibans = [row["iban"] for row in rows if row["iban"]]
    assert len(ibans) > 100
    assert all(checks_out(iban) for iban in ibans)
    routings = [row["routing"] for row in rows if row["routing"] and len(row["routing"]) == 9 and not row["iban"]]
    american = [number for number in routings if number.startswith("09")]
    assert american
    for number in american:
        assert sum(int(d) * w for d, w in zip(number, (3, 7, 1) * 3, strict=True)) % 10 == 0


def test_payment_runs_are_tuesdays_and_thursdays_on_which_banks_are_open(tables):
    calendars = {row["company_id"]: set(open_days(row["holiday_calendar"])) for row in tables["company"]}
    for row in tables["payment"]:
        assert row["value_date"] in calendars[row["company_id"]]
        if row["direction"] == "out":
            assert row["run_date"].isoweekday() in (2, 4)


def test_dates_of_single_terms_agree_with_the_notation(tables):
    names = {row["key"]: row["name"] for row in tables["payment_term"]}
    invoices = {row["key"]: row for row in tables["invoice"]}
    steps = defaultdict(list)
    for row in tables["discount_step"]:
        steps[row["instalment_key"]].append(row["pay_by"])
    checked = 0
    for item in tables["instalment"]:
        invoice = invoices[item["invoice_key"]]
        name = names[invoice["term_key"]]
        if invoice["kind"] == "credit_note" or "%" in name:
            continue
        terms = DiscountTerms(name)
        assert item["due_date"] == terms.due_date(invoice["issue_date"])
        assert steps[item["key"]] == terms.discount_deadlines(invoice["issue_date"])
        checked += 1
    assert checked > 16_000


def test_what_the_group_sells_itself_stands_in_both_books_alike(tables):
    mirrored = Counter()
    for row in tables["invoice"]:
        if row["intercompany"]:
            mirrored[row["number"], row["currency"], row["gross"], row["issue_date"]] += (
                1 if row["side"] == "payable" else -1
            )
    assert len(mirrored) > 100
    unseen = [key for key, count in mirrored.items() if count]
    assert all(issue >= TODAY - timedelta(days=4) for _, _, _, issue in unseen)  # on its way to the buyer


def test_names_of_the_question_list_are_there(tables):
    acme = {(row["company_id"], row["name"]): row for row in tables["party"] if row["name"].startswith("Acme")}
    both = acme["HALDE", "Acme Industrietechnik GmbH"]
    assert both["is_supplier"]
    assert both["is_customer"]
    assert acme["HALUK", "Acme Industrial Supplies Ltd"]["is_supplier"]
    assert any("\u0430" in row["name"] for row in tables["party"])


def test_the_american_company_has_no_inventory_and_the_others_have(tables):
    with_stock = {row["company_id"] for row in tables["ledger_balance"] if row["account"] == "inventory"}
    assert with_stock == {"HALDE", "HALUK"}


def test_what_makes_customers_pay_as_they_do_is_in_no_row(tables):
    columns = {column for rows in tables.values() for row in rows for column in row}
    assert not columns & {"habit", "delay", "spread", "drift", "takes_discount", "in_parts", "disputes", "weight"}


def test_germany_has_enough_open_bills_and_discounts_for_a_run(tables):
    bills = {row["key"] for row in invoices_of(tables, "payable", "HALDE") if row["open_amount"] > 0}
    items = {row["key"] for row in tables["instalment"] if row["invoice_key"] in bills and row["open_amount"] > 0}
    soon = [
        row
        for row in tables["discount_step"]
        if row["instalment_key"] in items and TODAY <= row["pay_by"] <= TODAY + timedelta(days=14)
    ]
    assert len(items) >= 120
    assert len(soon) >= 40


@pytest.mark.parametrize(
    ("calendar", "day"),
    [("TARGET", date(2026, 4, 6)), ("TARGET", date(2026, 5, 1)), ("GB", date(2026, 8, 31)), ("US", date(2026, 7, 3))],
)
def test_banks_are_closed_on(calendar, day):
    assert day in holidays_of(calendar)


def test_target_is_open_when_only_a_nation_rests():
    assert date(2026, 10, 3) not in holidays_of("TARGET")
    assert date(2026, 5, 25) not in holidays_of("TARGET")  # Whit Monday
