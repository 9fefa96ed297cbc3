"""Bills on paper with their XML inside: Factur-X."""

import io
import re
from collections.abc import Callable
from datetime import date

from workingcapital.sample_company.documents.cii import cii
from workingcapital.sample_company.documents.paper import Bill, draw


def hybrid(bill: Bill, extra: Callable[..., None] | None = None) -> bytes:
    """The drawn bill with its CII inside: a Factur-X file of profile EN 16931."""
    from facturx import generate_from_binary

    made: bytes = generate_from_binary(
        draw(bill, extra), cii(bill), flavor="factur-x", level="en16931", check_xsd=False, check_schematron=False,
        pdf_metadata={
            "author": bill.seller["name"], "title": bill.invoice["number"], "keywords": "Factur-X",
            "subject": "Invoice",
        },
    )  # fmt: skip
    return _same_every_time(made, bill.invoice["issue_date"])


def _same_every_time(pdf: bytes, made_on: date) -> bytes:
    """Replace the moment of writing by the invoice's date, wherever the file holds it."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import (
        ArrayObject,
        ByteStringObject,
        DictionaryObject,
        NameObject,
        StreamObject,
        TextStringObject,
    )

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for found in writer._objects:
        if isinstance(found, StreamObject) and found.get("/Type") == "/Metadata":
            moment = f"{made_on:%Y-%m-%d}T12:00:00".encode()
            found.set_data(re.sub(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d", moment, found.get_data()))
        for holder in (found, found.get("/Params") if isinstance(found, DictionaryObject) else None):
            for key in ("/CreationDate", "/ModDate"):
                if isinstance(holder, DictionaryObject) and key in holder:
                    holder[NameObject(key)] = TextStringObject(f"D:{made_on:%Y%m%d}120000Z")
    writer._ID = ArrayObject([ByteStringObject(b"0" * 16), ByteStringObject(b"0" * 16)])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
