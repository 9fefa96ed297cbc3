"""Whether a word is an everyday English or German one, however rare: a name or a slip of the keyboard is not.

`python -m agent.planner.words.dictionary` makes data/dictionary.npz from the word lists of pyspellchecker (MIT, development only).
"""

import re
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from agent.planner.tables import DATA
from agent.planner.words.text import fold

FILE: Final = DATA / "dictionary.npz"
LEAST: Final = {"en": 60, "de": 0}  # times a word was seen; English below that is mostly names and slips
Hashes = npt.NDArray[np.uint32]


def is_word(folded: str) -> bool:
    """Whether a folded word stands in either dictionary: as it is, as an English possessive or plural, or spelled as in
    Britain (the English list is American).

    >>> is_word("telephone"), is_word("begruendung"), is_word("brixleby"), is_word("qarter")
    (True, True, False, False)
    >>> is_word("favour"), is_word("cheques"), is_word("labelled"), is_word("baltour")
    (True, True, True, False)
    """
    plain = folded.removesuffix("s")
    return any(_stored(each) for each in dict.fromkeys((folded, plain, _american(folded), _american(plain))))


_BRITISH: Final = (
    (re.compile("our(?=$|ed$|ing$|able$|ful$|ite$|er$)"), "or"), (re.compile("tre$"), "ter"), (re.compile("que$"), "ck"),
    (re.compile("is(?=e[drs]?$|ing$|ation$)"), "iz"), (re.compile("ll(?=ed$|ing$|er$)"), "l"), (re.compile("ence$"), "ense"),
)  # fmt: skip


def _american(folded: str) -> str:
    return next((sign.sub(then, folded) for sign, then in _BRITISH if sign.search(folded)), folded)


def _stored(folded: str) -> bool:
    kept, wanted = _hashes(), _hash(folded)
    place = int(np.searchsorted(kept, wanted))
    return place < len(kept) and bool(kept[place] == wanted)


@cache
def _hashes() -> Hashes:
    with np.load(FILE) as stored:
        return np.cumsum(stored["steps"], dtype=np.uint64).astype(np.uint32)


def _hash(folded: str) -> np.uint32:
    """FNV-1a: the same on every machine, and a word's place tells nothing of its spelling."""
    value = 0x811C9DC5
    for byte in folded.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return np.uint32(value)


def build() -> int:
    """Write the file; returns how many words it holds."""
    from spellchecker import SpellChecker

    found = set()
    for language, least in LEAST.items():
        seen = SpellChecker(language=language).word_frequency.dictionary
        found |= {int(_hash(fold(word))) for word, times in seen.items() if times > least and word.isalpha()}
    steps = np.diff(np.array(sorted(found), dtype=np.uint64), prepend=np.uint64(0)).astype(np.uint32)
    np.savez_compressed(FILE, steps=steps)
    return len(found)


if __name__ == "__main__":
    print(build(), "words,", FILE.stat().st_size, "bytes")
