"""Cells of a workbook: a figure is a number, words are words whatever sign they begin with; nothing is ever a formula."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from workingcapital.facts import Fact
from workingcapital.metrics.library import definition

FORMATS: Final = {"money": "#,##0.00;−#,##0.00", "days": "0.0", "percent": "0.00", "ratio": "0.0000", "count": "0"}
HEAD: Final = Font(bold=True, color="17496B")
QUIET: Final = Font(size=8, color="7D8894")
HAIR: Final = Border(bottom=Side(style="hair", color="A9B2BB"))
RIGHT: Final = Alignment(horizontal="right")
SIGNS: Final = "=+-@\t\r"  # what a spreadsheet takes for the beginning of a formula


def put(sheet: Worksheet, line: int, place: int, value: Fact | str | None) -> SheetCell:
    """A Fact as a number in its unit's format, or words as words."""
    if isinstance(value, Fact) and value.unit in FORMATS:
        return put_number(sheet, line, place, value.decimal(), value.unit)
    cell = _cell(sheet, line, place)
    text = value.value if isinstance(value, Fact) else value
    if text:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in SIGNS
    return cell


def put_number(sheet: Worksheet, line: int, place: int, value: Decimal, unit: str) -> SheetCell:
    """A number in the format of its unit."""
    cell = _cell(sheet, line, place)
    cell.value, cell.number_format = value, FORMATS[unit]
    return cell


def put_facts(sheet: Worksheet, facts: Sequence[Fact]) -> None:
    """Every Fact with its definition, a line each."""
    rows: list[list[Fact | str | None]] = [
        ["Fact", "Label", "Value", "Unit", "As of", "Period", "Formula", "Definition"],
        *(
            [each.id, each.label, each, each.currency or each.unit, str(each.as_of), each.period, each.formula,
             definition(each.formula).text]
            for each in facts
        ),
    ]  # fmt: skip
    for line, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            put(sheet, line, place, value)
    set_widths(sheet, [18, 44, 18, 9, 12, 26, 28, 70])
    sheet.freeze_panes = "A2"


def put_lines(sheet: Worksheet, lines: Sequence[str]) -> None:
    """Notes, a line each."""
    for line, text in enumerate(lines, 1):
        put(sheet, line, 1, text)
    set_widths(sheet, [110])


def set_widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    """How wide the columns are."""
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def sheet_title(text: str) -> str:
    """A title as a workbook takes it."""
    return re.sub(r"[\[\]:*?/\\]", " ", text)[:31]


def _cell(sheet: Worksheet, line: int, place: int) -> SheetCell:
    cell = sheet.cell(line, place)
    assert isinstance(cell, SheetCell)
    return cell
