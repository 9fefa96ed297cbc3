"""What a long sentence means where its words are of no trade: a sentence vector beside the linear model of words.

"How long can we hold our breath?" shares no word with a cash forecast, but its sentence vector lies near others that
mean one. The vectors come from the small model that finds passages in documents; `python -m agent.planner.train` fits
one linear layer over them. It is asked only where words leave a sentence in doubt: it costs some 7 ms.
"""

import logging
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from agent.planner.intents.classifier import load, odds_of
from agent.planner.intents.features import Vector
from agent.planner.intents.rules import ranked_with_rules
from agent.planner.tables import DATA
from agent.planner.words.text import fold
from retrieval.embedding import local_embedder
from workingcapital.errors import Unavailable

FILE: Final = DATA / "meaning.npz"
SHARE: Final = 0.7  # what a sentence vector's score counts beside the score of the words
LEAST_WORDS: Final = 7  # below that, words are all there is
Ranked = list[tuple[str, float]]
_NAMES: Final = {
    "xparty": "the firm", "xnumber": "the invoice", "xorder": "the order", "xamount": "an amount", "xrate": "a rate",
    "xterms": "payment terms", "xlength": "some days", "xcompany": "our company", "xpastperiod": "last period",
    "xthisperiod": "this period", "xnextperiod": "next period", "xpastday": "that day", "xthisday": "today",
    "xnextday": "that day", "xcountry": "that country",
}  # fmt: skip
_MASK: Final = re.compile(r"\bx[a-z]{4,}\b")
_log = logging.getLogger(__name__)


def in_words(masked: str) -> str:
    """A masked question as a sentence vector can read it.

    >>> in_words("how deep are we in xparty's pocket?")
    "how deep are we in the firm's pocket?"
    """
    return _MASK.sub(lambda mask: _NAMES.get(mask[0], mask[0]), masked)


def vectors(masked: Sequence[str]) -> Vector:
    """The sentence vectors of masked questions, one row of length one each. Raises Unavailable without the model."""
    return np.asarray(local_embedder().embed([in_words(each) for each in masked]), dtype=np.float32)


def by_meaning(masked: str) -> Ranked | None:
    """Every intent with its odds by words and meaning together; None for a few words, or where the model is missing."""
    layer = _layer()
    if layer is None or len(masked.split()) < LEAST_WORDS:
        return None
    words = load()
    odds = odds_of(words.logits(masked) + SHARE * layer(masked))
    return ranked_with_rules(fold(masked).strip(" \"'"), list(zip(words.intents, odds.tolist(), strict=True)))


@lru_cache(maxsize=1)
def _layer() -> Callable[[str], Vector] | None:
    try:
        vectors(["warm"])
    except Unavailable as missing:
        _log.warning("questions are read by their words alone: %s", missing)
        return None
    with np.load(FILE) as stored:
        weights = stored["weights"].astype(np.float32) * stored["scale"][:, None]
        intercept = stored["intercept"]
    return lambda masked: np.asarray(weights @ vectors([masked])[0] + intercept, dtype=np.float32)


def save(model: Any) -> None:
    """Keep a linear model over sentence vectors, one byte a weight."""
    scale = np.abs(model.weights).max(axis=1) / 127.0
    packed = np.rint(model.weights / scale[:, None]).astype(np.int8)
    np.savez_compressed(FILE, weights=packed, scale=scale.astype(np.float32), intercept=model.intercept)
