"""Passages of documents: entered with vector and words, looked up by either. By word through a definer function."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pgvector import Vector
from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

Row = dict[str, Any]


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


def add_passages(books: Connection[DictRow], company: str, document_id: str, new: Sequence[NewPassage]) -> None:
    """Enter passages; their words are indexed in English and in German, because one company writes both."""
    with books.cursor() as cursor:
        cursor.executemany(
            """insert into document_chunk (company_id, document_id, sequence, page, box, text, lines, tokens, model,
                                           embedding, words)
               values (%(company)s, %(document)s, %(sequence)s, %(page)s, %(box)s, %(text)s, %(lines)s, %(tokens)s,
                       %(model)s, %(embedding)s::vector,
                       to_tsvector('english', %(searchable)s) || to_tsvector('german', %(searchable)s))""",
            [{"company": company, "document": document_id, **_bound(passage)} for passage in new],
        )


def _bound(passage: NewPassage) -> Row:
    vector = Vector(list(passage.embedding)).to_text()
    box = list(passage.box) if passage.box else None
    return {**vars(passage), "box": box, "lines": Jsonb(list(passage.lines)), "embedding": vector}


def passages_by_meaning(
    books: Connection[DictRow],
    company: str,
    vector: Sequence[float],
    model: str,
    parties: Sequence[int],
    kinds: Sequence[str],
    limit: int,
) -> list[Row]:
    """Passages nearest in meaning, with their cosine; the iterative scan keeps filters from emptying the list."""
    books.execute("set local hnsw.iterative_scan = strict_order")
    return books.execute(
        """select c.chunk_id, 1 - (c.embedding <=> %(vector)s::vector) as similarity
           from document_chunk c join document d using (company_id, document_id)
           where c.company_id = %(company)s and c.model = %(model)s and d.trust <> 'quarantined'
             and (%(parties)s::bigint[] = '{}' or d.party_id = any(%(parties)s))
             and (%(kinds)s::text[] = '{}' or d.kind = any(%(kinds)s))
           order by c.embedding <=> %(vector)s::vector limit %(limit)s""",
        {
            "company": company, "vector": Vector(list(vector)).to_text(), "model": model,
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
    """Passages that hold the terms, rare ones counting more; a term may list synonyms: "skonto|cash discount"."""
    return books.execute(
        """select chunk_id, score, share, held
           from books.passages_by_word(%(company)s, %(terms)s, %(parties)s, %(kinds)s, %(limit)s)""",
        {"company": company, "terms": list(terms), "parties": list(parties), "kinds": list(kinds), "limit": limit},
    ).fetchall()


def passages(books: Connection[DictRow], company: str, chunk_ids: Sequence[int]) -> dict[int, Row]:
    """Passages with what is known of their documents, by chunk id."""
    rows = books.execute(
        """select c.chunk_id, c.document_id::text, c.page, c.text, c.lines, d.file_name, d.kind, d.version,
                  d.party_id, d.invoice_id, d.document_date, d.in_force_from, d.in_force_to, d.trust, d.trust_reason,
                  p.name as party
           from document_chunk c join document d using (company_id, document_id)
           left join party p on p.company_id = d.company_id and p.party_id = d.party_id
           where c.company_id = %(company)s and c.chunk_id = any(%(ids)s)""",
        {"company": company, "ids": list(chunk_ids)},
    ).fetchall()
    return {row["chunk_id"]: row for row in rows}


def lines_of(books: Connection[DictRow], company: str, document_id: str) -> list[Row]:
    """Every sentence of a document in reading order: {text, page, box}."""
    rows = books.execute(
        """select lines from document_chunk
           where company_id = %(company)s and document_id = %(document)s order by sequence""",
        {"company": company, "document": document_id},
    ).fetchall()
    return [line for row in rows for line in row["lines"]]
