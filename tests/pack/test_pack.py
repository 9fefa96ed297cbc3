"""The month-end pack says what the books say, names a Fact for each figure, and runs nothing when opened."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from workingcapital.errors import BadInput
from workingcapital.facts import Fact
from workingcapital.metrics.registry import NoData
from workingcapital.pack.content import month_end_pack
from workingcapital.pack.pdf import as_pdf
from workingcapital.pack.section import Pack, Section
from workingcapital.pack.xlsx import as_xlsx
from workingcapital.store import conversations, founding
from workingcapital.store.database.context import Identity
from workingcapital.store.figures import explain

CFO = Identity("cfo@halden.example", ("HALDE", "HALUK", "HALUS"))
TODAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def pack(sample_store) -> Pack:
    with sample_store.reading(CFO) as books:
        made = month_end_pack(books, "HALUK", "2026-06", TODAY)
        conversations.keep_facts(books, made.facts(), CFO.person)
    return made


def section(pack: Pack, title: str) -> dict[str, tuple[Fact, ...]]:
    [found] = [each for each in pack.sections if each.title == title]
    return {str(row[0]): tuple(cell for cell in row[1:] if isinstance(cell, Fact)) for row in found.rows}


def test_every_figure_stands_in_the_pdf_with_the_id_of_its_fact(pack):
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(pack))).pages)
    cells = [cell for each in pack.sections for row in each.rows for cell in row if isinstance(cell, Fact)]
    assert len(cells) > 150
    assert [fact.id for fact in cells if fact.id not in text] == []


def test_the_same_pack_gives_the_same_bytes(pack):
    assert as_pdf(pack) == as_pdf(pack)


def test_the_workbook_holds_numbers_as_numbers_beside_their_facts(pack):
    book = load_workbook(io.BytesIO(as_xlsx(pack)))
    cash = section(pack, "Position")["Cash"][0]
    assert [cell.value for cell in book["Position"][5]][:3] == ["Cash", float(cash.value), cash.id]
    listed = {row[0].value for row in book["Facts"].iter_rows(min_row=2)}
    assert listed == {fact.id for fact in pack.facts()}


def test_buckets_add_up_to_open_items_and_those_to_the_ledger(pack):
    [ageing] = [each for each in pack.sections if each.title == "Ageing"]
    *rows, total, ledger, gap = [row[1:] for row in ageing.rows]
    for side in (0, 1):
        assert sum(cells[side].decimal() for cells in rows if isinstance(cells[side], Fact)) == total[side].decimal()
        assert total[side].value == ledger[side].value
        assert gap[side].decimal() == 0


def test_the_steps_of_the_bridge_add_up(pack):
    first, *steps, last = [facts[0].decimal() for facts in section(pack, "DSO bridge").values()]
    assert first + sum(steps) == last
    assert steps


def test_missed_discounts_add_up_by_cause(pack):
    rows = section(pack, "Discounts")
    whole = rows["Missed"][0].decimal()
    assert whole > 0
    assert sum(facts[0].decimal() for name, facts in rows.items() if name.startswith("missed:")) == whole


def test_payment_practices_equal_a_plain_count_over_the_rows(sample_store, pack):
    with sample_store.reading(CFO) as books:
        rows = books.execute(
            """select v.invoice_id, v.receipt_date, v.issue_date, v.due_date, v.gross, a.allocated_on, a.settles,
                      a.payment_id
               from invoice v join instalment i using (company_id, invoice_id)
               join allocation a using (company_id, instalment_id)
               where v.company_id = 'HALUK' and v.side = 'payable' and v.kind <> 'credit_note' and not v.intercompany
                 and a.reversed_on is null and a.allocated_on <= '2026-06-30'"""
        ).fetchall()
    bills: dict[int, list[dict]] = {}
    for row in rows:
        bills.setdefault(row["invoice_id"], []).append(row)
    days, late = [], 0
    for parts in bills.values():
        paid = max((part["allocated_on"] for part in parts if part["payment_id"]), default=None)
        whole = sum(part["settles"] for part in parts) == parts[0]["gross"]
        if whole and paid and paid >= date(2026, 6, 1):
            days.append((paid - (parts[0]["receipt_date"] or parts[0]["issue_date"])).days)
            late += paid > parts[0]["due_date"]
    said = {name: facts[0].decimal() for name, facts in section(pack, "Payment practices").items()}
    assert said["Invoices paid"] == len(days)
    assert said["Average days to pay"] == (Decimal(sum(days)) / len(days)).quantize(Decimal("0.1"))
    assert said["Paid within 30 days"] == round(Decimal(100 * sum(d <= 30 for d in days)) / len(days), 2)
    assert said["Paid after 60 days"] == round(Decimal(100 * sum(d > 60 for d in days)) / len(days), 2)
    assert said["Not paid within agreed terms"] == round(Decimal(100 * late) / len(days), 2)


def test_a_fact_of_each_formula_is_explained_and_still_the_same(sample_store, pack):
    one_of_each = {fact.formula: fact for fact in pack.facts() if not fact.formula.startswith("forecast.")}
    assert {"practice.share.v1", "discount.missed.total.v2", "bridge.countback_month.v1"} <= set(one_of_each)
    with sample_store.reading(CFO) as books:
        for fact in one_of_each.values():
            assert explain(books, conversations.find_fact(books, fact.id))["same"], fact.formula


def test_a_name_that_looks_like_a_formula_is_words_in_the_workbook_and_plain_text_on_paper(pack):
    names = ('=HYPERLINK("http://evil.example")', "+1+1", "@SUM(A1)", "<b>bold</b> & Čapek 水", "bell\x07")
    made = Pack(
        "HALUK", names[0], "GBP", "2026-06", TODAY, (), [Section("Names", ("", "x"), tuple((n, n) for n in names))]
    )
    raw = as_xlsx(made)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "sheet" in name)
    sheet = load_workbook(io.BytesIO(raw))["Names"]
    assert [(row[0].value, row[0].data_type) for row in sheet.iter_rows(min_row=5)][:3] == [(n, "s") for n in names[:3]]
    text = PdfReader(io.BytesIO(as_pdf(made))).pages[0].extract_text()
    assert "<b>bold</b> & Čapek ?" in text


@pytest.mark.parametrize("month", ["2026-07", "2026-Q2", "June", "2026-13"])
def test_what_is_no_ended_month_is_refused(sample_store, month):
    with sample_store.reading(CFO) as books, pytest.raises(BadInput):
        month_end_pack(books, "HALUK", month, TODAY)


def test_a_company_without_books_is_told_so(store):
    founding.add_company(store, "ACME", "Acme Ltd", controllers=["jo@acme.example"])
    with store.reading(Identity("jo@acme.example", ("ACME",))) as books, pytest.raises(NoData) as refusal:
        month_end_pack(books, "ACME", "2026-06", TODAY)
    assert refusal.value.reason == "not_loaded"
