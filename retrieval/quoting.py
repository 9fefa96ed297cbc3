"""The sentence of a passage that answers a question best."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from retrieval.embedding import Embedder
from retrieval.found import Found
from retrieval.query import Query, amounts_in, holds

OFFERED = 0.4  # of an offer the sentence with its terms is wanted, not the one with its date
_OFFER = re.compile(r"\b(?:offer\w*|angebot\w*|angeboten|propos\w*|bietet|bieten)\b", re.IGNORECASE)
_TERMS = re.compile(r"\d(?:[.,]\d+)? ?(?:%|per ?cent|prozent)", re.IGNORECASE)


def with_sentences(
    best: list[Found], rows: Mapping[int, Mapping[str, Any]], embedder: Embedder, vector: Any, query: Query
) -> list[Found]:
    """Each passage with its best sentence: nearest in meaning, holding the words, in the range asked for."""
    lines = {(row["document_id"], row["text"], row["page"]): row["lines"] for row in rows.values()}
    groups = [_sentences(lines[found.document_id, found.passage, found.page]) for found in best]
    texts = [line["text"] for group in groups for line in group]
    near = iter(embedder.embed(texts) @ vector if texts else [])
    result = []
    for found, group in zip(best, groups, strict=True):
        scores = [float(next(near)) + _fit(line["text"], query) for line in group]
        line = group[int(np.argmax(scores))]
        box = tuple(line["box"]) if line["box"] else None
        result.append(replace(found, quote=line["text"], page=line["page"], box=box))
    return result


def _sentences(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Headings name the matter without saying anything: they are quoted only when there is nothing else."""
    return [line for line in lines if not line.get("heading") and len(line["text"].split()) > 2] or lines


def _fit(sentence: str, query: Query) -> float:
    held = sum(holds(sentence, term) for term in query.terms) / len(query.terms) if query.terms else 0.0
    fit = 0.6 * held + (0.5 * range_fit(sentence, query.amounts) if query.amounts else 0.0)
    return fit + (OFFERED if _OFFER.search(query.meaning) and _TERMS.search(sentence) else 0.0)


def range_fit(sentence: str, asked: Sequence[Decimal]) -> float:
    """1 when an asked amount lies within the limits that the sentence states, else 0.

    >>> [range_fit(s, [Decimal(60000)]) for s in ("up to 50,000", "above 50,000 and up to 500,000", "above 500,000")]
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
