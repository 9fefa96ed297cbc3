"""The pack as a workbook: a sheet for each section, numbers as numbers, the Fact beside each."""

import io
import re
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from workingcapital.facts import Fact
from workingcapital.metrics.registry import formula
from workingcapital.pack.section import Cell, Pack, Section

_FORMATS: Final = {"money": "#,##0.00;−#,##0.00", "days": "0.0", "percent": "0.00", "ratio": "0.0000", "count": "0"}
_HEAD: Final = Font(bold=True, color="17496B")
_QUIET: Final = Font(size=8, color="7D8894")
_HAIR: Final = Border(bottom=Side(style="hair", color="A9B2BB"))


def as_xlsx(pack: Pack) -> bytes:
    """The pack as XLSX."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for section in pack.sections:
        _sheet(book.create_sheet(_title(section.title)), section, pack)
    _facts(book.create_sheet("Facts"), pack)
    _lines(book.create_sheet("Notes"), list(pack.notes))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(sheet: Worksheet, section: Section, pack: Pack) -> None:
    _put(sheet, 1, 1, f"{section.title}, {pack.name}, {pack.as_of}, {pack.currency}").font = _HEAD
    _put(sheet, 2, 1, section.said).font = _QUIET
    names = [section.columns[0], *(name for column in section.columns[1:] for name in (column, "Fact"))]
    for place, name in enumerate(names, 1):
        cell = _put(sheet, 4, place, name)
        cell.font, cell.border = (_QUIET if name == "Fact" else _HEAD), _HAIR
    for line, row in enumerate(section.rows, 5):
        _put(sheet, line, 1, row[0])
        for place, each in enumerate(row[1:]):
            _put(sheet, line, 2 + 2 * place, each).alignment = Alignment(horizontal="right")
            _put(sheet, line, 3 + 2 * place, each.id if isinstance(each, Fact) else None).font = _QUIET
    _widths(sheet, [34, *(18 for _ in names[1:])])
    sheet.freeze_panes = "B5"


def _facts(sheet: Worksheet, pack: Pack) -> None:
    """Every Fact with its definition."""
    rows: list[list[Cell]] = [["Fact", "Label", "Value", "Unit", "As of", "Period", "Formula", "Definition"]]
    for fact in pack.facts():
        unit = fact.currency or fact.unit
        rows.append([fact.id, fact.label, fact, unit, str(fact.as_of), fact.period, fact.formula,
                     formula(fact.formula).text])  # fmt: skip
    for line, row in enumerate(rows, 1):
        for place, each in enumerate(row, 1):
            _put(sheet, line, place, each)
    _widths(sheet, [18, 44, 18, 9, 12, 26, 28, 70])
    sheet.freeze_panes = "A2"


def _lines(sheet: Worksheet, lines: list[str]) -> None:
    for line, text in enumerate(lines, 1):
        _put(sheet, line, 1, text)
    _widths(sheet, [110])


def _put(sheet: Worksheet, line: int, place: int, value: Cell) -> SheetCell:
    """A figure as a number; words as words, whatever sign they begin with: nothing here is ever a formula."""
    cell = sheet.cell(line, place)
    assert isinstance(cell, SheetCell)
    if isinstance(value, Fact) and value.unit in _FORMATS:
        cell.value, cell.number_format = value.decimal(), _FORMATS[value.unit]
        return cell
    text = value.value if isinstance(value, Fact) else value
    if text:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in "=+-@\t\r"
    return cell


def _widths(sheet: Worksheet, widths: list[int]) -> None:
    for place, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + place)].width = width


def _title(text: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", text)[:31]
