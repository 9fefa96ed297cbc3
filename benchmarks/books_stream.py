"""What memory an import needs, however large its file: python -m benchmarks.books_stream [--mb 300] [--json].

A file of a few megabytes and a large one go through the importer as they are, with a dry run: read, staged, merged and
taken back. What this process needs more for the large one is printed, and the run fails when it grows with the file.
"""

import argparse
import csv
import resource
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.books_import import COMPANY, HEADER, WHO, enter_company
from benchmarks.run import show
from benchmarks.timing import machine
from workingcapital.importing import import_files
from workingcapital.store.database.connection import Store
from workingcapital.store.database.embedded.scratch import scratch

SMALL_MB: Final = 10
LARGE_MB: Final = 300
MAY_GROW_MB: Final = 60  # buffers and what a ledger repeats: parties, dates, ids
_NOTE: Final = "goods as ordered, delivered in several parts; " * 40  # wide rows: megabytes soon


def measure(quick: bool = False, megabytes: int | None = None) -> dict[str, Any]:
    """The peak of this process after a small file and after the large one, in megabytes."""
    megabytes = megabytes or (40 if quick else LARGE_MB)
    with scratch(in_memory=False, shared_buffers="256MB") as server, tempfile.TemporaryDirectory() as folder:
        store = Store(server)
        store.prepare()
        enter_company(store)
        results = [_imported(store, Path(folder), size) for size in (SMALL_MB, megabytes)]
        store.close_pools()
    grown = results[1]["peak_mb"] - results[0]["peak_mb"]
    if grown > MAY_GROW_MB:
        raise MemoryError(f"{megabytes} MB take {grown} MB more than {SMALL_MB} MB do: memory grows with the file")
    return {"name": "books_stream", "machine": machine(), "results": [*results, {"grown_mb": grown}]}


def write(path: Path, megabytes: int) -> int:
    """A ledger of so many megabytes; returns how many rows it has."""
    rows = 0
    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow((*HEADER, "Description"))
        while stream.tell() < megabytes * 1_000_000:
            for _ in range(100):
                issued = date(2025, 1, 2) + timedelta(rows % 500)
                out.writerow((f"C{rows % 5000:05}", f"Customer {rows % 5000}", f"N {rows:08}", issued,
                              issued + timedelta(30), "EUR", "100.00", "19.00", "119.00", _NOTE))  # fmt: skip
                rows += 1
    return rows


def _imported(store: Store, folder: Path, megabytes: int) -> dict[str, Any]:
    file = folder / f"{megabytes}.csv"
    rows, begun = write(file, megabytes), time.perf_counter()
    report = import_files(store, WHO, COMPANY, [file], dry_run=True)
    if (report.inserted, report.rejected_rows) != (rows, 0):
        raise ArithmeticError(f"{rows} rows were written: {report.as_json()}")
    file.unlink()
    return {
        "file_mb": megabytes,
        "rows": rows,
        "seconds": round(time.perf_counter() - begun, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
    }


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mb", type=int, default=LARGE_MB, help="size of the large file")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    show(measure(megabytes=given.mb), given.json)


if __name__ == "__main__":
    main()
