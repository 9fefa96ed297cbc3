"""Files for tests, honest and hostile."""

import io
import zipfile
from pathlib import Path

import docx
from pypdf import PdfReader, PdfWriter
from reportlab.lib.colors import Color, black, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

TEXT = "Supply agreement\n\n4. Early payment\n\nThe buyer may deduct 3% when it pays within 14 days.\n"


def pdf(path: Path, *lines: str, hidden: str = "", colour: Color = white, size: float = 10, pages: int = 1) -> Path:
    """A PDF with the lines on each page and one line in another colour or size."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for _ in range(pages):
        canvas.setFillColor(black)
        canvas.setFont("Helvetica", 10)
        for number, line in enumerate(lines):
            canvas.drawString(60, 780 - 16 * number, line)
        canvas.setFillColor(colour)
        canvas.setFont("Helvetica", size)
        canvas.drawString(60, 100, hidden)
        canvas.showPage()
    canvas.save()
    return path


def encrypted_pdf(path: Path) -> Path:
    writer = PdfWriter(clone_from=PdfReader(pdf(path, "secret")))
    writer.encrypt("password", algorithm="AES-256")
    writer.write(path)
    return path


def pdf_of_many_pages(path: Path, pages: int) -> Path:
    """Ten thousand pages are one page object, named ten thousand times: a small file with a large bill."""
    kids = b" ".join([b"3 0 R"] * pages)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count " + str(pages).encode() + b">>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>",
    ]
    body = b"%PDF-1.4\n"
    offsets = []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(body))
        body += str(number).encode() + b" 0 obj" + one + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    path.write_bytes(
        body
        + b"xref\n0 4\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 4/Root 1 0 R>>startxref\n%d\n%%%%EOF" % len(body)
    )
    return path


def zip_bomb(path: Path, megabytes: int) -> Path:
    """A DOCX whose text is nothing but blanks, a thousand times smaller on disk."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as member:
            for _ in range(megabytes):
                member.write(b" " * 1_000_000)
    return path


def word_file(path: Path, visible: str, hidden: str = "") -> Path:
    document = docx.Document()
    paragraph = document.add_paragraph(visible)
    paragraph.add_run(hidden).font.hidden = True
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(buffer.getvalue())
    return path


def text(path: Path, content: str = TEXT) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(
        f'<!ENTITY {n} "{"&" + p + ";"}{"&" + p + ";"}">' for p, n in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    + "]><Invoice>&k;</Invoice>"
)


def outside_entity(url: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "{url}">]><Invoice><ID>&x;</ID></Invoice>'
