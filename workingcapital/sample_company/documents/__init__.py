"""The sample company's documents, written from the generated rows: invoices, contracts, policies, mails, attacks."""

from collections.abc import Iterator
from pathlib import Path

from workingcapital.sample_company.documents.attacks import attacks
from workingcapital.sample_company.documents.bills import bills
from workingcapital.sample_company.documents.letters import letters
from workingcapital.sample_company.documents.spec import DocumentSpec, Rows, Tables

__all__ = ["DocumentSpec", "make_documents"]


def make_documents(folder: Path, rows: Tables) -> list[DocumentSpec]:
    """Write every document below `folder`, one folder a company; the same rows give the same bytes."""
    specs = []
    for spec, data in _all(Rows(rows)):
        target = folder / spec.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        specs.append(spec)
    return specs


def _all(rows: Rows) -> Iterator[tuple[DocumentSpec, bytes]]:
    yield from bills(rows)
    yield from letters(rows)
    yield from attacks(rows)
