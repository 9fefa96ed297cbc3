"""Council ledgers as bills: three public files of each kind, nobody's duplicates known, hard to tell apart.

A bill is a document of the ledger; its lines are added up. Contains public sector information licensed under the Open
Government Licence v3.0.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[2] / "shared" / "data"

# folder → columns: supplier, number of the bill, document of the ledger, day, amount
COLUMNS: Final[Mapping[str, tuple[str, str, str, str, str]]] = {
    "ap_devon": ("Supplier ID", "Invoice Number", "Transaction Number", "Date", "Amount"),
    "ap_london_gla": ("Vendor ID", "Document No", "Document No", "Clearing Date", "Amount"),
    "ap_salford": (
        "Supplier Name|Vendor Name", "SAP Document Number|DocumentNo", "SAP Document Number|DocumentNo",
        "Date of Payment", "Gross",
    ),
}  # fmt: skip


@dataclass
class LedgerBill:
    """One document: amounts of its lines added up."""

    supplier: str
    number: str
    day: date
    gross: Decimal


def ledgers(folder: Path = FOLDER) -> Iterator[tuple[str, list[LedgerBill]]]:
    """Each file with its bills; credits and nothing are left out."""
    for name, columns in COLUMNS.items():
        for file in sorted((folder / name).glob("*.csv")):
            yield f"{name}/{file.stem}", [each for each in _bills(file, columns) if each.gross > 0]


def _bills(file: Path, columns: tuple[str, str, str, str, str]) -> list[LedgerBill]:
    found: dict[tuple[str, str], LedgerBill] = {}
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        for row in csv.DictReader(stream):
            supplier, number, document, day, amount = (_cell(row, column) for column in columns)
            if not (supplier and number and document and day and amount):
                continue
            bill = found.setdefault((supplier, document), LedgerBill(supplier, number, _day(day), Decimal(0)))
            bill.gross += _amount(amount)
    return list(found.values())


def _cell(row: Mapping[str, str], column: str) -> str:
    return next((str(row[name]).strip() for name in column.split("|") if row.get(name)), "")


def _day(text: str) -> date:
    pattern = "%d/%m/%Y" if "/" in text else "%Y-%m-%d"
    return datetime.strptime(text[:10], pattern).replace(tzinfo=UTC).date()


def _amount(text: str) -> Decimal:
    plain = text.replace(",", "").replace(" ", "")
    return -Decimal(plain.strip("()")) if plain.startswith("(") else Decimal(plain)
