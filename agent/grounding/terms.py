"""The words by which a figure is told from another, read from a table: what is counted, of which side, in which state."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Final

# A figure whose label holds one of these is another figure without it: a sentence must say it.
_LONG_NUMBER: Final = re.compile(r"\d{3,}")
MUST_BE_SAID: Final = frozenset({"metric", "method", "state", "quantile", "movement"})


@dataclass(frozen=True)
class Said:
    """Something a sentence says that a figure beside it must bear out."""

    start: int
    end: int
    facet: str
    value: str
    text: str


@cache
def _table() -> tuple[tuple[str, str, str], ...]:
    """(facet, term, expression) of every term."""
    text = (Path(__file__).parent / "terms.toml").read_text(encoding="utf-8")
    return tuple((facet, term, words) for facet, terms in tomllib.loads(text).items() for term, words in terms.items())


@cache
def _each() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((f, t, re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.IGNORECASE)) for f, t, words in _table())


@cache
def _any() -> re.Pattern[str]:
    """Where a term begins at all."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words for _, _, words in _table())})(?!\w)", re.IGNORECASE)


def terms_in(text: str) -> Iterator[Said]:
    """The terms of a text from left to right; where two overlap the longer one counts.

    >>> [(each.facet, each.value) for each in terms_in("Overdue receivables above the cash floor")]
    [('state', 'overdue'), ('side', 'receivable'), ('measure', 'floor')]
    """
    place = 0
    while begins := _any().search(text, place):
        start = begins.start()
        at_it = ((match.end(), facet, term) for facet, term, one in _each() if (match := one.match(text, start)))
        place, facet, term = max(at_it, key=itemgetter(0))
        yield Said(start, place, facet, term, text[start:place])


def heads(text: str) -> frozenset[tuple[str, str]]:
    """What a label says of its figure, as (facet, term); whichever document or amount it names, it is read once."""
    return _heads(_LONG_NUMBER.sub("000", text))


@lru_cache(maxsize=8192)
def _heads(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((each.facet, each.value) for each in terms_in(text))
