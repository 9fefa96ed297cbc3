"""Questions into cited passages: meaning and words fused by rank, one company at a time, nothing when nothing fits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from psycopg import Connection
from psycopg.rows import DictRow

from retrieval.embedding import Embedder
from retrieval.query import Query, amounts_in, holds, understand
from workingcapital.facts import Citation
from workingcapital.store import documents as table
from workingcapital.store.documents import Row

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


@dataclass(frozen=True)
class Found:
    """A passage that answers, with its best sentence. `share` is the part of the query's word weight it holds."""

    document_id: str
    filename: str
    kind: str
    page: int
    quote: str
    box: tuple[float, ...] | None
    passage: str
    party: str | None
    score: float
    similarity: float
    share: float
    in_force: bool | None
    version: int
    trust_reason: str | None

    def citation(self) -> Citation:
        """The sentence as a citation."""
        return Citation(
            document_id=self.document_id, filename=self.filename, page=self.page, quote=self.quote,
            box=list(self.box) if self.box else None, party=self.party, kind=self.kind,
        )  # fmt: skip


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
    rows = table.passages(books, company, relevant)
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
    return _with_sentences(best[:top], rows, embedder, vector, query)


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
    meanings = [table.passages_by_meaning(books, company, near, model, parties, kind, CANDIDATES) for kind in asked]
    words = (
        [table.passages_by_word(books, company, terms, parties, kind, CANDIDATES) for kind in asked] if terms else []
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


def _with_sentences(
    best: list[Found], rows: Mapping[int, Mapping[str, Any]], embedder: Embedder, vector: Any, query: Query
) -> list[Found]:
    """Each passage with the sentence in it that answers best: nearest in meaning, holding the words, in the asked range."""
    lines = {(row["document_id"], row["text"], row["page"]): row["lines"] for row in rows.values()}
    groups = [_sentences(lines[found.document_id, found.passage, found.page]) for found in best]
    texts = [line["text"] for group in groups for line in group]
    near = iter(embedder.embed(texts) @ vector if texts else [])
    result = []
    for found, group in zip(best, groups, strict=True):
        scores = [float(next(near)) + _fit(line["text"], query) for line in group]
        line = group[int(np.argmax(scores))]
        result.append(
            replace(found, quote=line["text"], page=line["page"], box=tuple(line["box"]) if line["box"] else None)
        )
    return result


def _sentences(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Headings name the matter without saying anything: they are quoted only when there is nothing else."""
    return [line for line in lines if not line.get("heading") and len(line["text"].split()) > 2] or lines


def _fit(sentence: str, query: Query) -> float:
    held = sum(holds(sentence, term) for term in query.terms) / len(query.terms) if query.terms else 0.0
    return 0.6 * held + (0.5 * _range_fit(sentence, query.amounts) if query.amounts else 0.0)


def _range_fit(sentence: str, asked: Sequence[Decimal]) -> float:
    """1 when the asked amount lies between two amounts of the sentence or is one of its single limits, else 0.

    >>> [_range_fit(s, [Decimal(60000)]) for s in ("up to 50,000", "above 50,000 and up to 500,000", "above 500,000")]
    [0.0, 1.0, 0.0]
    """
    stated = amounts_in(sentence)
    upper = re.search(r"\b(up to|bis)\b", sentence, re.IGNORECASE) is not None
    lower = re.search(r"\b(above|over|more than|über|ab)\b", sentence, re.IGNORECASE) is not None
    if not stated:
        return 0.0
    low = min(stated) if lower else Decimal(0)
    high = max(stated) if upper else Decimal("Infinity")
    return 1.0 if (lower or upper) and any(low < amount <= high for amount in asked) else 0.0
