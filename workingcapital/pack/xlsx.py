"""The pack as a workbook: a sheet for each section, numbers as numbers, the Fact beside each."""

import io

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workingcapital.facts import Fact
from workingcapital.pack.section import Pack, Section
from workingcapital.pack.sheet import HAIR, HEAD, QUIET, RIGHT, put, put_facts, put_lines, set_widths, sheet_title


def as_xlsx(pack: Pack) -> bytes:
    """The pack as XLSX."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for section in pack.sections:
        _sheet(book.create_sheet(sheet_title(section.title)), section, pack)
    put_facts(book.create_sheet("Facts"), pack.facts())
    put_lines(book.create_sheet("Notes"), list(pack.notes))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(sheet: Worksheet, section: Section, pack: Pack) -> None:
    put(sheet, 1, 1, f"{section.title}, {pack.name}, {pack.as_of}, {pack.currency}").font = HEAD
    put(sheet, 2, 1, section.said).font = QUIET
    names = [section.columns[0], *(name for column in section.columns[1:] for name in (column, "Fact"))]
    for place, name in enumerate(names, 1):
        cell = put(sheet, 4, place, name)
        cell.font, cell.border = (QUIET if name == "Fact" else HEAD), HAIR
    for line, row in enumerate(section.rows, 5):
        put(sheet, line, 1, row[0])
        for place, each in enumerate(row[1:]):
            put(sheet, line, 2 + 2 * place, each).alignment = RIGHT
            put(sheet, line, 3 + 2 * place, each.id if isinstance(each, Fact) else None).font = QUIET
    set_widths(sheet, [34, *(18 for _ in names[1:])])
    sheet.freeze_panes = "B5"
