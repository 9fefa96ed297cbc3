"""What kind of file this is, told by its content: a ledger, a workbook, an e-invoice."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from workingcapital.errors import BadInput
from workingcapital.importing.columns import Recognised
from workingcapital.importing.document import Document
from workingcapital.importing.einvoice import EInvoice
from workingcapital.importing.ledger import Ledger
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.presets import completed
from workingcapital.importing.profile import profile
from workingcapital.importing.report import Rejection
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.sheets import CsvSheet, Sheet
from workingcapital.importing.workbook import XlsxSheet
from workingcapital.invoices import Side


class Source(Protocol):
    """A file that yields documents and rejections."""

    @property
    def file(self) -> str:
        """The file's name."""
        ...

    @property
    def sha256(self) -> str:
        """The hash of the file as a whole."""
        ...

    @property
    def kind(self) -> str:
        """What a load of it is called."""
        ...

    @property
    def rows(self) -> int:
        """How many rows it has, for the progress bar."""
        ...

    @property
    def source_system(self) -> str:
        """Under which name its rows are known in the books."""
        ...

    def documents(self) -> Iterator[Document | Rejection]:
        """Everything in the file, in its order."""
        ...

    def detected(self) -> dict[str, Any]:
        """What was found out about the file."""
        ...


def open_source(path: Path, mapping: FileMapping, base_currency: str, settings: ImportSettings) -> Source:
    """Open a file as what it is; a name that lies about its content is refused."""
    if not path.is_file():
        raise BadInput(f"there is no file {path.name}")
    kind = _sniff(path)
    if kind in ("xml", "pdf"):
        return EInvoice.open(path, sha256_of(path), mapping.source_system, settings)
    sheet: Sheet = XlsxSheet.open(path, mapping, settings) if kind == "xlsx" else CsvSheet.open(path, mapping, settings)
    return _ledger(path, sheet, mapping, base_currency)


def sha256_of(path: Path) -> str:
    """The hash of a file, read as a stream."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sniff(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    found = (
        "pdf" if start.startswith(b"%PDF")
        else "xlsx" if start.startswith(b"PK\x03\x04")
        else "xml" if start.startswith(b"<")
        else "gz" if start.startswith(b"\x1f\x8b")
        else "text"
    )  # fmt: skip
    named = {
        ".pdf": "pdf",
        ".xlsx": "xlsx",
        ".xlsm": "xlsx",
        ".xml": "xml",
        ".gz": "gz",
        ".csv": "text",
        ".tsv": "text",
        ".txt": "text",
    }
    expected = named.get(path.suffix.lower())
    if not start:
        raise BadInput(f"{path.name} is empty")
    if expected is None:
        raise BadInput(
            f"{path.name}: files called {path.suffix or 'without an ending'} are not imported; "
            f"known are {', '.join(named)}"
        )
    if expected != found:
        raise BadInput(f"{path.name} is called {expected} but holds {found}")
    return found


def _ledger(path: Path, sheet: Sheet, mapping: FileMapping, base_currency: str) -> Ledger:
    wanted: dict[str, Side] = {"payables": "payable", "receivables": "receivable", "spend": "payable"}
    found = profile(sheet, mapping, wanted.get(mapping.kind), path.name)
    fields = found.columns.fields
    spend = mapping.kind == "spend" or (
        mapping.kind == "auto" and "settled_date" in fields and "issue_date" not in fields
    )
    side = wanted.get(mapping.kind) or found.columns.side
    if side is None:
        raise BadInput(
            f"{path.name}: neither customers nor suppliers are named in the header: say --kind receivables or payables"
        )
    _require(found.columns, mapping, spend, path.name)
    return Ledger(
        sheet, found, completed(mapping, found.columns.headers), side, spend, base_currency, path.name, sha256_of(path)
    )


def _require(columns: Recognised, mapping: FileMapping, spend: bool, name: str) -> None:
    """Say in words which columns are missing, and how to name them."""
    has = columns.fields
    missing = (
        [] if has.keys() & {"party_code", "party_name"} else ["the supplier or customer (party_code or party_name)"]
    )
    missing += [] if "number" in has else ["the document number (number)"]
    missing += [] if has.keys() & {"gross", "net"} else ["the amount (gross)"]
    if spend:
        missing += [] if has.keys() & {"settled_date", "issue_date"} else ["the payment date (settled_date)"]
    else:
        missing += [] if "issue_date" in has else ["the invoice date (issue_date)"]
        if not (has.keys() & {"due_date", "terms", "instalment_due"} or mapping.default_terms):
            missing.append(
                "the due date (due_date); with payment dates only say --kind spend, "
                "with common terms write `default_terms: n30`"
            )
    if missing:
        raise BadInput(
            f"{name}: no column was recognised for {'; '.join(missing)}. The columns are {', '.join(columns.headers)}. "
            'Name them in a mapping file, as in `columns: {due_date: "Pay until"}`'
        )
