"""Questions into cited passages: meaning and words fused by rank, one company at a time, nothing when nothing fits."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow

from retrieval.embedding import Embedder
from retrieval.found import Found
from retrieval.query import Query, understand
from retrieval.quoting import with_sentences
from workingcapital.store import documents as table
from workingcapital.store import passages
from workingcapital.store.passages import Row

CANDIDATES = 60
RANK_CONSTANT = 60  # of reciprocal rank fusion (Cormack, Clarke, Büttcher 2009)
# A passage speaks of what was asked when it holds one of the question's concepts, or this share of its words, by
# weight, or is this near in meaning, or half of each. Measured in tests/retrieval/test_quality.py.
MIN_SHARE, MIN_SIMILARITY = 0.6, 0.56
SOME_SHARE, SOME_SIMILARITY = 0.38, 0.37
SUPERSEDED = 0.6  # weight of a passage of a contract that is not in force on the day
KIND_WEIGHT = {"contract": 1.25, "policy": 1.15, "email": 1.0, "other": 0.9, "statement": 0.9, "invoice": 0.8}
PER_DOCUMENT = 2  # passages of one document among the best
ASKED_KIND = 1.2


def search(
    books: Connection[DictRow], embedder: Embedder, company: str, question: str, as_of: date,
    parties: Sequence[int] = (), kinds: Sequence[str] = (), top: int = 5,
) -> list[Found]:  # fmt: skip
    """The passages of the company's documents that best answer the question; an empty list when none is relevant.

    A party the question names narrows the search to its documents, like `parties` given from outside.
    `books` must be the asker's own connection: rows of other companies do not exist for it.
    """
    query = understand(question, table.parties_with_documents(books, company))
    parties = list(parties) or list(query.parties)
    vector = embedder.embed([query.meaning])[0]
    meanings, words = _candidates(books, embedder.model, company, vector, query, parties, kinds)
    similarity = {row["chunk_id"]: float(row["similarity"]) for rows in meanings for row in rows}
    share = {row["chunk_id"]: float(row["share"]) for rows in words for row in rows}
    about = not query.terms and bool(
        parties or kinds or query.kind
    )  # "show me the contract": the document itself is meant
    held = {row["chunk_id"]: frozenset(row["held"]) for rows in words for row in rows}
    relevant = [
        c for c in similarity.keys() | share.keys()
        if about or _relevant(query, similarity.get(c, 0), share.get(c, 0), held.get(c, frozenset()))
    ]  # fmt: skip
    rows = passages.passages(books, company, relevant)
    fused = _fused(
        [*(_ranks(ranking, "similarity") for ranking in meanings), *(_ranks(ranking, "score") for ranking in words)]
    )
    found = [
        _found(row, fused[c] * _weight(row, query, share.get(c, 0)), similarity.get(c, 0), share.get(c, 0), as_of)
        for c, row in rows.items()
    ]
    best = _spread(
        sorted(found, key=lambda f: (-f.score, f.filename, f.page, f.passage)),
        1 if not parties and not about else PER_DOCUMENT,
    )
    return with_sentences(best[:top], rows, embedder, vector, query)


def _spread(found: list[Found], each: int) -> list[Found]:
    """At most `each` passages of a document: five passages of one contract would hide the four others."""
    seen: dict[str, int] = {}
    result = []
    for one in found:
        seen[one.document_id] = seen.get(one.document_id, 0) + 1
        if seen[one.document_id] <= each:
            result.append(one)
    return result


def _candidates(
    books: Connection[DictRow],
    model: str,
    company: str,
    vector: Any,
    query: Query,
    parties: Sequence[int],
    kinds: Sequence[str],
) -> tuple[list[list[Row]], list[list[Row]]]:
    """Rankings by meaning and by word; the kind the question names is looked through on its own as well."""
    asked = [kinds] if kinds or not query.kind else [[], [query.kind]]
    near, terms = vector.tolist(), query.terms
    meanings = [passages.passages_by_meaning(books, company, near, model, parties, kind, CANDIDATES) for kind in asked]
    words = (
        [passages.passages_by_word(books, company, terms, parties, kind, CANDIDATES) for kind in asked] if terms else []
    )
    return meanings, words


def _relevant(query: Query, similarity: float, share: float, held: frozenset[int]) -> bool:
    if not query.required <= held:
        return False
    near = share >= MIN_SHARE or similarity >= MIN_SIMILARITY or (share >= SOME_SHARE and similarity >= SOME_SIMILARITY)
    return near or bool(query.concepts & held)


def _weight(row: Mapping[str, Any], query: Query, share: float) -> float:
    return (0.5 + share) * KIND_WEIGHT[row["kind"]] * (ASKED_KIND if row["kind"] == query.kind else 1)


def in_force(row: Mapping[str, Any], as_of: date) -> bool | None:
    """Whether a contract or policy is in force on the day; None where it states no date."""
    if row["in_force_from"] is None:
        return None
    return bool(row["in_force_from"] <= as_of and (row["in_force_to"] is None or as_of <= row["in_force_to"]))


def _ranks(ranking: list[Row], column: str) -> dict[int, int]:
    """Rank by chunk; equals share a rank, for many passages hold the same words."""
    scores = sorted({row[column] for row in ranking}, reverse=True)
    place = {score: rank for rank, score in enumerate(scores, start=1)}
    return {row["chunk_id"]: place[row[column]] for row in ranking}


def _fused(rankings: list[dict[int, int]]) -> dict[int, float]:
    """Reciprocal ranks, summed; where a ranking lacks a passage, it stands behind its last one."""
    chunks = {chunk for ranking in rankings for chunk in ranking}
    return {
        chunk: sum(1 / (RANK_CONSTANT + ranking.get(chunk, CANDIDATES + 1)) for ranking in rankings) for chunk in chunks
    }


def _found(row: Mapping[str, Any], score: float, similarity: float, share: float, as_of: date) -> Found:
    valid = in_force(row, as_of)
    return Found(
        row["document_id"], row["file_name"], row["kind"], row["page"], "", None, row["text"], row["party"],
        score * (SUPERSEDED if valid is False else 1), similarity, share, valid, row["version"], row["trust_reason"],
    )  # fmt: skip
