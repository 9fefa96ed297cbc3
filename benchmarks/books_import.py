"""How fast a ledger comes in: a CSV file of open items, and one of paid ones, through the importer as it is."""

import csv
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from workingcapital.importing import import_files
from workingcapital.store.connection import Store
from workingcapital.store.context import Identity
from workingcapital.store.embedded.scratch import scratch

COMPANY: Final = "LOAD"
WHO: Final = Identity("bench@halden.example", (COMPANY,))
HEADER: Final = (
    "Customer ID",
    "Customer name",
    "Invoice number",
    "Invoice date",
    "Due date",
    "Currency",
    "Net",
    "Tax",
    "Gross",
)


def importing(rows: int) -> list[dict[str, Any]]:
    """Rows a second for open items, for items with their payments, and for the same file again."""
    with scratch(in_memory=False, shared_buffers="512MB") as server, tempfile.TemporaryDirectory() as folder:
        store = Store(server)
        store.prepare()
        _enter_company(store)
        results = []
        for name, paid in (("open items", False), ("paid items", True)):
            file = Path(folder) / f"{name.replace(' ', '-')}.csv"
            write(file, rows, paid)
            for again in (False, True):
                results.append(_measured(store, file, name + (", again" if again else ""), rows, again))
        store.close_pools()
        return results


def write(path: Path, rows: int, paid: bool) -> None:
    """A ledger of so many rows; with `paid`, every row has the day it was settled."""
    first = date(2025, 1, 2)
    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow((*HEADER, "Paid on") if paid else HEADER)
        for n in range(rows):
            issued = first + timedelta(n % 500)
            net = 100 + n % 9000
            tax = net * 19 // 100
            row = (f"C{n % 5000:05}", f"Customer {n % 5000}", f"{'P' if paid else 'N'}{n:08}", issued,
                   issued + timedelta(30), "EUR", f"{net}.00", f"{tax}.00", f"{net + tax}.00")  # fmt: skip
            out.writerow((*row, issued + timedelta(25 + n % 20)) if paid else row)


def _measured(store: Store, file: Path, name: str, rows: int, again: bool) -> dict[str, Any]:
    begun = time.perf_counter()
    report = import_files(store, WHO, COMPANY, [file])
    seconds = time.perf_counter() - begun
    if report.rejected_rows or (report.unchanged if again else report.inserted) != rows:
        raise ArithmeticError(f"{name}: {report.as_json()}")
    return {"import": name, "rows": rows, "seconds": round(seconds, 2), "rows_per_s": round(rows / seconds)}


def _enter_company(store: Store) -> None:
    with store.loading(WHO) as books:
        books.execute(
            """insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar)
               values ('LOAD', 'Load', 'EUR', 'DE', 'Europe/Berlin', 'TARGET')"""
        )
