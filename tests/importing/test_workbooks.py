"""XLSX ledgers: merged headers, formula cells, typed cells, several sheets."""

import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.importing.desk import Desk
from workingcapital.errors import BadInput
from workingcapital.importing.settings import ImportSettings

HEADER = ["Customer ID", "Customer Name", "Invoice Number", "Invoice Date", "Due Date", "Amount"]
ROW = ["C1", "Acme", 4711, date(2024, 1, 31), datetime(2024, 2, 29, tzinfo=UTC).replace(tzinfo=None), 119.5]


def workbook(path: Path, rows: list[list[Any]], change: Callable[[Any], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    book.save(path)
    book.close()
    return path


def test_typed_cells_and_a_blank_tail_are_read(desk: Desk) -> None:
    report = desk.load(workbook(desk.folder / "a.xlsx", [HEADER, ROW, *([None] * 6 for _ in range(50))]))
    assert (report.read, report.inserted) == (1, 1)
    (found,) = desk.ask("select number, issue_date, due_date, gross from invoice where company_id = %(company)s")
    assert found == {
        "number": "4711",
        "issue_date": date(2024, 1, 31),
        "due_date": date(2024, 2, 29),
        "gross": Decimal("119.50"),
    }


def test_a_tenth_and_two_tenths_are_three_tenths(desk: Desk) -> None:
    desk.load(workbook(desk.folder / "a.xlsx", [HEADER, [*ROW[:5], 0.1 + 0.2]]))
    assert desk.ask("select gross from invoice where company_id = %(company)s") == [{"gross": Decimal("0.3")}]


def test_merged_header_cells_are_carried_over_their_columns(desk: Desk) -> None:
    rows = [
        ["Open items as of March", None, None, None, None, None],
        ["Supplier", None, "Invoice", None, None, "Due date"],
        ["ID", "Name", "Number", "Date", "Amount", None],
        ["S1", "Acme", "R-1", date(2024, 1, 31), 5, date(2024, 2, 29)],
    ]

    def merge(book: Any) -> None:
        for cells in ("A1:F1", "A2:B2", "C2:E2", "F2:F3"):
            book.active.merge_cells(cells)

    report = desk.load(workbook(desk.folder / "a.xlsx", rows, merge))
    assert report.detected["a.xlsx"]["header_row"] == 3
    assert report.detected["a.xlsx"]["columns"]["number"] == "Invoice Number"
    assert report.detected["a.xlsx"]["columns"]["due_date"] == "Due date"
    assert desk.ask("select side, number, gross from invoice where company_id = %(company)s") == [
        {"side": "payable", "number": "R-1", "gross": Decimal(5)}
    ]


def test_a_formula_without_a_stored_result_is_refused_with_row_and_column(desk: Desk) -> None:
    report = desk.load(workbook(desk.folder / "a.xlsx", [HEADER, ROW, [*ROW[:2], 4712, *ROW[3:5], "=100+19"]]))
    (rejected,) = report.rejected
    assert (rejected.row, rejected.field) == (3, "Amount")
    assert "=100+19" in rejected.why
    assert desk.ask("select from invoice where company_id = %(company)s") == []


def edited(path: Path, old_text: bytes, new_text: bytes) -> Path:
    """The workbook with a change in the XML of its first sheet."""
    copy = path.with_name("edited.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for entry in old.infolist():
            body = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                assert body.count(old_text) == 1
                body = body.replace(old_text, new_text)
            new.writestr(entry, body)
    return copy


def test_a_formula_with_a_stored_result_counts_as_its_result(desk: Desk) -> None:
    path = workbook(desk.folder / "plain.xlsx", [HEADER, [*ROW[:5], 119]])
    stored = edited(path, b"<v>119</v>", b"<f>100+19</f><v>119</v>")
    assert desk.load(stored).totals["amounts"] == {"EUR": {"gross": "119.00", "open": "119.00"}}


def test_entities_inside_a_workbook_are_refused(desk: Desk) -> None:
    path = workbook(desk.folder / "plain.xlsx", [HEADER, ROW])
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet '
    with pytest.raises(BadInput):
        desk.load(edited(path, b"<worksheet ", laughs))


def test_a_number_in_a_date_column_is_not_taken_for_a_date(desk: Desk) -> None:
    report = desk.load(workbook(desk.folder / "a.xlsx", [HEADER, [*ROW[:3], 45322, *ROW[4:]]]))
    assert (report.rejected[0].field, "not a date" in report.rejected[0].why) == ("Invoice Date", True)


def test_which_of_two_filled_sheets_is_asked(desk: Desk) -> None:
    def second(book: Any) -> None:
        book.create_sheet("Notes").append(["call back on Monday"])

    path = workbook(desk.folder / "a.xlsx", [HEADER, ROW], second)
    with pytest.raises(BadInput, match="sheet:"):
        desk.load(path)
    assert desk.load(path, mapping={"sheet": "Sheet"}).inserted == 1


def test_a_workbook_that_expands_without_end_is_refused(desk: Desk) -> None:
    path = workbook(desk.folder / "a.xlsx", [HEADER, ROW])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(30_000_000))
    with pytest.raises(BadInput, match="expands"):
        desk.load(path, settings=ImportSettings(max_expanded_bytes=10_000_000))


def test_a_damaged_workbook_is_refused(desk: Desk) -> None:
    path = workbook(desk.folder / "a.xlsx", [HEADER, ROW])
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(BadInput):
        desk.load(path)
