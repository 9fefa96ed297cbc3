"""QuickBooks exports: files that speak of each other become parties, documents, payments and what they settle."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tests.importing.desk import Desk
from workingcapital.errors import BadInput
from workingcapital.importing import ImportReport, import_files, undo

VENDORS = "id,display_name,email,vendor_1099,_fivetran_deleted\n1,Zeta GmbH,z@zeta.example,FALSE,FALSE\n2,Unused,,FALSE,FALSE\n"
BILLS = (
    "id,_fivetran_deleted,balance,currency_id,doc_number,due_date,home_balance,payable_account_id,total_amount,"
    "transaction_date,vendor_id\n"
    "10,FALSE,70,EUR,R-10,2026-07-01,,3,{first},2026-06-01,1\n"
    "11,FALSE,0,EUR,,,,3,50.5,2026-06-02,9\n"
    "12,TRUE,,EUR,,,,3,,,\n"
)
BILL_LINES = "bill_id,index,account_expense_account_id,amount,description\n10,0,7,60,paper\n10,1,7,40,ink\n"
TAXES = "_fivetran_deleted,amount,bill_id,index,net_amount_taxable,tax_percent\nFALSE,19,10,0,81,19\n"
CREDITS = (
    "id,_fivetran_deleted,balance,currency_id,doc_number,payable_account_id,total_amount,transaction_date,vendor_id\n"
    "5,FALSE,20,EUR,C-5,3,20,2026-06-03,1\n"
)
PAYMENTS = (
    "id,_fivetran_deleted,check_bank_account_id,currency_id,doc_number,total_amount,transaction_date,vendor_id\n"
    "90,FALSE,4,EUR,CHK1,{paid},2026-06-20,1\n"
)
PAYMENT_LINES = (
    "bill_payment_id,index,amount,bill_id,vendor_credit_id\n90,0,{part},10,\n90,1,50.5,11,\n90,2,7,777,\n90,3,20,,5\n"
)
LINKS = "bill_id,index,bill_payment_id\n10,0,90\n11,0,91\n"


def export(desk: Desk, first: str = "100", paid: str = "100.5", part: str = "30", **more: str) -> list[Path]:
    files = {
        "vendor": VENDORS, "bill": BILLS.format(first=first), "bill_line": BILL_LINES, "tax": TAXES, "credit": CREDITS,
        "paid": PAYMENTS.format(paid=paid), "paid_line": PAYMENT_LINES.format(part=part), "links": LINKS, **more,
    }  # fmt: skip
    return [desk.file(text, f"{name}.csv") for name, text in files.items()]


def load(desk: Desk, *, accept_rejects: bool = False, **options: str) -> ImportReport:
    return import_files(
        desk.store, desk.who, desk.company, export(desk, **options), kind="quickbooks", accept_rejects=accept_rejects
    )


def invoices(desk: Desk) -> dict[str, tuple[Decimal, Decimal, Decimal, str]]:
    rows = desk.ask("select source_id, gross, tax, open_amount, status from invoice where company_id = %(company)s")
    return {row["source_id"]: (row["gross"], row["tax"], row["open_amount"], row["status"]) for row in rows}


def test_the_files_of_an_export_become_books(desk: Desk) -> None:
    report = load(desk)
    assert (report.exit_code, report.inserted) == (0, 4)
    assert invoices(desk) == {
        "bill:10": (100, 19, 70, "open"), "bill:11": (Decimal("50.5"), 0, 0, "paid"), "vendor_credit:5": (-20, 0, 0, "paid"),
    }  # fmt: skip
    names = desk.ask("select code, name, is_supplier from party where company_id = %(company)s order by code")
    assert [tuple(row.values()) for row in names] == [
        ("V-1", "Zeta GmbH", True), ("V-2", "Unused", True), ("V-9", "vendor 9", True),
    ]  # fmt: skip
    (due,) = desk.ask("select due_date from invoice where company_id = %(company)s and number = '11'")
    assert str(due["due_date"]) == "2026-06-02"
    lines = desk.ask("select sum(net) as net from invoice_line where company_id = %(company)s")
    assert lines[0]["net"] == 100


def test_what_the_files_leave_open_is_said(desk: Desk) -> None:
    report = load(desk)
    assert report.totals["deleted"]["bill"] == 1
    assert report.totals["open"]["EUR|payable"] == {"books": "70.00", "file": "50.00", "difference": "20.00"}
    said = " ".join(report.notices)
    assert "1 parties are named in no vendor or customer file: V-9" in said
    assert "1 of 2 links of documents and payments have no payment line" in said
    (paid,) = report.totals["payments"]
    assert (paid["amount"], paid["allocated"]) == ("100.50", "100.50")


def test_a_second_run_is_unchanged_and_a_changed_payment_an_update_that_undo_takes_back(desk: Desk) -> None:
    load(desk)
    again = load(desk)
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, 4)
    before = invoices(desk)
    changed = load(desk, part="40")
    assert (changed.inserted, changed.updated, changed.unchanged) == (0, 1, 3)
    assert invoices(desk)["bill:10"][2] == 60
    undo(desk.store, desk.who, desk.company, changed.load_id or 0)
    assert invoices(desk) == before


def test_an_undone_export_leaves_nothing(desk: Desk) -> None:
    report = load(desk)
    undo(desk.store, desk.who, desk.company, report.load_id or 0)
    assert all(rows == [] for rows in desk.snapshot())


def test_a_payment_line_that_settles_more_than_its_bill_is_refused(desk: Desk) -> None:
    refused = load(desk, part="100.01")
    assert (refused.exit_code, invoices(desk)) == (2, {})
    assert [(r.file, r.row) for r in refused.rejected] == [("paid.csv", 2)]
    assert "settles 100.01 EUR of bill:10, which is 100.00 in all" in refused.rejected[0].why
    assert load(desk, part="100.01", accept_rejects=True).exit_code == 0
    assert invoices(desk)["bill:10"][2] == 100


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2026-06-01,1", "2026-02-30,1", "a day that does not exist"),
        ("2026-06-01,1", "2026-06-01,", "no supplier or customer is named"),
        ("EUR,R-10", "EUX,R-10", "'EUX' is not a currency"),
        ("3,100,", "3,-1,", "-1 is no amount of a bill"),
    ],
)
def test_a_bill_that_cannot_be_used_is_refused_where_it_stands(desk: Desk, old: str, new: str, reason: str) -> None:
    report = load(desk, bill=BILLS.format(first="100").replace(old, new))
    assert ("bill.csv", 2) in [(r.file, r.row) for r in report.rejected]
    assert any(reason in r.why for r in report.rejected)


def test_a_customer_and_a_supplier_of_one_number_are_two_parties(desk: Desk) -> None:
    load(desk, customer="id,display_name,balance_with_jobs\n1,Omega Ltd,0\n")
    rows = desk.ask("select name from party where company_id = %(company)s and code in ('V-1', 'C-1') order by code")
    assert [row["name"] for row in rows] == ["Omega Ltd", "Zeta GmbH"]


def test_files_of_another_kind_alone_are_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="none of the files is one of a QuickBooks export"):
        desk.load("a,b\n1,2\n", kind="quickbooks")


@pytest.mark.realdata
def test_the_public_export_imports_with_totals_equal_to_pandas_on_the_raw_files(desk: Desk, data: Path) -> None:
    folder = data / "erp_seeds" / "quickbooks"
    report = import_files(
        desk.store, desk.who, desk.company, sorted(folder.glob("*_data.csv")), kind="quickbooks", accept_rejects=True
    )
    raw = {name: pd.read_csv(folder / f"{name}_data.csv") for name in (
        "bill", "vendor_credit", "invoice", "credit_memo", "bill_payment", "payment", "bill_payment_line",
        "payment_line")}  # fmt: skip
    kept = {name: frame[~frame["_fivetran_deleted"]] if "_fivetran_deleted" in frame else frame
            for name, frame in raw.items()}  # fmt: skip
    booked = desk.ask(
        """select split_part(source_id, ':', 1) as kind, currency, count(*)::int as n, sum(abs(gross)) as amount
           from invoice where company_id = %(company)s group by 1, 2"""
    )
    booked += desk.ask(
        """select split_part(source_id, ':', 1) as kind, currency, count(*)::int as n, sum(amount) as amount
           from payment where company_id = %(company)s group by 1, 2"""
    )
    expected = {
        (name, currency): (len(rows), Decimal(str(rows["total_amount"].sum())))
        for name in ("bill", "vendor_credit", "invoice", "credit_memo", "bill_payment", "payment")
        for currency, rows in kept[name].groupby("currency_id")
    }
    assert {(r["kind"], r["currency"]): (r["n"], r["amount"]) for r in booked} == expected
    allocated = desk.ask("select sum(abs(amount)) as amount from allocation where company_id = %(company)s")
    total = Decimal(0)
    for kind, column in (("bill", "bill_id"), ("invoice", "invoice_id")):
        payment = "bill_payment" if kind == "bill" else "payment"
        lines = kept[f"{payment}_line"].merge(
            kept[payment], left_on=f"{payment}_id", right_on="id", suffixes=("", "_p")
        )
        lines = lines.merge(kept[kind], left_on=column, right_on="id", suffixes=("", "_d"))
        wanted = lines.groupby(column)["amount"].transform("sum")
        total += Decimal(str(lines["amount"][wanted <= lines["total_amount_d"]].sum()))
    assert allocated[0]["amount"] == total > 0
    assert len(report.rejected) == 2
    assert all("which is" in rejection.why for rejection in report.rejected)
