"""Whether a company's world has moved since its model was trained: population stability of what the model stands on.

The index is Σ (p − q)·ln(p/q) over the tenths of the reference; above 0.1 is some change, above 0.25 much (Siddiqi,
Credit Risk Scorecards, 2006). With few items chance alone makes it large: under no change it is about χ² of 9 degrees
times 1/n + 1/m (Yurdakul, Statistical Properties of the Population Stability Index, 2018), whose 95th percentile is
the noise it must be above.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.stats import chi2

from workingcapital.forecast.habits import Floats

TENTHS: Final = 10
SOME, MUCH = 0.1, 0.25
Verdict = Literal["steady", "watch", "train again"]


@dataclass(frozen=True)
class Shift:
    """How far a distribution has moved; `then` and `now` are the numbers of items."""

    name: str
    then: int
    now: int
    index: float
    noise: float

    @property
    def verdict(self) -> Verdict:
        """Steady unless it is above both the noise and 0.1."""
        if not self.now or self.index <= max(SOME, self.noise):
            return "steady"
        return "train again" if self.index > MUCH else "watch"


def shift(name: str, then: Floats, now: Floats) -> Shift:
    """How far `now` lies from `then`; an index of 0 where one of them is empty.

    >>> before = np.arange(1000.0)
    >>> shift("same", before, before).verdict, shift("moved", before, before + 300).verdict
    ('steady', 'train again')
    """
    if not len(then) or not len(now):
        return Shift(name, len(then), len(now), 0.0, 0.0)
    edges = np.unique(np.quantile(then, np.arange(1, TENTHS) / TENTHS))
    p, q = (_shares(edges, each) for each in (then, now))
    index = float(((p - q) * np.log(p / q)).sum())
    noise = float(chi2.ppf(0.95, max(1, len(edges))) * (1 / len(then) + 1 / len(now)))
    return Shift(name, len(then), len(now), index, noise)


def _shares(edges: Floats, values: Floats) -> Floats:
    """The share in each bin, none quite 0: half an item is added to each."""
    count = np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1) + 0.5
    found: Floats = count / count.sum()
    return found
