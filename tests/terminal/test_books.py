"""Commands about the books, as processes: seal and unseal, the month-end pack, the quality report, a pull."""

import subprocess
import sys
from pathlib import Path

import openpyxl
from pypdf import PdfReader

from tests.importing.xero_server import TOKEN, organisation, serving
from tests.terminal.conftest import ROOT, Terminal

CFO = "cfo@halden.example"


def test_a_sealed_answer_verifies_offline_and_any_changed_byte_fails(terminal: Terminal, tmp_path: Path) -> None:
    answer = terminal.json("ask", "What is our DSO?", "--as", CFO)
    sealed = tmp_path / "june.seal.json"
    ran = terminal.run("seal", answer["answer_id"], "--out", str(sealed), "--as", CFO)
    assert ran.returncode == 0, ran.stderr
    assert terminal.run("unseal", str(sealed), "--verify").returncode == 0
    alone = ROOT / "workingcapital" / "controls" / "unseal.py"  # with nothing but the standard library
    offline = [sys.executable, "-I", "-S", str(alone), str(sealed)]
    assert subprocess.run(offline, capture_output=True, timeout=60).returncode == 0
    content = sealed.read_bytes()
    place = content.index(answer["facts"][0]["value"].encode())
    for changed in (place, len(content) // 2):
        digit = b"7" if content[changed : changed + 1] != b"7" else b"8"
        sealed.write_bytes(content[:changed] + digit + content[changed + 1 :])
        assert terminal.run("unseal", str(sealed), "--verify").returncode != 0, changed


def test_the_month_end_pack_is_a_pdf_and_a_workbook_that_name_the_month(terminal: Terminal, tmp_path: Path) -> None:
    ran = terminal.run("pack", "--company", "HALUK", "--month", "2026-06", "--out", str(tmp_path), "--as", CFO)
    assert ran.returncode == 0, ran.stderr
    (pdf,), (book,) = tmp_path.rglob("*.pdf"), tmp_path.rglob("*.xlsx")
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "HALUK" in text
    assert "June 2026" in text or "2026-06" in text
    assert len(openpyxl.load_workbook(book, read_only=True).sheetnames) > 3


def test_the_quality_report_names_what_is_wrong_with_the_books(terminal: Terminal) -> None:
    report = terminal.json("quality", "--company", "HALDE", "--as", CFO)
    assert "HALDE" in str(report)
    assert terminal.run("quality", "--company", "NOSUCH", "--as", CFO).returncode == 2


def test_a_pull_prints_its_report_and_a_second_one_says_unchanged(terminal: Terminal) -> None:
    terminal.json("company", "add", "PULLED")
    terminal.environment["PULL_TOKEN"] = TOKEN
    with serving(organisation(120)) as api:
        first = terminal.json("pull", "xero", "--company", "PULLED", "--url", api.url)
        again = terminal.json("pull", "xero", "--company", "PULLED", "--url", api.url)
    assert (first["inserted"], first["totals"]["open"]["EUR|payable"]["difference"]) == (124, "0.00")
    assert (again["inserted"], again["unchanged"]) == (0, 124)


def test_a_pull_without_a_token_says_what_to_set(terminal: Terminal) -> None:
    terminal.environment.pop("PULL_TOKEN", None)
    ran = terminal.run("pull", "xero", "--company", "HALDE")
    assert ran.returncode == 2
    assert "PULL_TOKEN" in ran.stderr


def test_the_size_of_a_ledger_is_no_option_of_another_benchmark(terminal: Terminal) -> None:
    ran = terminal.run("bench", "timing", "--open", "1000")
    assert ran.returncode == 2
    assert "wcc bench books" in ran.stderr
