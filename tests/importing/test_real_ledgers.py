"""Real ledgers: two copies of one file give the same books, and pandas on the raw file agrees."""

import os
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from workingcapital.importing import import_files
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity

PERSON = "ar.clerk@halden.example"
MDY, DMY = "WA_Fn-UseC_-Accounts-Receivable.csv", "ar_ddmmyyyy_pedroteles.csv"

pytestmark = pytest.mark.realdata

BOOKS = """
    select i.number, i.kind, i.issue_date, i.posting_date, i.due_date, i.currency, i.net, i.tax, i.gross, i.open_amount,
           i.status, i.disputed, p.code, p.name, t.amount as item, t.open_amount as item_open, t.due_date as item_due,
           y.value_date, y.amount as paid, y.direction, a.allocated_on, a.amount as allocated, d.opened_on, d.closed_on
    from invoice i
    join party p using (company_id, party_id)
    join instalment t using (company_id, invoice_id)
    left join allocation a using (company_id, instalment_id)
    left join payment y using (company_id, payment_id)
    left join dispute d using (company_id, invoice_id)
    where i.company_id = %(company)s
    order by i.number
"""


def books_of(store: Store, company: str, query: str) -> list[dict[str, object]]:
    with store.loading(Identity(PERSON, (company,))) as books:
        return books.execute(query, {"company": company}).fetchall()


def test_both_copies_of_the_receivables_import_to_identical_books(
    store: Store, company: Callable[..., str], data: Path
) -> None:
    read, seconds = {}, []
    for copy in (MDY, DMY):
        code = company("USD")
        started = time.perf_counter()
        report = import_files(store, Identity(PERSON, (code,)), code, [data / "ar_ibm" / copy])
        seconds.append(time.perf_counter() - started)
        assert (report.exit_code, report.inserted, report.rejected) == (0, 2466, [])
        assert {n: report.totals[n] for n in ("invoices", "parties", "late")} == {
            "invoices": 2466,
            "parties": 100,
            "late": 877,
        }
        assert report.detected[copy]["date_order"]["issue_date"] == ("mdy" if copy == MDY else "dmy")
        read[copy] = books_of(store, code, BOOKS)
    if os.getloadavg()[0] <= (os.cpu_count() or 1):  # on a busy machine seconds say nothing about the import
        assert min(seconds) < 5, f"the fastest of {seconds}"
    assert len(read[MDY]) == 2466
    assert read[MDY] == read[DMY]


def test_pandas_on_the_raw_file_agrees_with_the_books(store: Store, company: Callable[..., str], data: Path) -> None:
    code = company("USD")
    import_files(store, Identity(PERSON, (code,)), code, [data / "ar_ibm" / MDY])
    raw = pd.read_csv(data / "ar_ibm" / MDY, dtype=str)
    issued = pd.to_datetime(raw["InvoiceDate"], format="%m/%d/%Y").dt.date
    settled = pd.to_datetime(raw["SettledDate"], format="%m/%d/%Y").dt.date
    expected = {
        number: (customer, day, Decimal(amount), paid, disputed == "Yes")
        for number, customer, day, amount, paid, disputed in zip(
            raw["invoiceNumber"], raw["customerID"], issued, raw["InvoiceAmount"], settled, raw["Disputed"], strict=True
        )
    }
    found = {
        row["number"]: (row["code"], row["issue_date"], row["gross"], row["allocated_on"], row["disputed"])
        for row in books_of(store, code, BOOKS)
    }
    assert found == expected
    assert sum(int(days) > 0 for days in raw["DaysLate"]) == 877


@pytest.mark.parametrize("day", [date(2012, 6, 30), date(2013, 2, 28), date(2013, 11, 30)])
def test_the_books_of_any_day_hold_what_pandas_finds_open_then(
    store: Store, company: Callable[..., str], data: Path, day: date
) -> None:
    code = company("USD")
    import_files(store, Identity(PERSON, (code,)), code, [data / "ar_ibm" / DMY])
    raw = pd.read_csv(data / "ar_ibm" / DMY)
    issued = pd.to_datetime(raw["InvoiceDate"], format="%d/%m/%Y").dt.date
    settled = pd.to_datetime(raw["SettledDate"], format="%d/%m/%Y").dt.date
    expected = sum(Decimal(str(a)) for a in raw["InvoiceAmount"][(issued <= day) & (settled > day)])
    rows = books_of(
        store, code, f"select sum(open_amount) as open from items_as_of(%(company)s, '{day}', 'receivable')"
    )
    assert rows[0]["open"] == expected > 0


COUNCILS = [
    ("ap_devon/DCCSpendingOver500_201506.csv", "spend", "Amount", "Supplier ID"),
    ("ap_devon/DCCSpendingOver500_202403.csv", "spend", "Amount", "Supplier ID"),
    ("ap_salford/2022-03.csv", "auto", "Gross", "Vendor Name"),
    ("ap_london_gla/2021-P06.csv", "auto", "Amount", "Vendor ID"),
]


@pytest.mark.parametrize(("name", "kind", "amount", "supplier"), COUNCILS)
def test_spend_ledgers_of_three_councils_add_up_to_what_pandas_reads(
    store: Store, company: Callable[..., str], data: Path, name: str, kind: str, amount: str, supplier: str
) -> None:
    code = company("GBP")
    report = import_files(
        store, Identity(PERSON, (code,)), code, [data / name], kind=kind, accept_rejects=name.endswith("201506.csv")
    )
    raw = pd.read_csv(data / name, dtype=str, encoding="utf-8-sig", index_col=False)
    signed = [value.strip().replace(",", "").replace("(", "-").rstrip(")") for value in raw[amount]]
    cents = [round(Decimal(value), 2) for value in signed]
    assert [rejected.why for rejected in report.rejected] == ["is 0: there is nothing to pay"] * cents.count(Decimal(0))
    assert (report.read, report.inserted) == (len(raw), len(raw) - cents.count(Decimal(0)))
    (booked,) = books_of(
        store,
        code,
        """select sum(i.gross) as gross, sum(i.open_amount) as open, count(distinct i.party_id)::int as suppliers
           from invoice i where i.company_id = %(company)s""",
    )
    assert (booked["gross"], booked["open"]) == (sum(cents), 0)
    if not supplier.endswith("Name"):
        assert booked["suppliers"] == raw[supplier][[c != 0 for c in cents]].nunique()
    again = import_files(
        store, Identity(PERSON, (code,)), code, [data / name], kind=kind, accept_rejects=name.endswith("201506.csv")
    )
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, report.inserted)
