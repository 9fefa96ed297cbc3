"""What the classifier sees of a masked question: characters, words, and the concepts of the trade."""

import json
import re
import zlib
from collections import Counter
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from agent.planner.tables import DATA
from agent.planner.words.text import fold, words

DIMENSIONS: Final = {"chars": 1 << 14, "words": 1 << 13, "concepts": 1 << 12}
OFFSETS: Final = {"chars": 0, "words": 1 << 14, "concepts": (1 << 14) + (1 << 13)}
WIDTH: Final = sum(DIMENSIONS.values())
_EMPHASIS: Final = {"chars": 0.8, "words": 0.8, "concepts": 1.0}

Vector = npt.NDArray[np.float32]


@lru_cache(maxsize=1)
def lexicon() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The words of the trade: whole phrases, and beginnings of phrases (a star in the data), with their concepts."""
    table: dict[str, str] = json.loads((DATA / "concepts.json").read_text(encoding="utf-8"))
    whole: dict[str, list[str]] = {}
    begun: dict[str, list[str]] = {}
    for name, phrases in table.items():
        for phrase in phrases.split("|"):
            target = begun if phrase.endswith("*") else whole
            target.setdefault(" ".join(words(phrase)), []).append(name)
    return whole, begun


def concepts(masked: str) -> list[str]:
    """The concepts a question speaks of, in the order of the alphabet.

    >>> concepts("Which discounts expire this week?")
    ['DISCOUNT', 'EXPIRE']
    """
    whole, begun = lexicon()
    tokens = words(masked)
    found: set[str] = set()
    for first in range(len(tokens)):
        for last in range(first, min(first + 6, len(tokens))):
            phrase = " ".join(tokens[first : last + 1])
            found.update(whole.get(phrase, ()))
            shortest = len(phrase) - len(tokens[last]) + 2
            for end in range(shortest, len(phrase) + 1):
                found.update(begun.get(phrase[:end], ()))
    return sorted(found)


def features(masked: str) -> dict[int, float]:
    """Hashed features of a masked question, each family of them of length one."""
    tokens = re.findall(r"[a-z0-9]+(?:[./-][a-z0-9]+)*|[?!]", fold(masked))
    found = concepts(masked)
    families = {
        "chars": _grams(" ".join(tokens)),
        "words": Counter(tokens) + Counter(f"{a} {b}" for a, b in pairwise(tokens)),
        "concepts": Counter(found) + Counter(f"{a}+{b}" for a, b in combinations(sorted({*found, *_masks(tokens)}), 2)),
    }
    result: dict[int, float] = {}
    for family, counts in families.items():
        _add(result, family, counts)
    return result


def _masks(tokens: list[str]) -> set[str]:
    return {
        token for token in tokens if token in ("xparty", "xnumber", "xorder", "xamount", "xrate", "xterms", "xlength")
    }


def _grams(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for word in text.split():
        padded = f" {word} "
        for size in (3, 4, 5):
            counts.update(padded[i : i + size] for i in range(max(1, len(padded) - size + 1)))
    return counts


def _add(result: dict[int, float], family: str, counts: Counter[str]) -> None:
    weights = {name: 1.0 + np.log(count) for name, count in counts.items()}
    norm = np.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
    for name, weight in weights.items():
        slot = OFFSETS[family] + zlib.crc32(name.encode()) % DIMENSIONS[family]
        result[slot] = result.get(slot, 0.0) + _EMPHASIS[family] * float(weight / norm)
