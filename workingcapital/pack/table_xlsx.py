"""The tables of an answer as a workbook: a sheet each, then its Facts with their definitions, then what was asked."""

import io

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workingcapital.facts import Table
from workingcapital.pack.exported import Exported, columns_of, number_of, receipt
from workingcapital.pack.sheet import (
    HAIR,
    HEAD,
    QUIET,
    RIGHT,
    put,
    put_facts,
    put_lines,
    put_number,
    set_widths,
    sheet_title,
)


def as_workbook(answer: Exported, number: int | None = None) -> bytes:
    """All tables, or the one with that number."""
    tables = answer.tables if number is None else (answer.table(number),)
    if not tables:
        answer.table(1)  # says that there is none
    book = Workbook()
    book.remove(book.worksheets[0])
    for place, table in enumerate(tables, 1):
        _sheet(book.create_sheet(sheet_title(f"{place} {table.title}")), table, answer)
    put_facts(book.create_sheet("Facts"), answer.facts)
    about = [answer.question, f"{', '.join(answer.companies)}, {answer.as_of}", f"Answer {answer.answer_id}"]
    put_lines(book.create_sheet("Notes"), [*about, *answer.notices])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(sheet: Worksheet, table: Table, answer: Exported) -> None:
    put(sheet, 1, 1, f"{table.title}, {', '.join(answer.companies)}, {answer.as_of}").font = HEAD
    widths, place = [], 1
    for column in columns_of(table):
        head = put(sheet, 3, place, column.name)
        head.font, head.border = HEAD, HAIR
        for line, row in enumerate(table.rows, 4):
            figure = number_of(row[column.place]) if column.numeric else None
            if figure is None:
                put(sheet, line, place, row[column.place])
            else:
                put_number(sheet, line, place, figure, column.unit).alignment = RIGHT
            if column.receipts:
                put(sheet, line, place + 1, receipt(table, line - 4, column.place)).font = QUIET
        if column.receipts:
            fact = put(sheet, 3, place + 1, "Fact")
            fact.font, fact.border = QUIET, HAIR
        widths += [18, 18] if column.receipts else [28]
        place += 1 + column.receipts
    set_widths(sheet, widths)
    sheet.freeze_panes = "B4"
