"""Files into the index: once, by hash, linked to the books where their own words settle it."""

import json
from datetime import date
from pathlib import Path

import pytest

from retrieval.ingest import Ingest, ingest
from retrieval.settings import RetrievalSettings
from retrieval.vault import FolderVault, digest, storage_key
from tests.retrieval import making
from tests.retrieval.conftest import everybody
from workingcapital.errors import NotFound, UnknownCompany
from workingcapital.store.database.connection import Store
from workingcapital.store.passages import lines_of


def test_the_report_has_the_shape_of_the_contract(company_store: Store, tmp_path: Path) -> None:
    making.text(tmp_path / "shape.txt", "Shape: payment is due within 11 days.")
    report = json.loads(json.dumps(ingest(company_store, everybody("ACME"), "ACME", [tmp_path]).as_json()))
    assert {key: report[key] for key in ("documents", "chunks", "duplicates", "quarantined")} == {
        "documents": 1, "chunks": 1, "duplicates": 0, "quarantined": [],
    }  # fmt: skip


def test_the_same_bytes_are_taken_in_once_under_any_name(company_store: Store, tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        making.text(tmp_path / name, "Twice: payment is due within 12 days.")
    first = ingest(company_store, everybody("ACME"), "ACME", [tmp_path])
    again = ingest(company_store, everybody("ACME"), "ACME", [tmp_path / "two.txt"])
    assert (first.documents, first.duplicates) == (1, 1)
    assert (again.documents, again.duplicates, again.chunks) == (0, 1, 0)


def test_two_companies_may_hold_the_same_file(company_store: Store, tmp_path: Path) -> None:
    making.text(tmp_path / "both.txt", "Both: payment is due within 13 days.")
    reports = [ingest(company_store, everybody("ACME", "OTHER"), code, [tmp_path]) for code in ("ACME", "OTHER")]
    assert [report.documents for report in reports] == [1, 1]


def test_a_file_is_stored_by_its_hash_whatever_its_name(
    company_store: Store, tmp_path: Path, vault: FolderVault
) -> None:
    odd = tmp_path / "..\\..\\etc\\pass\u202ewd.txt"
    making.text(odd, "Odd: payment is due within 14 days.")
    ingest(company_store, everybody("ACME"), "ACME", [odd])
    with company_store.reading(everybody("ACME")) as books:
        row = books.execute(
            "select file_name, storage_key from document where sha256 = %s", [digest(odd.read_bytes())]
        ).fetchone()
    assert row is not None
    assert row["file_name"] == "passwd.txt"
    assert row["storage_key"] == storage_key("ACME", digest(odd.read_bytes()))
    assert vault.get(row["storage_key"]) == odd.read_bytes()


@pytest.mark.parametrize("key", ["ACME/../../x", "../x", "ACME/..", "/etc/passwd", "ACME/a/b"])
def test_no_key_leads_out_of_the_vault(vault: FolderVault, key: str) -> None:
    with pytest.raises((NotFound, ValueError)):
        vault.get(key)


def test_a_stored_file_is_readable_by_its_owner_only(vault: FolderVault) -> None:
    vault.put("ACME/abc123", b"secret")
    path = next(RetrievalSettings().documents_dir.rglob("abc123"))
    assert path.stat().st_mode & 0o077 == 0


def test_a_path_that_is_not_there_and_a_company_that_is_not_there_are_said(
    company_store: Store, tmp_path: Path
) -> None:
    with pytest.raises(NotFound, match="no file"):
        ingest(company_store, everybody("ACME"), "ACME", [tmp_path / "nothing.pdf"])
    making.text(tmp_path / "a.txt")
    with pytest.raises(UnknownCompany):
        ingest(company_store, everybody("NOBODY"), "NOBODY", [tmp_path])


def test_someone_without_the_company_cannot_put_documents_there(company_store: Store, tmp_path: Path) -> None:
    making.text(tmp_path / "foreign.txt", "Foreign: payment is due within 15 days.")
    with pytest.raises(UnknownCompany):
        ingest(company_store, everybody("OTHER"), "ACME", [tmp_path])


def test_progress_is_told_from_nothing_to_all(company_store: Store, tmp_path: Path) -> None:
    told: list[float] = []
    for number in range(3):
        making.text(tmp_path / f"p{number}.txt", f"Progress {number}: payment is due.")
    Ingest(company_store, everybody("ACME"), "ACME").run(
        sorted(tmp_path.iterdir()), lambda _, share: told.append(share)
    )
    assert told == sorted(told)
    assert (told[0], told[-1] <= 1) == (0, True)


def test_every_bill_of_the_sample_is_linked_to_its_invoice_unless_the_books_hold_it_twice(
    documents_store: Store,
) -> None:
    with documents_store.reading(everybody()) as books:
        linked = books.execute(
            "select count(*) as n from document d join invoice i using (company_id, invoice_id)"
            " where d.kind = 'invoice' and d.party_id = i.party_id"
        ).fetchone()
        unlinked = books.execute(
            "select company_id, document_id::text, party_id from document where kind = 'invoice' and invoice_id is null"
        ).fetchall()
        twice = [doubles(books, row) for row in unlinked]
    assert linked is not None
    assert linked["n"] >= 72
    assert all(count > 1 for count in twice)


def doubles(books, row) -> int:
    """How many of the party's invoices have a number that stands on the document."""
    text = " ".join(line["text"] for line in lines_of(books, row["company_id"], row["document_id"]))
    found = books.execute(
        "select number from invoice where company_id = %(company_id)s and party_id = %(party_id)s and kind = 'invoice'",
        row,
    ).fetchall()
    return sum(f" {one['number']} " in f" {text} " for one in found)


def test_versions_of_a_contract_follow_each_other_without_gap(documents_store: Store) -> None:
    with documents_store.reading(everybody()) as books:
        rows = books.execute(
            "select version, in_force_from, in_force_to, supersedes_id is not null as later from document d"
            " where file_name like 'liefervertrag_tiefenried%%' order by version"
        ).fetchall()
    assert [tuple(row.values()) for row in rows] == [
        (1, date(2024, 1, 1), date(2025, 12, 31), False), (2, date(2026, 1, 1), None, True),
    ]  # fmt: skip


def test_a_mail_from_nobody_in_particular_is_linked_to_nobody(documents_store: Store) -> None:
    with documents_store.reading(everybody()) as books:
        row = books.execute(
            "select party_id, invoice_id from document where file_name = 'mail_system_message.eml'"
        ).fetchone()
    assert row == {"party_id": None, "invoice_id": None}


def test_two_contracts_of_a_party_that_do_not_replace_each_other_are_no_versions(
    company_store: Store, tmp_path: Path
) -> None:
    with company_store.loading(everybody("ACME")) as books:
        books.execute(
            "insert into party (company_id, code, name, normalised_name, is_supplier)"
            " values ('ACME', 'S1', 'Quellgrund Technik GmbH', 'quellgrund technik', true)"
        )
    lease = "Mietvertrag\n\nQuellgrund Technik GmbH\n\nDieser Vertrag gilt ab 1. Januar 2025."
    supply = "Liefervertrag\n\nQuellgrund Technik GmbH\n\nDieser Vertrag gilt ab 1. Juli 2025."
    newer = supply.replace("1. Juli 2025.", "1. Januar 2026. Er ersetzt den Liefervertrag vom 1. Juli 2025.")
    for name, words in (("lease", lease), ("supply", supply), ("newer", newer)):
        making.text(tmp_path / f"{name}.txt", words)
    ingest(company_store, everybody("ACME"), "ACME", [tmp_path])
    with company_store.reading(everybody("ACME")) as books:
        rows = books.execute(
            "select file_name, version, in_force_to from document where party_id is not null order by in_force_from"
        ).fetchall()
    assert [tuple(row.values()) for row in rows] == [
        ("lease.txt", 1, None), ("supply.txt", 1, date(2025, 12, 31)), ("newer.txt", 2, None),
    ]  # fmt: skip
