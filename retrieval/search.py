"""Questions into cited passages: meaning and words fused by rank, one company at a time, nothing when nothing fits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from psycopg import Connection
from psycopg.rows import DictRow

from retrieval.embedding import Embedder
from retrieval.vocabulary import in_english, terms
from workingcapital.facts import Citation
from workingcapital.store import documents as table

CANDIDATES = 40
RANK_CONSTANT = 60  # of reciprocal rank fusion (Cormack, Clarke, Büttcher 2009)
# Below both, the documents do not speak of what was asked; measured in tests/retrieval/test_quality.py.
MIN_SIMILARITY = 0.52
MIN_SHARE = 0.55
SUPERSEDED = 0.6  # weight of a passage of a contract that is not in force on the day


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
    books: Connection[DictRow], embedder: Embedder, company: str, query: str, as_of: date,
    party_id: int | None = None, kinds: Sequence[str] = (), top: int = 5,
) -> list[Found]:  # fmt: skip
    """The passages of the company's documents that best answer the query; an empty list when none is relevant.

    `books` must be the asker's own connection: rows of other companies do not exist for it.
    """
    words = terms(query)
    vector = embedder.embed([in_english(query)])[0]
    by_meaning = table.passages_by_meaning(books, company, vector.tolist(), embedder.model, party_id, kinds, CANDIDATES)
    by_word = table.passages_by_word(books, company, words, party_id, kinds, CANDIDATES) if words else []
    similarity = {row["chunk_id"]: float(row["similarity"]) for row in by_meaning}
    share = {row["chunk_id"]: float(row["share"]) for row in by_word}
    relevant = [c for c in similarity.keys() | share.keys() if similarity.get(c, 0) >= MIN_SIMILARITY or share.get(c, 0) >= MIN_SHARE]
    rows = table.passages(books, company, relevant)
    fused = _fused([[row["chunk_id"] for row in by_meaning], [row["chunk_id"] for row in by_word]])
    found = [_found(row, fused[c], similarity.get(c, 0), share.get(c, 0), as_of) for c, row in rows.items()]
    best = sorted(found, key=lambda f: (-f.score, f.document_id, f.page))[:top]
    return _with_sentences(best, rows, embedder, vector, words)


def in_force(row: Mapping[str, Any], as_of: date) -> bool | None:
    """Whether a contract or policy is in force on the day; None where it states no date."""
    if row["in_force_from"] is None:
        return None
    return bool(row["in_force_from"] <= as_of and (row["in_force_to"] is None or as_of <= row["in_force_to"]))


def _fused(rankings: list[list[int]]) -> dict[int, float]:
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, chunk in enumerate(ranking, start=1):
            scores[chunk] = scores.get(chunk, 0) + 1 / (RANK_CONSTANT + rank)
    return scores


def _found(row: Mapping[str, Any], score: float, similarity: float, share: float, as_of: date) -> Found:
    valid = in_force(row, as_of)
    return Found(
        row["document_id"], row["file_name"], row["kind"], row["page"], "", None, row["text"], row["party"],
        score * (SUPERSEDED if valid is False else 1), similarity, share, valid, row["version"], row["trust_reason"],
    )  # fmt: skip


def _with_sentences(
    best: list[Found], rows: Mapping[int, Mapping[str, Any]], embedder: Embedder, vector: Any, words: list[str]
) -> list[Found]:
    lines = {(row["document_id"], row["text"], row["page"]): row["lines"] for row in rows.values()}
    sentences = [lines[found.document_id, found.passage, found.page] for found in best]
    texts = [line["text"] for group in sentences for line in group]
    near = embedder.embed(texts) @ vector if texts else np.zeros(0)
    result, at = [], 0
    for found, group in zip(best, sentences, strict=True):
        scores = [float(near[at + i]) + _coverage(line["text"], words) - 0.15 * _bare(line["text"]) for i, line in enumerate(group)]
        at += len(group)
        line = group[int(np.argmax(scores))]
        result.append(replace(found, quote=line["text"], page=line["page"], box=tuple(line["box"]) if line["box"] else None))
    return result


def _coverage(sentence: str, words: list[str]) -> float:
    """Share of the query's terms, or a synonym of each, that the sentence holds."""
    low = " ".join(re.findall(r"[^\W_]+(?:[-'’.][^\W_]+)*", sentence.lower()))
    held = sum(any(re.search(rf"(?<!\w){re.escape(phrase)}", low) for phrase in term.split("|")) for term in words)
    return 0.5 * held / len(words) if words else 0.0


def _bare(sentence: str) -> bool:
    """A heading or label: it names the matter without saying anything."""
    return len(sentence.split()) < 5
