"""Totals of public ledgers in the books beside the totals pandas reads from the raw files."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pandas as pd

from workingcapital.importing import import_files
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity

# (file, kind, column of the amount)
COUNCILS: Final = (
    ("ap_devon/DCCSpendingOver500_201506.csv", "spend", "Amount"),
    ("ap_devon/DCCSpendingOver500_202403.csv", "spend", "Amount"),
    ("ap_salford/2011-08.csv", "auto", "Gross"),
    ("ap_salford/2021-11.csv", "auto", "Gross"),
    ("ap_salford/2022-03.csv", "auto", "Gross"),
    ("ap_london_gla/2021-P06.csv", "auto", "Amount"),
    ("ap_london_gla/2021-P07.csv", "auto", "Amount"),
)
# file of a QuickBooks export → (side, kind) in the books
QUICKBOOKS: Final = {
    "bill_data.csv": ("payable", "invoice"),
    "vendor_credit_data.csv": ("payable", "credit_note"),
    "invoice_data.csv": ("receivable", "invoice"),
    "credit_memo_data.csv": ("receivable", "credit_note"),
}
Company = Callable[[str, str], Identity]  # (code, currency) → who imports into a new company of that code


def councils(store: Store, company: Company, folder: Path) -> list[dict[str, Any]]:
    """Each ledger of spending: rows and sum of the file, rows and sum of the books."""
    found = []
    for number, (name, kind, column) in enumerate(COUNCILS, 1):
        path = folder / name
        if not path.exists():
            found.append({"file": name, "skipped": "not there"})
            continue
        code = f"COUNCIL{number}"
        who = company(code, "GBP")
        report = import_files(store, who, code, [path], kind=kind, accept_rejects=True)
        raw = _raw(path)
        amounts = [_amount(each) for each in raw[_column(raw, column)].dropna()]
        booked = _sum(store, who, code, "true", {})
        found.append(_beside(name, len(amounts), sum(amounts, Decimal(0)), booked, report.rejected_rows))
    return found


def quickbooks(store: Store, company: Company, folder: Path) -> list[dict[str, Any]]:
    """Each kind of document of the export: count and sum of the file that is not deleted, and of the books."""
    files = sorted((folder / "erp_seeds" / "quickbooks").rglob("*.csv"))
    who = company("QUICKBOOKS", "USD")
    report = import_files(store, who, "QUICKBOOKS", files, kind="quickbooks", accept_rejects=True)
    found = []
    for path in files:
        if path.name in QUICKBOOKS:
            side, kind = QUICKBOOKS[path.name]
            raw = pd.read_csv(path, dtype=str)
            live = raw[raw["_fivetran_deleted"].fillna("false").str.lower() != "true"]
            total = sum((Decimal(each) for each in live["total_amount"]), Decimal(0))
            booked = _sum(store, who, "QUICKBOOKS", "side = %(side)s and kind = %(kind)s", {"side": side, "kind": kind})
            rejected = sum(each.file == path.name for each in report.rejected)
            found.append(_beside(path.name, len(live), total, {**booked, "gross": abs(booked["gross"])}, rejected))
    return found


def _beside(name: str, rows: int, total: Decimal, booked: dict[str, Any], rejected: int) -> dict[str, Any]:
    return {
        "file": name,
        "pandas": {"rows": rows, "sum": f"{total:.2f}"},
        "books": {"rows": booked["rows"], "sum": f"{booked['gross']:.2f}"},
        "rejected": rejected,
        "difference": f"{booked['gross'] - total:.2f}",
    }


def _sum(store: Store, who: Identity, code: str, where: str, given: dict[str, str]) -> dict[str, Any]:
    query = f"""select count(*) as rows, coalesce(sum(gross), 0) as gross from invoice
                where company_id = %(company)s and {where}"""
    with store.reading(who) as books:
        row = books.execute(query.encode(), {**given, "company": code}).fetchone()
    assert row is not None
    return row


def _raw(path: Path) -> pd.DataFrame:
    """The file as text; the councils write UTF-8 with and without a mark, and Windows-1252."""
    try:
        return pd.read_csv(path, dtype=str, encoding="utf-8-sig", index_col=False)
    except UnicodeDecodeError:
        return pd.read_csv(path, dtype=str, encoding="cp1252", index_col=False)


def _column(raw: pd.DataFrame, wanted: str) -> str:
    return next((name for name in raw.columns if name.strip().casefold() == wanted.casefold()), raw.columns[-1])


def _amount(text: str) -> Decimal:
    return round(Decimal(text.strip().lstrip("£").replace(",", "").replace("(", "-").rstrip(")")), 2)
