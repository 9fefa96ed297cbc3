"""How fast a ledger comes in: a CSV file of open items, and one of paid ones, through the importer as it is."""

import argparse
import csv
import math
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.processor import Processor
from benchmarks.run import show
from benchmarks.timing import machine
from workingcapital.importing import import_files
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.embedded.scratch import scratch

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

ROWS: Final = 100_000
_ONE_BY_ONE: Final = 1_000
_INVOICE: Final = """
    insert into invoice (company_id, side, number, normalised_number, party_id, issue_date, posting_date, due_date,
        currency, net, gross, open_amount)
    select %(company)s, 'receivable', %(number)s, %(number)s, min(party_id), '2026-05-01', '2026-05-01', '2026-06-01',
           'EUR', 100, 100, 100 from party where company_id = %(company)s and code = 'C00001' returning invoice_id
"""
_INSTALMENT: Final = """
    insert into instalment (company_id, invoice_id, due_date, amount, open_amount)
    values (%(company)s, %(invoice)s, '2026-06-01', 100, 100)
"""


def importing(rows: int) -> list[dict[str, Any]]:
    """Rows a second for open items, for items with their payments, for the same file again; growth and a baseline.

    `us_reading` and `us_entering`: microseconds of processor time for each row, of this process, which reads the file,
    and of the server, which compares and enters; they work side by side. `growth_exponent`: of the processor time with
    the number of rows, 1 where a row costs the same in a file of any size.
    """
    with scratch(in_memory=False, shared_buffers="512MB") as server, tempfile.TemporaryDirectory() as folder:
        store = Store(server)
        store.prepare()
        enter_company(store)
        results = []
        for name, size, paid in (("few open items", rows // 10, False), ("open items", rows, False),
                                 ("paid items", rows, True)):  # fmt: skip
            file = Path(folder) / f"{name.replace(' ', '-')}.csv"
            write(file, size, paid, name)
            for again in (False, True):
                results.append(_measured(store, file, name + (", again" if again else ""), size, again))
        results.append(_beside(store, results[0], results[2]))
        store.close_pools()
        return results


def _beside(store: Store, few: dict[str, Any], many: dict[str, Any]) -> dict[str, Any]:
    """How the cost grows with the file, and what entering rows one by one costs, all triggers on in both."""
    begun = time.perf_counter()
    with store.loading(WHO) as books:
        for n in range(_ONE_BY_ONE):
            row = books.execute(_INVOICE, {"company": COMPANY, "number": f"one-by-one {n}"}).fetchone()
            books.execute(_INSTALMENT, {"company": COMPANY, "invoice": row["invoice_id"] if row else None})
    each = _ONE_BY_ONE / (time.perf_counter() - begun)
    cost = few["rows_per_processor_s"] / many["rows_per_processor_s"]  # of a row: how many times that of a small file
    return {
        "import": "one by one: an insert for the invoice and one for its instalment, nothing read or compared",
        "rows": _ONE_BY_ONE,
        "rows_per_s": round(each),
        "ratio": round(many["rows_per_s"] / each, 1),
        "growth_exponent": round(1 + math.log(cost) / math.log(many["rows"] / few["rows"]), 2),
    }


def write(path: Path, rows: int, paid: bool, prefix: str = "N") -> None:
    """A ledger of so many rows; with `paid`, every row has the day it was settled."""
    first = date(2025, 1, 2)
    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow((*HEADER, "Paid on") if paid else HEADER)
        for n in range(rows):
            issued = first + timedelta(n % 500)
            net = 100 + n % 9000
            tax = net * 19 // 100
            row = (f"C{n % 5000:05}", f"Customer {n % 5000}", f"{prefix} {n:08}", issued,
                   issued + timedelta(30), "EUR", f"{net}.00", f"{tax}.00", f"{net + tax}.00")  # fmt: skip
            out.writerow((*row, issued + timedelta(25 + n % 20)) if paid else row)


def _measured(store: Store, file: Path, name: str, rows: int, again: bool) -> dict[str, Any]:
    with store.loading(WHO) as books:
        processor = Processor(books)
    begun = time.perf_counter()
    report = import_files(store, WHO, COMPANY, [file])
    seconds, (reading, entering) = time.perf_counter() - begun, processor.split()
    if report.rejected_rows or (report.unchanged if again else report.inserted) != rows:
        raise ArithmeticError(f"{name}: {report.as_json()}")
    return {
        "import": name,
        "rows": rows,
        "seconds": round(seconds, 2),
        "rows_per_s": round(rows / seconds),
        "rows_per_processor_s": round(rows / (reading + entering)),
        "us_reading": round(reading / rows * 1e6, 1),
        "us_entering": round(entering / rows * 1e6, 1),
    }


def enter_company(store: Store) -> None:
    """The company that the files are imported into."""
    with store.loading(WHO) as books:
        books.execute(
            """insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar)
               values ('LOAD', 'Load', 'EUR', 'DE', 'Europe/Berlin', 'TARGET')"""
        )


def main() -> None:
    """Print what importing costs: python -m benchmarks.books_import [--rows 100000]."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of each of the larger files")
    given = parser.parse_args()
    show({"name": "books_import", "machine": machine(), "results": importing(given.rows)}, as_json=False)


if __name__ == "__main__":
    main()
