"""The public IBM receivables as arrays, and what was known of a customer when an invoice was issued."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path(__file__).resolve().parents[2] / "shared" / "data" / "ar_ibm" / "WA_Fn-UseC_-Accounts-Receivable.csv"
TERM: Final = 30  # days; every invoice of the file is net 30
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
HISTORY: Final = ("count", "mean", "median", "last three", "deviation", "most", "least", "late share")


@dataclass(frozen=True)
class Invoices:
    """By issue: days are counted from the first issue (ordinal `start`), `days` from issue to settlement."""

    start: int
    customer: Whole
    issued: Whole
    settled: Whole
    days: Floats
    disputed: Floats
    electronic: Floats
    amount: Floats

    @property
    def late(self) -> Flags:
        """Whether it was settled after its due date."""
        return self.days > TERM


def read(file: Path = FILE) -> Invoices:
    """The file, ordered by invoice date and number."""
    with file.open(newline="", encoding="utf-8-sig") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: (_day(row["InvoiceDate"]), int(row["invoiceNumber"])))
    issued = np.array([_day(row["InvoiceDate"]) for row in rows], np.int64)
    settled = np.array([_day(row["SettledDate"]) for row in rows], np.int64)
    return Invoices(
        start=int(issued[0]),
        customer=np.unique([row["customerID"] for row in rows], return_inverse=True)[1].astype(np.int64),
        issued=issued - issued[0],
        settled=settled - issued[0],
        days=(settled - issued).astype(np.float64),
        disputed=np.array([row["Disputed"] == "Yes" for row in rows], np.float64),
        electronic=np.array([row["PaperlessBill"] == "Electronic" for row in rows], np.float64),
        amount=np.array([float(row["InvoiceAmount"]) for row in rows]),
    )


def history(known: Invoices) -> Floats:
    """For each invoice the columns of HISTORY, from what its customer had settled before the day of issue."""
    found = np.zeros((len(known.days), len(HISTORY)))
    for row in range(len(known.days)):
        before = known.settled < known.issued[row]
        own = np.flatnonzero(before & (known.customer == known.customer[row]))
        general = known.days[before].mean() if before.any() else float(TERM)
        days = known.days[own[np.argsort(known.settled[own], kind="stable")]]
        if not len(days):
            late = known.late[before].mean() if before.any() else 0.5
            found[row] = [0, general, general, general, 0, general, general, late]
            continue
        found[row] = [
            len(days), days.mean(), np.median(days), days[-3:].mean(), days.std(), days.max(), days.min(),
            (days > TERM).mean(),
        ]  # fmt: skip
    return found


def table(known: Invoices, past: Floats, disputes: bool) -> Floats:
    """The features of the gradient boosting."""
    columns: list[Any] = [past, known.electronic, np.log(known.amount)]
    return np.column_stack([*columns, known.disputed] if disputes else columns)


def _day(text: str) -> int:
    return datetime.strptime(text, "%m/%d/%Y").replace(tzinfo=UTC).toordinal()
