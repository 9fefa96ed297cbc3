"""Slips of the keyboard put right, towards words of the trade only, and never inside a name of the books."""

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from agent.planner.tables import table, word_list
from agent.planner.words.common import is_common
from agent.planner.words.dictionary import is_word
from agent.planner.words.text import fold

_WORD: Final = re.compile(r"(?<![\w.@/'-])[^\W\d_]{3,}(?![\w@/'-]|\.\w)")
SHORT, LONG = 4, 8  # below SHORT letters only the known slips count; from LONG on two slips are put right


def corrected(text: str) -> str:
    """The text with misspelt words of the trade written as they are meant; what is a word, or near none, stays.

    >>> corrected("waht is our dso for the last qarter, by custommer?")
    'what is our dso for the last quarter, by customer?'
    >>> corrected("what do we owe Zebulon, and why?")
    'what do we owe Zebulon, and why?'
    """
    return _WORD.sub(lambda match: put_right(match[0], bool(match.start())) or match[0], text)


@lru_cache(maxsize=4096)
def put_right(word: str, inside: bool) -> str | None:
    """The word that was meant, written large where it was; None where it stays, as what may be a name does."""
    folded, large = fold(word), word[0].isupper()
    slip: str | None = table("slips")["words"].get(folded)
    if slip is None and (is_common(folded) or is_word(folded) or word.isupper() or len(folded) < SHORT):
        return None
    meant = slip or nearest(folded, 1 if large else None) or _compound(folded)
    if meant is None or (large and slip is None and (_other_letters(folded, meant) or (inside and not _noun(meant)))):
        return None
    return meant.capitalize() if large else meant


def _other_letters(folded: str, meant: str) -> bool:
    """Whether a letter was replaced, rather than left out, doubled or swapped: of a name that is no sign of a slip."""
    return len(folded) == len(meant) and sorted(folded) != sorted(meant)


def _noun(meant: str) -> bool:
    """Whether a word is one that the examples write large."""
    return any(
        meant.endswith(noun)
        for noun in (meant[-size:] for size in range(SHORT, len(meant) + 1))
        if noun in word_list("nouns")
    )


def nearest(folded: str, most: int | None = None) -> str | None:
    """The one word of the trade that is a slip away (two from eight letters on); None when there is none or several.

    >>> nearest("recievables"), nearest("brixleby")
    ('receivables', None)
    """
    allowed = most or (2 if len(folded) >= LONG else 1)
    near: dict[int, set[str]] = defaultdict(set)
    for length in range(len(folded) - allowed, len(folded) + allowed + 1):
        for word in by_shape().get((folded[0], length), ()):
            distance = OSA.distance(folded, word, score_cutoff=allowed)
            if distance <= allowed:
                near[distance].add(word)
    best = near.get(min(near), set()) if near else set()
    return next(iter(best)) if len(best) == 1 else _likelier(best)


def slipped(folded: str, most: int, large: bool) -> bool:
    """Whether a word of the trade is at most so many slips away; for one written large, one that is written large too."""
    shapes = ((folded[0], length) for length in range(len(folded) - most, len(folded) + most + 1))
    return any(
        OSA.distance(folded, word, score_cutoff=most) <= min(most, len(word) // 3) and (not large or _noun(word))
        for shape in shapes
        for word in by_shape().get(shape, ())
    )


def _compound(folded: str) -> str | None:
    """A German compound whose second word holds the slip: zahlungsrichtline."""
    for cut in range(len(folded) - SHORT - 1, SHORT, -1):
        head, tail = folded[:cut], folded[cut:]
        if is_word(head) or is_word(head.removesuffix("s")):
            meant = nearest(tail, 1)
            if meant and len(tail) > SHORT and not is_word(tail):
                return head + meant
    return None


def _likelier(words: set[str]) -> str | None:
    """Between forms of one word (invoice, invoices) the longest; otherwise there is no telling."""
    longest = sorted(words, key=lambda word: (-len(word), word))[:2]
    if not longest or (len(longest) > 1 and len(longest[0]) == len(longest[1])):
        return None
    return longest[0] if all(longest[0].startswith(word[: max(4, len(word) - 2)]) for word in words) else None


@cache
def by_shape() -> dict[tuple[str, int], tuple[str, ...]]:
    """Words of the trade by first letter and length."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word in word_list("common_words"):
        if len(word) >= SHORT:
            found[word[0], len(word)].append(word)
    return {shape: tuple(words) for shape, words in found.items()}
