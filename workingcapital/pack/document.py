"""An answer as a document to hand on: its words first, each figure with a note that names its Fact; Markdown or PDF."""

import io
import re
from typing import Any, Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from workingcapital.facts import Fact, Table
from workingcapital.metrics.library import definition
from workingcapital.pack.exported import Exported, columns_of, noted, shown
from workingcapital.pack.figure import written
from workingcapital.pack.pdf import BODY, SIDE, padding, style, words
from workingcapital.pack.typeface import DEEP, HAIR, INK, QUIET, faces

SHOWN: Final = 25  # rows of a table on paper; the workbook has them all
_BOLD: Final = re.compile(r"\*\*(.+?)\*\*")
_MARKS: Final = re.compile(r"[*_`]|^#+ |^> ", re.MULTILINE)


def as_markdown(answer: Exported) -> bytes:
    """Question, answer, tables and sources as Markdown; a figure's note is [^n]."""
    order: dict[str, int] = {}
    told = "".join(part if isinstance(part, str) else f"{part[0]}[^{part[1]}]" for part in noted(answer.text, order))
    about = f"*{', '.join(answer.companies)}, {answer.as_of}*"
    tables = [_markdown_table(table) for table in answer.tables]
    quotes = [f"> {each.quote}\n>\n> {each.filename}, page {each.page}" for each in answer.citations]
    notes = [f"[^{order[fact.id]}]: {source(fact)}" for fact in _in_order(answer, order)]
    parts = [f"# {answer.question}", told, about, *tables, *quotes, *answer.notices, "\n".join(notes)]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def as_pdf(answer: Exported) -> bytes:
    """The same on A4; the same answer gives the same bytes."""
    faces()
    order: dict[str, int] = {}
    file = io.BytesIO()
    page = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=SIDE, rightMargin=SIDE, topMargin=22 * mm, bottomMargin=18 * mm,
        title=answer.question, author="Working-Capital Copilot", invariant=1,
    )  # fmt: skip
    about = f"{', '.join(answer.companies)} · {answer.as_of}"
    story: list[Any] = [
        Paragraph(words(answer.question), style("title", 17, bold=True, leading=22, colour=DEEP)),
        Paragraph(words(about), style("sub", 8.5, leading=13, colour=QUIET)),
        Spacer(1, 5 * mm),
    ]
    body = style("body", 10.5, leading=15.5)
    for paragraph in filter(None, answer.text.split("\n\n")):
        story += [Paragraph(_on_paper(paragraph, order), body), Spacer(1, 2.5 * mm)]
    story += [part for table in answer.tables for part in _paper_table(table)]
    small = style("note", 7.2, leading=10.5)
    for each in answer.citations:
        story += [Paragraph(words(f"“{each.quote}” {each.filename}, page {each.page}"), small), Spacer(1, 1.5 * mm)]
    story += [Paragraph(words(notice), small) for notice in answer.notices]
    story += [Spacer(1, 5 * mm), Paragraph("Sources", style("h", 11, bold=True, leading=15, colour=DEEP))]
    story += [Paragraph(words(f"{order[fact.id]}  {source(fact)}"), small) for fact in _in_order(answer, order)]
    page.build(story)
    return file.getvalue()


def source(fact: Fact) -> str:
    """A figure's receipt in a line: what, how much, of when, by which definition, and the Fact to compute it again."""
    period = fact.period or f"as of {fact.as_of}"
    value = written(fact, with_unit=True)
    return (
        f"{fact.label}, {fact.company}: {value}, {period}; {definition(fact.formula).text}; {fact.formula}, {fact.id}"
    )


def _in_order(answer: Exported, order: dict[str, int]) -> list[Fact]:
    known = {fact.id: fact for fact in answer.facts}
    return [known[each] for each in order if each in known]


def _markdown_table(table: Table) -> str:
    head = f"**{table.title}**\n\n| {' | '.join(table.columns)} |\n|{'---|' * len(table.columns)}"
    rows = [
        "| " + " | ".join(shown(table, row, c).replace("|", "\\|") for c in range(len(table.columns))) + " |"
        for row in range(len(table.rows))
    ]
    return "\n".join([head, *rows])


def _on_paper(paragraph: str, order: dict[str, int]) -> str:
    def plain(text: str) -> str:
        return words(_MARKS.sub("", _BOLD.sub(r"\1", text))).replace("\n", "<br/>")

    parts = noted(paragraph, order)
    return "".join(plain(p) if isinstance(p, str) else f"{words(p[0])}<super size=6>{p[1]}</super>" for p in parts)


def _paper_table(table: Table) -> list[Any]:
    columns = columns_of(table)
    head = [
        Paragraph(words(c.name), style(f"th{c.numeric}", 6.6, leading=9, colour=QUIET, right=c.numeric))
        for c in columns
    ]
    rows = [
        [
            Paragraph(words(shown(table, row, c.place)), style(f"td{c.numeric}", 7.4, leading=9, right=c.numeric))
            for c in columns
        ]
        for row in range(min(SHOWN, len(table.rows)))
    ]
    rules = [("LINEBELOW", (0, 0), (-1, 0), 0.6, INK), ("LINEBELOW", (0, 1), (-1, -1), 0.25, HAIR), *padding(1.6)]
    title = Paragraph(words(table.title), style("tt", 8.5, bold=True, leading=12, colour=DEEP))
    rest = len(table.rows) - SHOWN
    more = [Paragraph(f"and {rest} more rows", style("more", 7, leading=10, colour=QUIET))] if rest > 0 else []
    return [
        Spacer(1, 3 * mm),
        title,
        Grid([head, *rows], colWidths=[BODY / len(columns)] * len(columns), style=rules, repeatRows=1),
        *more,
    ]
