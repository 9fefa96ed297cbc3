"""Real ledgers: two copies of one file give the same books, and pandas on the raw file agrees."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from workingcapital.importing import import_files
from workingcapital.store.connection import Store
from workingcapital.store.context import Identity

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
