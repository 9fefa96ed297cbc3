"""Figures on public files nobody here wrote: python -m workingcapital.importing.realdata [FOLDER].

Prints the totals of both copies of the IBM receivables, the agreement of the e-invoices with the
MANIFEST, column by column, and the agreement of the Skonto verdicts. Imports into scratch companies
of a scratch database, or only reads; the books of nobody are touched.
"""

import csv
import json
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from lxml import etree

from workingcapital.errors import BadInput
from workingcapital.importing import beside_pandas, import_files
from workingcapital.importing.document import Document
from workingcapital.importing.einvoice import EInvoice
from workingcapital.importing.report import Rejection
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.sources import sha256_of
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity

FOLDER: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
IBM: Final = {"IBMMDY": "WA_Fn-UseC_-Accounts-Receivable.csv", "IBMDMY": "ar_ddmmyyyy_pedroteles.csv"}
_PERSON: Final = "realdata"


def ibm_totals(store: Store, folder: Path) -> list[dict[str, Any]]:
    """Import each copy of the receivables into a company of its own: totals and seconds."""
    rows = []
    for code, name in IBM.items():
        _make_company(store, code, "USD")
        started = time.perf_counter()
        report = import_files(store, Identity(_PERSON, (code,)), code, [folder / "ar_ibm" / name])
        totals = {key: report.totals[key] for key in ("invoices", "parties", "late", "disputed", "amounts")}
        rows.append({"file": name, **totals, "seconds": round(time.perf_counter() - started, 2)})
    return rows


def manifest_agreement(folder: Path) -> dict[str, Any]:
    """For each column of the MANIFEST: how many values were compared, how many are equal, which files were refused."""
    counts = {column: {"compared": 0, "equal": 0} for column in ("num", "issue", "due", "cur", "payable")}
    refused = {}
    for row in _manifest(folder):
        found = read_one(folder / row["file"])
        if isinstance(found, Rejection):
            refused[Path(row["file"]).name] = f"{found.field} {found.why}"
            continue
        for column, value in _comparable(found).items():
            if row[column]:
                counts[column]["compared"] += 1
                counts[column]["equal"] += _normalised(column, row[column]) == value
    return {"columns": counts, "refused": refused}


def skonto_agreement(folder: Path) -> dict[str, int]:
    """Each labelled Skonto file: is it accepted or refused as the verdict in it says?"""
    files = sorted((folder / "docs" / "skonto_brde18").glob("*.xml"))
    verdicts = [(verdict(path), not isinstance(read_one(path), Rejection)) for path in files]
    return {
        "files": len(verdicts),
        "valid": sum(valid for valid, _ in verdicts),
        "agree": sum(valid == accepted for valid, accepted in verdicts),
    }


def verdict(path: Path) -> bool:
    """The label a Skonto file carries as a processing instruction: schematron-valid or schematron-invalid."""
    tree = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True))
    marks = [str(node.text) for node in tree.iter() if isinstance(node, etree._ProcessingInstruction)]
    marks = [mark for mark in marks if "schematron-" in mark]
    if len(marks) != 1 or ("schematron-valid" in marks[0]) == ("schematron-invalid" in marks[0]):
        raise BadInput(f"{path.name} carries no single verdict")
    return "schematron-valid" in marks[0]


def read_one(path: Path) -> Document | Rejection:
    """The bill in a file, or why it is refused."""
    return next(EInvoice.open(path, sha256_of(path), None, ImportSettings()).documents())


def e_invoices(folder: Path) -> list[Path]:
    """The e-invoices of the two corpora, Skonto instances apart."""
    return [folder / row["file"] for row in _manifest(folder)]


def _manifest(folder: Path) -> Iterator[dict[str, str]]:
    with (folder / "docs" / "MANIFEST.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["file"].startswith(("docs/xrechnung_testsuite", "docs/zugferd_corpus")):
                yield row


def _comparable(bill: Document) -> dict[str, Any]:
    return {
        "num": bill.number,
        "issue": bill.issued.isoformat(),
        "due": bill.due.isoformat(),
        "cur": bill.currency,
        "payable": bill.gross,
    }


def _normalised(column: str, text: str) -> Any:
    if column == "payable":
        return Decimal(text)
    if column in ("issue", "due") and text.isdigit():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def _make_company(store: Store, code: str, currency: str) -> None:
    with store.loading(Identity(_PERSON, (code,))) as books:
        books.execute(
            "insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar)"
            " values (%s, %s, %s, 'US', 'UTC', 'US')",
            [code, code, currency],
        )


def main(folder: Path) -> None:
    """Print everything as one JSON document."""
    from workingcapital.store.database.embedded import scratch

    if not folder.is_dir():
        raise SystemExit(f"there is no folder {folder}")
    with scratch() as server:
        server.create_database("wcc_realdata")
        store = Store(server, "wcc_realdata")
        store.prepare()

        def company(code: str, currency: str) -> Identity:
            _make_company(store, code, currency)
            return Identity(_PERSON, (code,))

        figures = {
            "ibm_receivables": ibm_totals(store, folder),
            "e_invoices": manifest_agreement(folder),
            "skonto": skonto_agreement(folder),
            "councils": beside_pandas.councils(store, company, folder),
            "quickbooks": beside_pandas.quickbooks(store, company, folder),
        }
        store.close_pools()
    print(json.dumps(figures, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
