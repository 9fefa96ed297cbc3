"""Which of the intents a masked question has: a linear model, inference in numpy."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from agent.planner.intents.features import WIDTH, Vector, features
from agent.planner.tables import DATA

SHARPNESS: Final = 3.0  # turns margins into odds that match how often they are right


def odds_of(scores: Vector) -> Vector:
    """Scores as probabilities."""
    odds = np.exp(SHARPNESS * (scores - scores.max()))
    return np.asarray(odds / odds.sum(), dtype=np.float32)


Places = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Classifier:
    """Weights as stored, and the names of the intents."""

    intents: tuple[str, ...]
    weights: Vector
    position: Places
    intercept: Vector

    def logits(self, masked: str) -> Vector:
        """The score of every intent, in their order."""
        logits = self.intercept.copy()
        for slot, value in features(masked).items():
            column = int(self.position[slot])
            if column >= 0:
                logits = logits + self.weights[column] * value
        return logits

    def scores(self, masked: str) -> list[tuple[str, float]]:
        """Every intent with its probability, the likeliest first."""
        odds = odds_of(self.logits(masked))
        order = np.argsort(-odds)
        return [(self.intents[i], float(odds[i])) for i in order]


@lru_cache(maxsize=1)
def load() -> Classifier:
    """The committed weights."""
    card = json.loads((DATA / "weights.json").read_text(encoding="utf-8"))
    with np.load(DATA / "weights.npz") as stored:
        position = np.full(WIDTH, -1, dtype=np.int32)
        position[stored["used"]] = np.arange(len(stored["used"]))
        weights = (stored["weights"].astype(np.float32) * stored["scale"][:, None]).T.copy()
        return Classifier(tuple(card["intents"]), weights, position, stored["intercept"])
