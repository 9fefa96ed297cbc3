"""Documents and their passages: SQL for entering, finding and showing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

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


@dataclass(frozen=True)
class NewPassage:
    """A passage with its vector; `searchable` is the text that words are looked up in."""

    sequence: int
    page: int
    box: Sequence[float] | None
    text: str
    lines: Sequence[Mapping[str, Any]]
    tokens: int
    model: str
    embedding: Sequence[float]
    searchable: str


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
        """insert into document (company_id, sha256, file_name, mime, bytes, pages, kind, party_id, invoice_id, document_date,
                                 in_force_from, in_force_to, trust, trust_reason, storage_key, ingested_by)
           values (%(company)s, %(sha256)s, %(file_name)s, %(mime)s, %(size)s, %(pages)s, %(kind)s, %(party_id)s, %(invoice_id)s,
                   %(document_date)s, %(in_force_from)s, %(in_force_to)s, %(trust)s, %(trust_reason)s, %(storage_key)s, %(who)s)
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
            "insert into document_field (company_id, document_id, name, value, source, confidence) values (%s, %s, %s, %s, %s, 1)",
            [(company, document_id, *found) for found in fields],
        )


def add_passages(books: Connection[DictRow], company: str, document_id: str, new: Sequence[NewPassage]) -> None:
    """Enter passages; their words are indexed in English and in German, because one company writes both."""
    with books.cursor() as cursor:
        cursor.executemany(
            """insert into document_chunk (company_id, document_id, sequence, page, box, text, lines, tokens, model, embedding, words)
               values (%(company)s, %(document)s, %(sequence)s, %(page)s, %(box)s, %(text)s, %(lines)s, %(tokens)s, %(model)s,
                       %(embedding)s::vector, to_tsvector('english', %(searchable)s) || to_tsvector('german', %(searchable)s))""",
            [{"company": company, "document": document_id, **_bound(passage)} for passage in new],
        )


def _bound(passage: NewPassage) -> Row:
    vector = "[" + ",".join(f"{number:.6g}" for number in passage.embedding) + "]"
    box = list(passage.box) if passage.box else None
    return {**vars(passage), "box": box, "lines": Jsonb(list(passage.lines)), "embedding": vector}


def order_versions(books: Connection[DictRow], company: str) -> None:
    """Number the contracts of each party by the day they come into force; each ends where its successor begins."""
    books.execute(
        """with ordered as (
               select document_id, in_force_to, row_number() over w as version,
                      lag(document_id) over w as before, lead(in_force_from) over w - 1 as replaced
               from document
               where company_id = %(company)s and kind = 'contract' and party_id is not null and in_force_from is not null
                     and trust <> 'quarantined'
               window w as (partition by party_id order by in_force_from, ingested_at, document_id))
           update document d
           set version = o.version, supersedes_id = o.before, in_force_to = least(o.replaced, o.in_force_to)
           from ordered o
           where d.company_id = %(company)s and d.document_id = o.document_id
             and (d.version, d.supersedes_id, d.in_force_to) is distinct from
                 (o.version, o.before, least(o.replaced, o.in_force_to))""",
        {"company": company},
    )


def passages_by_meaning(
    books: Connection[DictRow],
    company: str,
    vector: Sequence[float],
    model: str,
    parties: Sequence[int],
    kinds: Sequence[str],
    limit: int,
) -> list[Row]:
    """Passages nearest in meaning, with their cosine similarity; iterative scan keeps the filters from emptying the list."""
    books.execute("set local hnsw.iterative_scan = strict_order")
    return books.execute(
        """select c.chunk_id, 1 - (c.embedding <=> %(vector)s::vector) as similarity
           from document_chunk c join document d using (company_id, document_id)
           where c.company_id = %(company)s and c.model = %(model)s and d.trust <> 'quarantined'
             and (%(parties)s::bigint[] = '{}' or d.party_id = any(%(parties)s)) and (%(kinds)s::text[] = '{}' or d.kind = any(%(kinds)s))
           order by c.embedding <=> %(vector)s::vector limit %(limit)s""",
        {
            "company": company, "vector": "[" + ",".join(map(str, vector)) + "]", "model": model,
            "parties": list(parties), "kinds": list(kinds), "limit": limit,
        },
    ).fetchall()  # fmt: skip


def passages_by_word(
    books: Connection[DictRow],
    company: str,
    terms: Sequence[str],
    parties: Sequence[int],
    kinds: Sequence[str],
    limit: int,
) -> list[Row]:
    """Passages that hold the terms, rare ones counting more; a term may list synonyms: "skonto|early payment discount"."""
    return books.execute(
        "select chunk_id, score, share, held from books.passages_by_word(%(company)s, %(terms)s, %(parties)s, %(kinds)s, %(limit)s)",
        {"company": company, "terms": list(terms), "parties": list(parties), "kinds": list(kinds), "limit": limit},
    ).fetchall()


def passages(books: Connection[DictRow], company: str, chunk_ids: Sequence[int]) -> dict[int, Row]:
    """Passages with what is known of their documents, by chunk id."""
    rows = books.execute(
        """select c.chunk_id, c.document_id::text, c.page, c.text, c.lines, d.file_name, d.kind, d.version, d.party_id,
                  d.invoice_id, d.document_date, d.in_force_from, d.in_force_to, d.trust, d.trust_reason, p.name as party
           from document_chunk c join document d using (company_id, document_id)
           left join party p on p.company_id = d.company_id and p.party_id = d.party_id
           where c.company_id = %(company)s and c.chunk_id = any(%(ids)s)""",
        {"company": company, "ids": list(chunk_ids)},
    ).fetchall()
    return {row["chunk_id"]: row for row in rows}


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
        """select d.document_id::text, d.file_name, d.version, d.document_date, d.in_force_from, d.in_force_to, d.trust_reason, p.name as party
           from document d join party p using (company_id, party_id)
           where d.company_id = %(company)s and d.party_id = %(party)s and d.kind = 'contract' and d.trust <> 'quarantined'
           order by d.in_force_from nulls first, d.ingested_at, d.document_id""",
        {"company": company, "party": party_id},
    ).fetchall()


def lines_of(books: Connection[DictRow], company: str, document_id: str) -> list[Row]:
    """Every sentence of a document in reading order: {text, page, box}."""
    rows = books.execute(
        "select lines from document_chunk where company_id = %(company)s and document_id = %(document)s order by sequence",
        {"company": company, "document": document_id},
    ).fetchall()
    return [line for row in rows for line in row["lines"]]


def document(books: Connection[DictRow], document_id: str) -> Row | None:
    """A document of any company the asker may see."""
    return books.execute(
        """select d.company_id, d.document_id::text, d.sha256, d.file_name, d.mime, d.bytes, d.pages, d.kind, d.party_id, d.invoice_id,
                  d.document_date, d.version, d.in_force_from, d.in_force_to, d.trust, d.trust_reason, d.storage_key,
                  p.name as party, i.number as invoice_number
           from document d
           left join party p on p.company_id = d.company_id and p.party_id = d.party_id
           left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
           where d.document_id::text = %(id)s""",
        {"id": document_id},
    ).fetchone()


def fields_of(books: Connection[DictRow], company: str, document_id: str) -> list[Row]:
    """What was read from a document's structured part."""
    return books.execute(
        "select name, value, source from document_field where company_id = %(company)s and document_id = %(document)s order by field_id",
        {"company": company, "document": document_id},
    ).fetchall()


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
