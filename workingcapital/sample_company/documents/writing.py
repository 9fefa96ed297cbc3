"""Contracts and policies as PDF and Word files, the same bytes on every machine."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from workingcapital.sample_company.documents.agreements import COMMON, Agreement, Clause
from workingcapital.sample_company.documents.wording import day

_TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=16, leading=22, spaceAfter=10)
_HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=10.5, leading=15, spaceBefore=9, spaceAfter=3)
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=14.5)


def clauses_of(agreement: Agreement, company_name: str) -> list[Clause]:
    """The numbered clauses in order, with duration and the common ones."""
    before, after = COMMON[agreement.language]
    every = [*before, *agreement.clauses, _duration(agreement), *after]
    names = {"party": agreement.party, "company": company_name}
    mark = "§ {}" if agreement.language == "de" else "{}."
    return [(f"{mark.format(n)} {head}", text.format(**names)) for n, (head, text) in enumerate(every, start=1)]


def opening(agreement: Agreement, company_name: str, party_city: str) -> str:
    """The sentence that names the parties."""
    if agreement.language == "de":
        return f"zwischen {agreement.party}, {party_city}, und {company_name}"
    return f"between {agreement.party}, {party_city}, and {company_name}"


def as_pdf(title: str, subtitle: str, clauses: Sequence[Clause]) -> bytes:
    """A contract as PDF of one or more pages."""
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=68, rightMargin=68, topMargin=64, bottomMargin=64, title=title, invariant=1
    )
    story = [Paragraph(title, _TITLE), Paragraph(subtitle, _BODY), Spacer(1, 8)]
    for head, text in clauses:
        story += [Paragraph(head, _HEAD), Paragraph(text, _BODY)]
    document.build(story)
    return buffer.getvalue()


def as_docx(title: str, subtitle: str, clauses: Sequence[Clause]) -> bytes:
    """A contract as Word file."""
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = datetime(2024, 1, 1)  # noqa: DTZ001 - the file's own field has no zone
    document.core_properties.author, document.core_properties.title = "", title
    document.add_heading(title, level=0)
    document.add_paragraph(subtitle)
    for head, text in clauses:
        document.add_heading(head, level=2)
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return same_every_time(buffer.getvalue())


def same_every_time(archive: bytes) -> bytes:
    """The zip with every member dated 1 January 1980, so that the clock leaves no trace."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _duration(agreement: Agreement) -> Clause:
    start = day(agreement.start, agreement.language, 1 if agreement.language == "de" else 0)
    end = day(agreement.end, agreement.language, 1 if agreement.language == "de" else 0) if agreement.end else None
    if agreement.language == "de":
        until = (
            f" und läuft bis {end}"
            if end
            else " und gilt auf unbestimmte Zeit; "
            "er kann mit einer Frist von drei Monaten zum Jahresende gekündigt werden"
        )
        return "Laufzeit", f"Dieser Vertrag gilt ab {start}{until}."
    until = (
        f" and remains valid until {end}"
        if end
        else " and runs for an indefinite time; either party may end it on three months' notice"
    )
    return "Term", f"This agreement is effective from {start}{until}."
