"""An answer as a file: figures stay figures, words are never computed, every figure names its Fact."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from workingcapital.facts import Fact, Table
from workingcapital.pack.document import as_markdown, as_pdf
from workingcapital.pack.exported import Exported, NoTable
from workingcapital.pack.table_csv import as_csv
from workingcapital.pack.table_xlsx import as_workbook

OPEN = Fact(
    label="Open receivables", value="-1234.50", unit="money", currency="EUR", as_of=date(2026, 6, 30), company="HALDE",
    formula="sum.v1", inputs={"parts": [["EUR", "-1234.50", "1"]]},
)  # fmt: skip
EVIL = '=HYPERLINK("http://evil.example","x")'


def answer(rows: list[list[str | None]], language: str = "en") -> Exported:
    table = Table(
        title="Open", columns=["Party", "Note", "Open"], rows=rows, units=["text", "text", "money"],
        fact_ids=[[None, None, OPEN.id] for _ in rows],
    )  # fmt: skip
    told: dict[str, Any] = {
        "answer_id": "t-1", "answer": f"Open: [EUR -1,234.50](#{OPEN.id}).", "companies": ["HALDE"],
        "as_of": "2026-06-30", "language": language, "tables": [table.model_dump()],
        "facts": [OPEN.model_dump(mode="json")], "citations": [], "notices": [],
    }  # fmt: skip
    return Exported.of("What is open?", told)


def read(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


def test_a_csv_keeps_figures_as_figures_and_words_as_words() -> None:
    head, row = read(as_csv(answer([["Acme, Ltd", EVIL, "-1234.50"]])))
    assert head == ["Party", "Note", "Open", "Open (Fact)", "Company", "As of"]
    assert row == ["Acme, Ltd", "'" + EVIL, "-1234.50", OPEN.id, "HALDE", "2026-06-30"]


def test_a_german_csv_is_read_by_a_german_spreadsheet() -> None:
    _, row = read(as_csv(answer([["Müller; Söhne", "", "-1234.50"]], "de")), ";")
    assert row == ["Müller; Söhne", "", "-1234,50", OPEN.id, "HALDE", "2026-06-30"]


@given(st.text(max_size=40), st.sampled_from(["=", "+", "-", "@", "\t", "\r", " =", "\n="]))
def test_no_words_of_a_csv_begin_like_a_formula(text: str, sign: str) -> None:
    _, row = read(as_csv(answer([[sign + text, None, "1.00"]])))
    assert row[0].startswith("'")
    assert row[2] == "1.00"


def test_a_workbook_holds_numbers_and_no_formula() -> None:
    book = load_workbook(io.BytesIO(as_workbook(answer([["@cmd", EVIL, "-1234.50"]]))))
    sheet = book.worksheets[0]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert cells[EVIL].data_type == cells["@cmd"].data_type == "s"
    assert cells[EVIL].quotePrefix
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    assert next(cell for cell in cells.values() if cell.data_type == "n").value == float(Decimal("-1234.50"))
    assert OPEN.id in cells
    facts = [cell.value for cell in book["Facts"]["A"]]
    assert facts == ["Fact", OPEN.id]
    assert "HALDE, 2026-06-30" in [cell.value for cell in book["Notes"]["A"]]


def test_a_document_names_the_source_of_each_figure() -> None:
    told = as_markdown(answer([["Acme", "", "-1234.50"]])).decode()
    assert told.startswith("# What is open?\n\nOpen: EUR -1,234.50[^1].")
    assert "[^1]: Open receivables, HALDE: −1,234.50 EUR, as of 2026-06-30" in told
    assert OPEN.id in told.splitlines()[-1]


def test_the_same_answer_gives_the_same_pdf() -> None:
    given_ = answer([["Acme", "<b>&", "-1234.50"]])
    assert as_pdf(given_) == as_pdf(given_)
    assert as_pdf(given_).startswith(b"%PDF")


def test_a_table_that_is_not_there_is_said() -> None:
    with pytest.raises(NoTable):
        as_csv(answer([]), 2)
