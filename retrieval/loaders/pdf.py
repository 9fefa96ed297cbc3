"""PDF into sentences with boxes; what a person could not see on the page is left out and told."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2
from numpy.typing import NDArray

from retrieval.elements import Box, Line, Reading, Unreadable, union
from retrieval.hygiene import clean, unseen
from retrieval.loaders.einvoice import embedded_invoice
from retrieval.sentences import sentences
from retrieval.settings import RetrievalSettings

SCALE = 2.0
TINY_POINTS = 3.0
# Grey levels of 255 between the darkest and the lightest dot of a word: below this the eye sees nothing.
VISIBLE_CONTRAST = 28


@dataclass(frozen=True)
class _Word:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool


def read_pdf(path: Path, settings: RetrievalSettings) -> Reading:
    """Sentences, table rows and headings of each page; raises Unreadable for encrypted, corrupt or huge files."""
    pages = _page_count(path, settings)
    reading = Reading("application/pdf", pages)
    seen, budget = pypdfium2.PdfDocument(path), settings.max_characters
    with pdfplumber.open(path) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            words, hidden = _visible_words(page, seen[number - 1])
            strange = unseen(" ".join(word.text for word in words))
            reading.warnings += [f"{name} on page {number} removed" for name in strange]
            reading.lines += _page_lines(words, number, float(page.width), float(page.height))
            if hidden:
                reading.warnings.append(f"hidden text on page {number} left out: “{clean(' '.join(hidden))[:160]}”")
            budget -= sum(len(word.text) for word in words)
            if budget < 0:
                raise Unreadable(f"more than {settings.max_characters:,} characters of text")
            page.close()
    seen.close()
    reading.fields = embedded_invoice(path, settings, reading.warnings)
    if not reading.lines:
        reading.warnings.append("no text in this PDF: it is an image and was not read")
    return reading


def _page_count(path: Path, settings: RetrievalSettings) -> int:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as problem:
        locked = "password" in str(problem).lower()
        raise Unreadable("the PDF is encrypted" if locked else f"the PDF is damaged: {problem}") from problem
    pages = len(document)
    document.close()
    if not 0 < pages <= settings.max_pages:
        raise Unreadable(f"the PDF has {pages:,} pages; {settings.max_pages:,} are read")
    return pages


def _visible_words(page: Any, rendered: Any) -> tuple[list[_Word], list[str]]:
    """Words that show on the rendered page, and the texts of those that do not."""
    grey = np.asarray(rendered.render(scale=SCALE, grayscale=True).to_numpy(), dtype=np.int16).squeeze()
    visible: list[_Word] = []
    hidden: list[str] = []
    for raw in page.extract_words(extra_attrs=["size", "fontname"], keep_blank_chars=False, use_text_flow=False):
        word = _Word(
            raw["text"], raw["x0"], raw["top"], raw["x1"], raw["bottom"], raw["size"], "bold" in raw["fontname"].lower()
        )
        if word.size < TINY_POINTS or not _shows(grey, word):
            hidden.append(word.text)
        else:
            visible.append(word)
    return visible, hidden


def _shows(grey: NDArray[np.int16], word: _Word) -> bool:
    top, bottom = int(max(word.top, 0) * SCALE), int(word.bottom * SCALE) + 1
    left, right = int(max(word.left, 0) * SCALE), int(word.right * SCALE) + 1
    patch = grey[top:bottom, left:right]
    return bool(patch.size) and int(patch.max()) - int(patch.min()) >= VISIBLE_CONTRAST


def _rows(words: list[_Word]) -> Iterator[list[_Word]]:
    """Words of one printed line, left to right."""
    row: list[_Word] = []
    for word in sorted(words, key=lambda w: (w.bottom, w.left)):
        if row and word.bottom - row[0].bottom > 0.45 * max(row[0].size, 4):
            yield sorted(row, key=lambda w: w.left)
            row = []
        row.append(word)
    if row:
        yield sorted(row, key=lambda w: w.left)


def _tabular(row: list[_Word]) -> bool:
    """A gap wider than words need: cells of a table, not prose."""
    return any(b.left - a.right > 1.6 * a.size for a, b in pairwise(row))


def _page_lines(words: list[_Word], page: int, width: float, height: float) -> list[Line]:
    paragraphs: list[list[list[_Word]]] = []
    previous: list[_Word] | None = None
    for row in _rows(words):
        if previous is not None and _continues(previous, row, width):
            paragraphs[-1].append(row)
        else:
            paragraphs.append([row])
        previous = row
    return [line for paragraph in paragraphs for line in _paragraph_lines(paragraph, page, width, height)]


def _continues(above: list[_Word], below: list[_Word], width: float) -> bool:
    """Whether `below` is the next line of the same paragraph: same type, no gap, and the line above ran to its end."""
    size = above[0].size
    close = below[0].top - above[0].bottom < 0.75 * size
    same = abs(below[0].size - size) < 0.6 and below[0].bold == above[0].bold
    full = above[-1].right > 0.62 * width
    return close and same and full and not _tabular(above) and not _tabular(below)


def _paragraph_lines(rows: list[list[_Word]], page: int, width: float, height: float) -> Iterator[Line]:
    words = [word for row in rows for word in row]
    starts, text = [], ""
    for word in words:
        starts.append(len(text))
        text += word.text + " "
    heading = len(rows) == 1 and words[0].bold and len(text) < 90 and not _tabular(rows[0])
    for start, end in sentences(text.rstrip()):
        inside = [_percent(w, width, height) for w, at in zip(words, starts, strict=True) if start <= at < end]
        cleaned = clean(text[start:end])
        if cleaned:
            yield Line(cleaned, page, union(inside), heading)


def _percent(word: _Word, width: float, height: float) -> Box:
    box = (word.left / width, word.top / height, word.right / width, word.bottom / height)
    left, top, right, bottom = (round(min(max(100 * side, 0.0), 100.0), 2) for side in box)
    return (left, top, right, bottom)
