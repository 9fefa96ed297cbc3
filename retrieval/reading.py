"""One file into lines: chooses the reader. Runs inside the reading process (see sandbox)."""

from pathlib import Path

from retrieval.elements import Reading, Unreadable
from retrieval.kinds import DOCX
from retrieval.settings import RetrievalSettings


def read(path: Path, mime: str, settings: RetrievalSettings) -> tuple[Reading, bytes | None]:
    """The reading, and pages as PDF for files that have none of their own; raises Unreadable."""
    if mime == "application/pdf":
        from retrieval.loaders.pdf import read_pdf

        return read_pdf(path, settings), None
    return _laid_out(path, mime, settings)


def _laid_out(path: Path, mime: str, settings: RetrievalSettings) -> tuple[Reading, bytes]:
    from retrieval.typeset import Paragraph, typeset

    warnings: list[str] = []
    reading = Reading(mime, 1)
    if mime == "application/xml":
        from retrieval.loaders.einvoice import read_invoice

        reading.fields, texts, warnings = read_invoice(path.read_bytes())
        paragraphs = [Paragraph("Electronic invoice (XML)", heading=True), *(Paragraph(text) for text in texts)]
    else:
        from retrieval.loaders import office

        reader = {
            "text/plain": office.read_text,
            "text/html": office.read_html,
            DOCX: office.read_docx,
            "message/rfc822": office.read_mail,
        }
        paragraphs = reader[mime](path, warnings)
    if sum(len(paragraph.text) for paragraph in paragraphs) > settings.max_characters:
        raise Unreadable(f"more than {settings.max_characters:,} characters of text")
    if not paragraphs:
        raise Unreadable("there is no text in this file")
    reading.paragraphs = [(paragraph.text, paragraph.heading) for paragraph in paragraphs]
    reading.lines, pages, reading.pages = typeset(paragraphs)
    if reading.pages > settings.max_pages:
        raise Unreadable(f"the text fills {reading.pages:,} pages; {settings.max_pages:,} are read")
    reading.warnings = warnings
    return reading, pages
