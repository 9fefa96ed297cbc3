"""The pack on paper: A4, tabular figures to the right, hairlines, under each figure its Fact id."""

import io
from functools import partial
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, KeepTogether, PageTemplate, Paragraph, Spacer, Table

from workingcapital.facts import Fact
from workingcapital.metrics.registry import formula
from workingcapital.pack.figure import written
from workingcapital.pack.plots import drawing
from workingcapital.pack.section import Cell, Pack, Section
from workingcapital.pack.typeface import DEEP, FAINT, HAIR, INK, QUIET, drawable, faces

SIDE: Final = 20 * mm
BODY: Final = A4[0] - 2 * SIDE
_QUIETLY: Final = '<font color="#7d8894">({})</font>'
_ID: Final = '<br/><font face="Pack" size="4.4" color="#a9b2bb">{}</font>'


def as_pdf(pack: Pack) -> bytes:
    """The pack as a PDF; the same pack gives the same bytes."""
    faces()
    file = io.BytesIO()
    document = BaseDocTemplate(
        file, pagesize=A4, leftMargin=SIDE, rightMargin=SIDE, topMargin=22 * mm, bottomMargin=18 * mm,
        title=f"Month-end pack {pack.company} {pack.month}", author="Working-Capital Copilot", invariant=1,
    )  # fmt: skip
    frame = Frame(SIDE, 18 * mm, BODY, A4[1] - 40 * mm, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document.addPageTemplates(PageTemplate("page", [frame], onPage=partial(_edges, pack=pack)))
    document.build([*_head(pack), *(part for section in pack.sections for part in _section(section)), *_back(pack)])
    return file.getvalue()


def _head(pack: Pack) -> list[Any]:
    said = f"Month-end pack for {pack.month} · as of {pack.as_of} · amounts in {pack.currency}"
    return [
        Paragraph(words(pack.name), style("title", 19, bold=True, leading=24, colour=DEEP)),
        Paragraph(said, style("sub", 8.5, leading=13, colour=QUIET)),
        Spacer(1, 5 * mm),
        _headline(pack),
        Spacer(1, 3 * mm),
    ]


def _headline(pack: Pack) -> Table:
    """The figures that are looked at first, large."""
    names = [Paragraph(words(_short(fact)), style("kn", 6.6, leading=9, colour=QUIET)) for fact in pack.headline]
    values = [Paragraph(_cell(fact, large=True), style("kv", 12.5, bold=True, leading=14)) for fact in pack.headline]
    rules = [("LINEABOVE", (0, 0), (-1, 0), 0.9, DEEP), ("LINEBELOW", (0, 1), (-1, 1), 0.25, HAIR), *padding(4),
             ("VALIGN", (0, 0), (-1, 0), "BOTTOM")]  # fmt: skip
    share = BODY / (len(names) + 0.6)
    widths = [share * 1.6, *(share for _ in names[1:])] if names else None
    return Table([names, values] if names else [["no figures"]], colWidths=widths, style=rules)


def _section(section: Section) -> list[Any]:
    heading = [
        Paragraph(words(section.title), _heading()),
        Paragraph(words(section.said), style("said", 7, leading=10, colour=QUIET)),
        Spacer(1, 1.5 * mm),
    ]
    if section.plot and section.rows:
        heading += [drawing(section.plot), Spacer(1, 1 * mm)]
    return [KeepTogether([*heading, _table(section)] if section.rows else heading)]


def _table(section: Section) -> Table:
    wide = len(section.columns) - 1
    first = BODY * (0.24 if wide > 3 else 0.40 if wide > 1 else 0.60)
    head = [
        Paragraph(words(name), style(f"th{place > 0}", 6.6, leading=9, colour=QUIET, right=place > 0))
        for place, name in enumerate(section.columns)
    ]
    body = [
        [_paragraph(cell, place, order in section.strong) for place, cell in enumerate(row)]
        for order, row in enumerate(section.rows)
    ]
    rules = [
        ("LINEBELOW", (0, 0), (-1, 0), 0.6, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.25, HAIR),
        *(("LINEABOVE", (0, order + 1), (-1, order + 1), 0.6, INK) for order in section.strong if order),
        *padding(1.7),
    ]
    widths = [first, *((BODY - first) / wide for _ in range(wide))]
    return Table([head, *body], colWidths=widths, style=rules, repeatRows=1)


def _paragraph(cell: Cell, place: int, strong: bool) -> Paragraph:
    set_as = style(f"td{place > 0}{strong}", 7.6, bold=strong, leading=8.6, right=place > 0)
    return Paragraph(_cell(cell), set_as)


def _cell(cell: Cell, large: bool = False) -> str:
    if isinstance(cell, Fact):
        return escape(written(cell, with_unit=large and cell.unit != "money")) + _ID.format(cell.id)
    return words(cell or "")


def _back(pack: Pack) -> list[Any]:
    """Notes, and the definition of every formula used."""
    small = style("note", 6.8, leading=9.6)
    used = [formula(each) for each in sorted({fact.formula for fact in pack.facts()})]
    notes = [[Paragraph(words(note), small)] for note in pack.notes]
    texts = [
        [Paragraph(each.id, small), Paragraph(f"{words(each.text)} {_QUIETLY.format(words(each.source))}", small)]
        for each in used
    ]
    rules = [("LINEBELOW", (0, 0), (-1, -1), 0.25, HAIR), *padding(1.7)]
    widths = [BODY * 0.27, BODY * 0.73]
    return [
        *([Paragraph("Notes", _heading()), Table(notes, colWidths=[BODY], style=rules)] if notes else []),
        Paragraph("Definitions", _heading()),
        Table(texts or [["", ""]], colWidths=widths, style=rules),
    ]


def _edges(canvas: Canvas, document: BaseDocTemplate, pack: Pack) -> None:
    """Head and foot of each page."""
    right, top = A4[0] - SIDE, A4[1] - 15 * mm
    canvas.setFont(faces()[0], 6.4)
    canvas.setFillColor(QUIET)
    canvas.drawString(SIDE, top, f"{pack.company} · {pack.month}")
    canvas.drawRightString(right, top, "Working-Capital Copilot")
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.35)
    canvas.line(SIDE, top - 4, right, top - 4)
    canvas.line(SIDE, 13.5 * mm, right, 13.5 * mm)
    canvas.setFillColor(FAINT)
    canvas.drawString(SIDE, 10 * mm, "The small sign under a figure is its Fact: wcc explain F… computes it again.")
    canvas.setFillColor(QUIET)
    canvas.drawRightString(right, 10 * mm, str(document.page))


def style(
    name: str, size: float, bold: bool = False, leading: float = 10, colour: Any = INK, right: bool = False
) -> ParagraphStyle:
    """A way of setting text."""
    return ParagraphStyle(
        name, fontName=faces()[bold], fontSize=size, leading=leading, textColor=colour,
        alignment=TA_RIGHT if right else TA_LEFT,
    )  # fmt: skip


def _heading() -> ParagraphStyle:
    return ParagraphStyle(
        "h", style("h0", 11.5, bold=True, leading=15, colour=DEEP), spaceBefore=7 * mm, spaceAfter=1, keepWithNext=1
    )


def words(text: str) -> str:
    """Text that the typeface can draw, safe for the setter."""
    return escape(drawable(text))


def padding(vertical: float) -> list[tuple[Any, ...]]:
    """Rules that keep cells apart."""
    sides = [("LEFTPADDING", 0), ("RIGHTPADDING", 3), ("TOPPADDING", vertical), ("BOTTOMPADDING", vertical)]
    return [("VALIGN", (0, 0), (-1, -1), "TOP"), *((name, (0, 0), (-1, -1), points) for name, points in sides)]


def _short(fact: Fact) -> str:
    return f"{fact.label}, {fact.currency}" if fact.unit == "money" else fact.label
