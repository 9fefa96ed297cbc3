"""Which way of learning pay days is best for a company, told by its own past and by nothing later.

At each origin, a past day, candidates learn from the books of that day and say for every item then open how likely it
is paid by the end of each of the next weeks. The loss is the mean squared error of those chances (the Brier score,
summed over weeks as Graf and others, 1999, do for survival); weeks that have not ended by `until` are not looked at,
so that an item still open counts for as long as it was seen. Intervals are bootstraps over customers, whose items
belong together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from workingcapital.forecast.habits import Floats, Habits, Kind, Seen, Whole, learn, when_due

WEEKS: Final = 13
RESAMPLES: Final = 2_000
NEVER: Final = np.iinfo(np.int64).max  # the pay day of what was not paid by the end

PRESENT: Final = Kind()
CANDIDATES: Final[tuple[Kind, ...]] = (
    PRESENT,
    replace(PRESENT, name="everybody alike (one survival curve)", shrinkage=1e9, pooled=1e9, profile=1e9),
    replace(PRESENT, name="each customer alone (a survival curve each)", shrinkage=0.01, pooled=0.1),
    replace(PRESENT, name="effect shrunk by 6 items", shrinkage=6.0),
    replace(PRESENT, name="everybody's chance weighs 2 items", pooled=2.0),
    replace(PRESENT, name="everybody's chance weighs 8 items", pooled=8.0),
    replace(PRESENT, name="everybody's chance weighs 16 items", pooled=16.0),
    replace(PRESENT, name="everybody's chance weighs 48 items", pooled=48.0),
    replace(PRESENT, name="everybody's chance weighs 16 items, effect shrunk by 6", pooled=16.0, shrinkage=6.0),
    replace(PRESENT, name="everybody's days weigh 10 payments", profile=10.0),
    replace(PRESENT, name="pay days smoothed by 1 day", bandwidth=1.0),
    replace(PRESENT, name="with the amount", traits=("log amount",)),
    replace(PRESENT, name="with the term", traits=("term",)),
    replace(PRESENT, name="with amount and drift", traits=("log amount", "drift")),
    replace(PRESENT, name="with amount; everybody's chance weighs 16 items", traits=("log amount",), pooled=16.0),
)


@dataclass(frozen=True)
class Origin:
    """A past day: what was seen by then (traits in columns named `names`), the items open (N), and the day each was
    paid, or NEVER, as known on `until`."""

    on: date
    until: date
    names: tuple[str, ...]
    seen: Seen
    party: Whole
    due: Whole
    traits: Floats
    paid: Whole


@dataclass(frozen=True)
class Losses:
    """The loss of each item at each origin, and whose item it was."""

    party: Whole
    loss: Floats

    def mean(self) -> float:
        """The mean over items; nan without any."""
        return float(self.loss.mean()) if len(self.loss) else float("nan")


@dataclass(frozen=True)
class Compared:
    """How much less the loss is than another's (negative: better), with its 95% interval."""

    difference: float
    low: float
    high: float

    @property
    def better(self) -> bool:
        """Whether the whole interval is below 0."""
        return self.high < 0


def losses(origins: Sequence[Origin], kind: Kind, closed: frozenset[date]) -> Losses:
    """What a way of learning loses on every open item of every origin."""
    return _joined([_scored(origin, _learned(origin, kind, closed), kind.traits) for origin in origins], origins)


def losses_when_due(origins: Sequence[Origin], closed: frozenset[date]) -> Losses:
    """The same of somebody who expects every item on its due date."""
    return _joined([_scored(origin, when_due(origin.on, closed), ()) for origin in origins], origins)


def compared(ours: Losses, other: Losses, seed: int = 7) -> Compared:
    """Ours less the other on the same items, over the same resampled customers."""
    gain = ours.loss - other.loss
    if not len(gain):
        return Compared(float("nan"), float("nan"), float("nan"))
    parties, row = np.unique(ours.party, return_inverse=True)
    sums, counts = np.bincount(row, gain), np.bincount(row)
    picks = np.random.default_rng(seed).integers(0, len(parties), (RESAMPLES, len(parties)))
    drawn = sums[picks].sum(axis=1) / counts[picks].sum(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Compared(float(gain.mean()), float(low), float(high))


def best(origins: Sequence[Origin], closed: frozenset[date]) -> tuple[Kind, dict[str, Losses]]:
    """The candidate with the least loss, and the losses of all by name."""
    found = {kind.name: losses(origins, kind, closed) for kind in CANDIDATES}
    chosen = min(CANDIDATES, key=lambda kind: found[kind.name].mean())
    return chosen, found


def _learned(origin: Origin, kind: Kind, closed: frozenset[date]) -> Habits:
    columns = [origin.names.index(name) for name in kind.traits]
    return learn(replace(origin.seen, traits=origin.seen.traits[:, columns]), origin.on, closed, kind)


def _scored(origin: Origin, habits: Habits, traits: tuple[str, ...]) -> Floats:
    """By item the mean squared error over the weeks that have ended."""
    weeks = min(WEEKS, (origin.until - origin.on).days // 7)
    if not len(origin.party) or not weeks:
        return np.zeros(0)
    columns = [origin.names.index(name) for name in traits]
    by_day = habits.by_day(origin.party, origin.due, origin.traits[:, columns], 7 * weeks)
    said = np.cumsum(by_day, axis=1)[:, 6::7]
    ends = origin.on.toordinal() + 7 * np.arange(1, weeks + 1)
    found: Floats = ((said - (origin.paid[:, None] <= ends)) ** 2).mean(axis=1)
    return found


def _joined(each: Sequence[Floats], origins: Sequence[Origin]) -> Losses:
    parties = [origin.party[: len(loss)] for origin, loss in zip(origins, each, strict=True)]
    return Losses(np.concatenate(parties), np.concatenate(each)) if each else Losses(np.zeros(0, np.int64), np.zeros(0))
