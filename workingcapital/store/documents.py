"""Documents: entered once by hash, linked, and found again. Their passages are in passages.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow

Row = dict[str, Any]


@dataclass(frozen=True)
class NewDocument:
    """A document as it is entered; `trust_reason` says what was found wrong with it."""

    sha256: str
    file_name: str
    mime: str
    size: int
    pages: int
    kind: str
    storage_key: str
    party_id: int | None = None
    invoice_id: int | None = None
    document_date: date | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    trust: str = "untrusted"
    trust_reason: str | None = None


def known_hashes(books: Connection[DictRow], company: str, hashes: Sequence[str]) -> dict[str, str]:
    """Trust of those files that are in the index already, by hash."""
    rows = books.execute(
        "select sha256, trust from document where company_id = %(company)s and sha256 = any(%(hashes)s)",
        {"company": company, "hashes": list(hashes)},
    ).fetchall()
    return {row["sha256"]: row["trust"] for row in rows}


def add_document(books: Connection[DictRow], company: str, who: str, new: NewDocument) -> str | None:
    """Enter a document; its id, or None when another ingest entered the same bytes first."""
    row = books.execute(
        """insert into document (company_id, sha256, file_name, mime, bytes, pages, kind, party_id, invoice_id,
                                 document_date, in_force_from, in_force_to, trust, trust_reason, storage_key,
                                 ingested_by)
           values (%(company)s, %(sha256)s, %(file_name)s, %(mime)s, %(size)s, %(pages)s, %(kind)s, %(party_id)s,
                   %(invoice_id)s, %(document_date)s, %(in_force_from)s, %(in_force_to)s, %(trust)s, %(trust_reason)s,
                   %(storage_key)s, %(who)s)
           on conflict (company_id, sha256) do nothing returning document_id""",
        {"company": company, "who": who, **vars(new)},
    ).fetchone()
    return str(row["document_id"]) if row else None


def add_fields(
    books: Connection[DictRow], company: str, document_id: str, fields: Sequence[tuple[str, str, str]]
) -> None:
    """Enter (name, value, source) read from the document's structured part."""
    with books.cursor() as cursor:
        cursor.executemany(
            """insert into document_field (company_id, document_id, name, value, source, confidence)
               values (%s, %s, %s, %s, %s, 1)""",
            [(company, document_id, *found) for found in fields],
        )


def link_versions(books: Connection[DictRow], company: str) -> None:
    """Put each contract that says it replaces an earlier one behind that one, which then ends the day before."""
    replacing = books.execute(
        """select d.document_id, d.party_id, d.in_force_from, nullif(f.value, '')::date as replaced
           from document d join document_field f using (company_id, document_id)
           where d.company_id = %(company)s and f.name = 'replaces' and d.kind = 'contract'
             and d.party_id is not null and d.in_force_from is not null
           order by d.in_force_from""",
        {"company": company},
    ).fetchall()
    for row in replacing:
        _put_behind(books, company, row)


def _put_behind(books: Connection[DictRow], company: str, later: Row) -> None:
    """The earlier contract is the party's last one before, of the day the later one names if it names one."""
    books.execute(
        """with earlier as (
               select document_id, version from document
               where company_id = %(company)s and party_id = %(party_id)s and kind = 'contract'
                 and in_force_from < %(in_force_from)s
                 and (%(replaced)s::date is null or in_force_from = %(replaced)s)
               order by in_force_from desc, document_id limit 1),
           ended as (
               update document d set in_force_to = least(d.in_force_to, %(in_force_from)s::date - 1)
               from earlier e where d.company_id = %(company)s and d.document_id = e.document_id)
           update document d set version = e.version + 1, supersedes_id = e.document_id
           from earlier e where d.company_id = %(company)s and d.document_id = %(document_id)s""",
        {"company": company, **later},
    )


def parties_with_documents(books: Connection[DictRow], company: str) -> list[Row]:
    """Parties that have a readable document, as {party_id, name}."""
    return books.execute(
        """select party_id, name from party p
           where company_id = %(company)s and exists (
               select from document d
               where d.company_id = p.company_id and d.party_id = p.party_id and d.trust <> 'quarantined')""",
        {"company": company},
    ).fetchall()


def parties_with_contracts(books: Connection[DictRow], company: str) -> list[Row]:
    """Parties with a contract, as {party_id, name, versions}, those with several versions first."""
    return books.execute(
        """select p.party_id, p.name, count(*) as versions
           from document d join party p using (company_id, party_id)
           where d.company_id = %(company)s and d.kind = 'contract' and d.trust <> 'quarantined'
           group by p.party_id, p.name order by count(*) desc, p.name""",
        {"company": company},
    ).fetchall()


def contracts_of(books: Connection[DictRow], company: str, party_id: int) -> list[Row]:
    """A party's contracts, oldest first."""
    return books.execute(
        """select d.document_id::text, d.file_name, d.version, d.document_date, d.in_force_from, d.in_force_to,
                  d.trust_reason, p.name as party
           from document d join party p using (company_id, party_id)
           where d.company_id = %(company)s and d.party_id = %(party)s and d.kind = 'contract'
             and d.trust <> 'quarantined'
           order by d.in_force_from nulls first, d.ingested_at, d.document_id""",
        {"company": company, "party": party_id},
    ).fetchall()


def document(books: Connection[DictRow], document_id: str) -> Row | None:
    """A document of any company the asker may see."""
    return books.execute(
        """select d.company_id, d.document_id::text, d.sha256, d.file_name, d.mime, d.bytes, d.pages, d.kind,
                  d.party_id, d.invoice_id, d.document_date, d.version, d.in_force_from, d.in_force_to, d.trust,
                  d.trust_reason, d.storage_key, p.name as party, i.number as invoice_number
           from document d
           left join party p on p.company_id = d.company_id and p.party_id = d.party_id
           left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
           where d.document_id::text = %(id)s""",
        {"id": document_id},
    ).fetchone()


def document_count(books: Connection[DictRow], company: str) -> int:
    """How many readable documents the company has."""
    row = books.execute(
        "select count(*) as n from document where company_id = %(company)s and trust <> 'quarantined'",
        {"company": company},
    ).fetchone()
    return int(row["n"]) if row else 0


def names_to_link(books: Connection[DictRow], company: str) -> list[Row]:
    """Parties by what a document may call them."""
    return books.execute(
        """select party_id, name, vat_number, email from party
           where company_id = %(company)s and merged_into_id is null""",
        {"company": company},
    ).fetchall()


def invoices_numbered(books: Connection[DictRow], company: str, party_id: int, normalised: Sequence[str]) -> list[Row]:
    """A party's invoices with one of these normalised numbers."""
    return books.execute(
        """select invoice_id, number, issue_date from invoice
           where company_id = %(company)s and party_id = %(party)s and normalised_number = any(%(numbers)s)""",
        {"company": company, "party": party_id, "numbers": list(normalised)},
    ).fetchall()
