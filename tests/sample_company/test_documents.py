"""The documents of the sample company say what its books say, and are the same bytes every time."""

import hashlib
import time
from collections import Counter
from pathlib import Path

import facturx
import pypdfium2
import pytest

from workingcapital.sample_company.documents import DocumentSpec, make_documents
from workingcapital.sample_company.documents.agreements import AGREEMENTS
from workingcapital.sample_company.documents.attacks import WHITE_TEXT
from workingcapital.sample_company.documents.spec import Rows
from workingcapital.sample_company.documents.wording import amount, terms
from workingcapital.sample_company.generator import generate
from workingcapital.sample_company.terms import TERMS


@pytest.fixture(scope="module")
def rows() -> Rows:
    return Rows(generate())


@pytest.fixture(scope="module")
def made(rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[DocumentSpec]]:
    folder = tmp_path_factory.mktemp("sample")
    return folder, make_documents(folder, rows.tables)


def printed(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(text.split())


def test_there_are_as_many_of_each_kind_as_promised(made) -> None:
    _, specs = made
    kinds = Counter((spec.kind, spec.path.rsplit(".", 1)[1]) for spec in specs)
    assert kinds["invoice", "pdf"] >= 60
    assert kinds["invoice", "xml"] >= 10
    assert kinds["contract", "pdf"] + kinds["contract", "docx"] >= 12
    assert min(kinds["contract", "pdf"], kinds["contract", "docx"]) >= 5
    assert kinds["email", "eml"] >= 8
    assert kinds["policy", "pdf"] == 3
    assert sum(spec.attack for spec in specs) >= 6


def test_the_same_rows_give_the_same_bytes(made, rows: Rows, tmp_path: Path) -> None:
    folder, specs = made
    time.sleep(1.1)  # past the second that a file may have noted
    make_documents(tmp_path, rows.tables)
    changed = [spec.path for spec in specs if digest(folder / spec.path) != digest(tmp_path / spec.path)]
    assert changed == []


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_paper_bill_prints_number_amount_and_terms_of_its_row(made, rows: Rows) -> None:
    folder, specs = made
    invoices = {row["key"]: row for row in rows.tables["invoice"]}
    wrong = []
    for spec in specs:
        if spec.kind == "invoice" and spec.path.endswith(".pdf"):
            invoice = invoices[spec.invoice]
            language = "de" if rows.parties[invoice["party_key"]]["language"] == "de" else "en"
            text = printed(folder / spec.path)
            expected = [invoice["number"], f"{amount(invoice['gross'], language)} {invoice['currency']}", spec.party]
            if any(" ".join(str(each).split()) not in text for each in expected):
                wrong.append((spec.path, expected, text))
    assert wrong == []


def test_electronic_bills_are_valid_and_name_the_amount_of_their_row(made, rows: Rows) -> None:
    folder, specs = made
    invoices = {row["key"]: row for row in rows.tables["invoice"]}
    forms: Counter[str] = Counter()
    for spec in specs:
        if spec.kind != "invoice":
            continue
        data = (folder / spec.path).read_bytes()
        if spec.path.endswith(".pdf"):
            name, data = facturx.get_xml_from_pdf(data, check_xsd=False)
            if not name:
                continue
            forms["hybrid"] += 1
        assert f">{invoices[spec.invoice]['gross']:.2f}<".encode() in data
        if b"CrossIndustryInvoice" in data:
            facturx.xml_check_xsd(data, flavor="factur-x", level="en16931")
            forms["cii"] += 1
        else:
            forms["ubl"] += 1
    assert min(forms["hybrid"], forms["cii"] - forms["hybrid"], forms["ubl"]) >= 4


def test_some_contracts_contradict_the_invoices_and_one_has_two_versions(rows: Rows) -> None:
    parties = Counter((agreement.company, agreement.party) for agreement in AGREEMENTS)
    assert max(parties.values()) == 2
    assert all(rows.party(company, party)["is_supplier"] for company, party in parties)


def test_the_white_text_is_in_the_file_and_not_on_its_page(made) -> None:
    folder, _ = made
    path = folder / "HALDE" / "invoice_white_text.pdf"
    assert WHITE_TEXT in printed(path)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_term_of_the_books_can_be_printed(language: str) -> None:
    sentences = [terms(code, language) for code in TERMS]
    assert len(set(sentences)) == len(TERMS)
