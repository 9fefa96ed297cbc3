"""Pages for files that have none: mails, texts and Word files are laid out, so that a citation has a place."""

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from retrieval.elements import Box, Line, union
from retrieval.sentences import sentences

WIDTH, HEIGHT = 595.0, 842.0
MARGIN, SIZE, LEADING, GAP = 62.0, 9.5, 14.0, 6.0


@dataclass(frozen=True)
class Paragraph:
    """Cleaned text of one paragraph or heading."""

    text: str
    heading: bool = False


@dataclass
class _Row:
    text: str
    start: int
    page: int
    baseline: float
    font: str


@lru_cache(maxsize=1)
def fonts() -> tuple[str, str]:
    """Body and heading font: Vera, which comes with reportlab."""
    folder = Path(reportlab.__file__).parent / "fonts"
    pdfmetrics.registerFont(TTFont("Body", str(folder / "Vera.ttf")))
    pdfmetrics.registerFont(TTFont("Heading", str(folder / "VeraBd.ttf")))
    return "Body", "Heading"


def typeset(paragraphs: list[Paragraph]) -> tuple[list[Line], bytes, int]:
    """Sentences with page and box, the pages as PDF (always the same bytes), and how many there are."""
    body, bold = fonts()
    lines: list[Line] = []
    rows: list[_Row] = []
    page, y = 1, HEIGHT - MARGIN
    for paragraph in paragraphs:
        placed: list[_Row] = []
        for start, text in _wrap(paragraph.text, bold if paragraph.heading else body):
            if y < MARGIN:
                page, y = page + 1, HEIGHT - MARGIN
            placed.append(_Row(text, start, page, y, bold if paragraph.heading else body))
            y -= LEADING
        y -= GAP
        rows += placed
        lines += _lines(paragraph, placed)
    return lines, _pdf(rows), page


def _wrap(text: str, font: str) -> list[tuple[int, str]]:
    rows: list[tuple[int, str]] = []
    start, at, end = 0, 0, 0
    for word in text.split(" "):
        finish = at + len(word)
        if end > start and pdfmetrics.stringWidth(text[start:finish], font, SIZE) > WIDTH - 2 * MARGIN:
            rows.append((start, text[start:end]))
            start = at
        at, end = finish + 1, finish
    return [*rows, (start, text[start:end])]


def _lines(paragraph: Paragraph, rows: list[_Row]) -> list[Line]:
    cuts = [(0, len(paragraph.text))] if paragraph.heading else sentences(paragraph.text)
    result = []
    for start, end in cuts:
        touched = [row for row in rows if row.start < end and start < row.start + len(row.text)]
        on_first = [row for row in touched if row.page == touched[0].page]
        box = union([_box(row, max(start - row.start, 0), end - row.start) for row in on_first])
        result.append(Line(paragraph.text[start:end], touched[0].page, box, paragraph.heading))
    return result


def _box(row: _Row, start: int, end: int) -> Box:
    left = MARGIN + pdfmetrics.stringWidth(row.text[:start], row.font, SIZE)
    right = MARGIN + pdfmetrics.stringWidth(row.text[:end], row.font, SIZE)
    top, bottom = HEIGHT - row.baseline - SIZE, HEIGHT - row.baseline + 0.3 * SIZE
    return (_per_cent(left, WIDTH), _per_cent(top, HEIGHT), _per_cent(right, WIDTH), _per_cent(bottom, HEIGHT))


def _per_cent(value: float, whole: float) -> float:
    return round(min(max(100 * value / whole, 0.0), 100.0), 2)


def _pdf(rows: list[_Row]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    page = 1
    for row in rows:
        while page < row.page:
            canvas.showPage()
            page += 1
        canvas.setFont(row.font, SIZE)
        canvas.drawString(MARGIN, row.baseline, row.text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
