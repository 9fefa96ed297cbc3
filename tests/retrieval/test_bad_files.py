"""Files from strangers: each is read, or kept in quarantine with its reason, and none takes the others with it."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.elements import Unreadable
from retrieval.ingest import Ingest
from retrieval.kinds import mime_of
from retrieval.report import IngestReport
from retrieval.sandbox import Sandbox
from retrieval.settings import RetrievalSettings
from tests.retrieval import making
from tests.retrieval.conftest import everybody
from workingcapital.store.database.connection import Store


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(RetrievalSettings()) as running:
        yield running


def why_not(path: Path, sandbox: Sandbox, settings: RetrievalSettings | None = None) -> str:
    """The reason a file is not read; empty when it is."""
    settings = settings or RetrievalSettings()
    try:
        sandbox.read(path, mime_of(path, settings))
    except Unreadable as problem:
        return problem.detail
    return ""


def test_a_zip_bomb_is_stopped_by_what_it_would_expand_to(tmp_path: Path, sandbox: Sandbox) -> None:
    bomb = making.zip_bomb(tmp_path / "contract.docx", megabytes=150)
    assert bomb.stat().st_size < 1_000_000
    assert "would expand to 150,0" in why_not(bomb, sandbox)


def test_a_pdf_of_ten_thousand_pages_is_not_read(tmp_path: Path, sandbox: Sandbox) -> None:
    assert "10,000 pages" in why_not(making.pdf_of_many_pages(tmp_path / "long.pdf", 10_000), sandbox)


def test_an_encrypted_pdf_says_that_it_is_encrypted(tmp_path: Path, sandbox: Sandbox) -> None:
    assert why_not(making.encrypted_pdf(tmp_path / "locked.pdf"), sandbox) == "the PDF is encrypted"


@pytest.mark.parametrize("kept", [40, 400])
def test_a_damaged_pdf_says_that_it_is_damaged(tmp_path: Path, sandbox: Sandbox, kept: int) -> None:
    whole = making.pdf(tmp_path / "whole.pdf", "text").read_bytes()
    (tmp_path / "half.pdf").write_bytes(whole[:kept])
    assert "damaged" in why_not(tmp_path / "half.pdf", sandbox)


def test_a_type_that_lies_about_itself_is_refused(tmp_path: Path, sandbox: Sandbox) -> None:
    making.pdf(tmp_path / "bill.docx", "text")
    assert "the content is application/pdf" in why_not(tmp_path / "bill.docx", sandbox)
    (tmp_path / "bill.pdf").write_bytes(b"MZ\x90\x00 this program cannot be run")
    assert "the content is application/octet-stream" in why_not(tmp_path / "bill.pdf", sandbox)
    (tmp_path / "page.txt").write_text("<!DOCTYPE html><html><script>x</script></html>")
    assert "the content is text/html" in why_not(tmp_path / "page.txt", sandbox)


def test_an_unknown_type_and_an_empty_file_are_refused(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "run.exe").write_bytes(b"MZ")
    (tmp_path / "empty.pdf").write_bytes(b"")
    assert "files of type .exe are not read" in why_not(tmp_path / "run.exe", sandbox)
    assert why_not(tmp_path / "empty.pdf", sandbox) == "the file is empty"


def test_billion_laughs_are_refused(tmp_path: Path, sandbox: Sandbox) -> None:
    making.text(tmp_path / "laughs.xml", making.BILLION_LAUGHS)
    assert why_not(tmp_path / "laughs.xml", sandbox) == "XML with a document type declaration is refused"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine that notes who asks it for anything."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_nothing_that_a_document_names_is_fetched(
    tmp_path: Path, sandbox: Sandbox, listener: tuple[str, list[str]]
) -> None:
    url, asked = listener
    making.text(tmp_path / "outside.xml", making.outside_entity(f"{url}/xxe"))
    making.text(
        tmp_path / "page.html",
        f'<html><head><link rel="stylesheet" href="{url}/css"></head><body><p>Hi.</p><img src="{url}/i"></body></html>',
    )
    making.text(
        tmp_path / "mail.eml",
        f"From: a@b.example\nSubject: Hello\nContent-Type: text/html\n\n<p>Hello</p><img src='{url}/p'>",
    )
    assert why_not(tmp_path / "outside.xml", sandbox) != ""
    assert why_not(tmp_path / "page.html", sandbox) == ""
    assert why_not(tmp_path / "mail.eml", sandbox) == ""
    assert asked == []


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read(tmp_path: Path) -> None:
    slow = making.pdf(tmp_path / "slow.pdf", *["many words on many lines"] * 45, pages=300)
    quick = making.pdf(tmp_path / "quick.pdf", "Payment is due within 30 days.")
    settings = RetrievalSettings(parse_seconds=2)
    with Sandbox(settings) as hurried:
        assert "longer than 2 seconds" in why_not(slow, hurried, settings)
        reading, _ = hurried.read(quick, "application/pdf")
    assert reading.lines[0].text == "Payment is due within 30 days."


def test_a_file_that_needs_too_much_memory_is_given_up(tmp_path: Path) -> None:
    settings = RetrievalSettings(parse_megabytes=60)
    path = making.pdf(tmp_path / "any.pdf", "text")
    with Sandbox(settings) as narrow:
        assert why_not(path, narrow, settings) != ""


def test_xml_that_is_no_invoice_is_refused(tmp_path: Path, sandbox: Sandbox) -> None:
    making.text(tmp_path / "other.xml", "<?xml version='1.0'?><root/>")
    assert "no UBL or CII invoice" in why_not(tmp_path / "other.xml", sandbox)


@pytest.fixture(scope="module")
def report(company_store: Store, tmp_path_factory: pytest.TempPathFactory) -> IngestReport:
    folder = tmp_path_factory.mktemp("given")
    making.text(folder / "contract.txt")
    making.encrypted_pdf(folder / "locked.pdf")
    making.text(folder / "laughs.xml", making.BILLION_LAUGHS)
    making.zip_bomb(folder / "bomb.docx", megabytes=150)
    return Ingest(company_store, everybody("ACME"), "ACME").run(sorted(folder.iterdir()))


def test_bad_files_are_reported_and_do_not_stop_the_good_one(report: IngestReport) -> None:
    assert report.documents == 1
    assert [bad["file"] for bad in report.quarantined] == ["bomb.docx", "laughs.xml", "locked.pdf"]
    assert all(bad["why"] for bad in report.quarantined)


def test_a_quarantined_file_is_kept_but_has_no_passages(report: IngestReport, company_store: Store) -> None:
    with company_store.reading(everybody("ACME")) as books:
        rows = books.execute(
            "select d.file_name, count(c.chunk_id) as chunks from document d left join document_chunk c"
            " using (company_id, document_id) where d.trust = 'quarantined' group by 1 order by 1"
        ).fetchall()
    assert [(row["file_name"], row["chunks"]) for row in rows] == [
        ("bomb.docx", 0),
        ("laughs.xml", 0),
        ("locked.pdf", 0),
    ]
