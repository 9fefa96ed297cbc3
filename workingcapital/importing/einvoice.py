"""E-invoices as a source: XML files, and PDF files that carry one."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pypdf

from workingcapital.errors import BadInput
from workingcapital.importing import cii, ubl
from workingcapital.importing.bill import make_bill
from workingcapital.importing.document import Document
from workingcapital.importing.report import Rejection
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.skonto import BadSkonto
from workingcapital.importing.stated import Stated
from workingcapital.importing.xmlfile import (
    BadField,
    Element,
    UnsafeDocument,
    parse_xml,
    without_attachments,
    without_namespaces,
)

EMBEDDED: Final = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")


@dataclass(frozen=True)
class EInvoice:
    """One e-invoice file; it is known in the books by the hash of the file."""

    file: str
    sha256: str
    source_system: str
    root: Element
    syntax: str
    xml: str  # as it came, the contents of attached files left out
    kind: str = "einvoice"
    rows: int = 1

    @classmethod
    def open(cls, path: Path, sha256: str, source_system: str | None, settings: ImportSettings) -> "EInvoice":
        """Parse the file; refuses what is unsafe, damaged or no e-invoice."""
        data = _from_pdf(path, settings) if path.suffix.lower() == ".pdf" else _read(path, settings.max_xml_bytes)
        root = parse_xml(data, path.name, settings.max_xml_bytes)
        syntax = "UBL" if root.tag in ubl.ROOTS else "CII" if root.tag in cii.ROOTS else None
        if syntax is None:
            raise BadInput(f"{path.name} is XML, but neither a UBL nor a CII invoice (its root is {root.tag})")
        xml = without_attachments(root)
        return cls(path.name, sha256, source_system or "e-invoice", without_namespaces(root), syntax, xml)

    def documents(self) -> Iterator[Document | Rejection]:
        """The bill, or why it cannot be taken."""
        try:
            yield make_bill(self.stated(), self.file, self.source_system, self.sha256, {"xml": self.xml})
        except BadField as error:
            yield Rejection(self.file, 1, error.field, error.why)
        except BadSkonto as error:
            yield Rejection(self.file, 1, "payment terms", error.detail)

    def stated(self) -> Stated:
        """The document as it states itself."""
        return ubl.read_ubl(self.root) if self.syntax == "UBL" else cii.read_cii(self.root)

    def detected(self) -> dict[str, Any]:
        """The syntax, for the report."""
        return {"syntax": self.syntax, "source_system": self.source_system}


def _read(path: Path, limit: int) -> bytes:
    if path.stat().st_size > limit:
        raise UnsafeDocument(f"{path.name} is larger than {limit} bytes")
    return path.read_bytes()


def _from_pdf(path: Path, settings: ImportSettings) -> bytes:
    """The invoice inside a ZUGFeRD or Factur-X file."""
    _read(path, settings.max_pdf_bytes)
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted:
            raise BadInput(f"{path.name} is encrypted")
        found = [data for name, contents in reader.attachments.items() if name.lower() in EMBEDDED for data in contents]
    except BadInput:
        raise
    except Exception as error:  # a damaged PDF can fail in any of pypdf's layers
        raise BadInput(f"{path.name} cannot be read as PDF: {error}") from error
    if len(found) != 1:
        raise BadInput(f"{path.name} carries {len(found)} embedded e-invoices; wcc ingest reads other PDF files")
    return found[0]
