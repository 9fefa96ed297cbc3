"""A document's page as a picture and as text, for citations."""

import io
from typing import Any

import pypdfium2
from psycopg import Connection
from psycopg.rows import DictRow

from retrieval.vault import Vault, pages_key
from workingcapital.errors import NotFound
from workingcapital.store import documents as table
from workingcapital.store.passages import lines_of

SCALE = 1.6  # 115 dots an inch: sharp on a phone, 60 kB a page


class NoSuchPage(NotFound):
    """This document has no such page."""


def find(books: Connection[DictRow], document_id: str) -> dict[str, Any]:
    """The document's row when the asker may see it; raises NotFound."""
    row = table.document(books, document_id)
    if row is None:
        raise NotFound("there is no such document")
    return row


def page_image(document: dict[str, Any], number: int, vault: Vault) -> bytes:
    """Page `number` (from 1) as PNG; files without pages of their own show the text laid out at ingest."""
    _check(document, number)
    pdf = pypdfium2.PdfDocument(_pdf(document, vault))
    try:
        if number > len(pdf):
            raise NoSuchPage(f"{document['file_name']} has {len(pdf)} pages")
        picture = pdf[number - 1].render(scale=SCALE).to_pil()
    finally:
        pdf.close()
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()


def page_text(books: Connection[DictRow], document: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """The sentences of a page in reading order, each {text, page, box}; hidden text is not among them."""
    _check(document, number)
    lines = lines_of(books, document["company_id"], document["document_id"])
    return [line for line in lines if line["page"] == number]


def _check(document: dict[str, Any], number: int) -> None:
    if document["trust"] == "quarantined":
        raise NoSuchPage(f"{document['file_name']} is in quarantine: {document['trust_reason']}")
    if not 1 <= number <= document["pages"]:
        raise NoSuchPage(f"{document['file_name']} has {document['pages']} pages")


def _pdf(document: dict[str, Any], vault: Vault) -> bytes:
    own = document["mime"] == "application/pdf"
    return vault.get(document["storage_key"] if own else pages_key(document["company_id"], document["sha256"]))
