"""When open receivables turn into cash, on simulated paths: blocks of items at once.

On each path a customer is slow or quick (a mood, a quantile); most of his items follow it, the
others draw for themselves. The quantile picks the day of the item's own distribution. Chances
are held to 1/65,536.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workingcapital.forecast.habits import DISPUTED, Floats, Habits, Whole

CHANCE: Final = 1 << 16
_CELLS: Final = 1 << 17  # items × paths worked on at once: as much as stays in the processor's cache
_HALF: Final = 1 << 26  # amounts are summed in two halves, so that doubles hold every minor unit

Paths = NDArray[np.int64]
Draws = NDArray[np.uint16]
Steps = NDArray[np.uint16]  # chances cumulated by period, of 65,536


@dataclass(frozen=True)
class Receivable:
    """An open item: amount in minor units; a promise overrides history; a disputed one is paid as disputed ones were.

    `later`: days it is supposed to be paid later than all that says, sooner where negative.
    """

    party: int
    amount: int
    due: date
    promised: date | None = None
    disputed: bool = False
    traits: tuple[float, ...] = ()
    later: int = 0

    @property
    def habit(self) -> int:
        """Whose habit speaks for it."""
        return DISPUTED if self.disputed else self.party


@dataclass(frozen=True)
class Moods:
    """How slow each customer is on each path: parties in order, and a quantile each (parties × paths)."""

    parties: Whole
    quantile: Draws

    @classmethod
    def drawn(cls, parties: Whole, paths: int, rng: np.random.Generator) -> "Moods":
        """Fresh moods for all of them."""
        known = np.unique(parties)
        return cls(known, chances(rng, (len(known), paths)))

    def rows(self, party: Whole) -> Whole:
        """Where each customer stands."""
        return np.searchsorted(self.parties, party)


def arrivals(
    items: Sequence[Receivable],
    habits: Habits,
    ends: Whole,
    moods: Moods,
    rng: np.random.Generator,
    collected: float = 1.0,
) -> Paths:
    """What comes in of the open items by period × path, in minor units; of each item the share `collected`.

    `ends` are the last days (ordinals) of the periods, the first of which begins the day after the habits were learned.
    """
    paths = moods.quantile.shape[1]
    arrived = np.zeros((len(ends) + 1, paths), np.int64)
    guessed = []
    for item in items:
        if item.promised is not None and item.promised.toordinal() > habits.on:
            arrived[np.searchsorted(ends, item.promised.toordinal() + item.later)] += _collected(item, collected)
        else:
            guessed.append(item)
    if not guessed:
        return arrived[:-1]
    amounts = np.array([_collected(item, collected) for item in guessed], np.int64)
    party, due, traits = columns(guessed)
    later = np.array([item.later for item in guessed], np.int64)
    block = max(1, _CELLS // paths)
    for start in range(0, len(guessed), 16 * block):
        part = slice(start, start + 16 * block)
        steps = steps_of(habits, party[part], due[part], traits[part], ends, later=later[part])
        row = moods.rows(party[part])
        for at in range(0, len(steps), block):
            few = slice(at, at + block)
            period = periods(steps[few], moods.quantile[row[few]], habits.kind.together, rng)
            arrived += _summed(period, amounts[part][few], len(ends) + 1)
    return arrived[:-1]


def columns(items: Sequence[Receivable]) -> tuple[Whole, Whole, Floats]:
    """Party, due day and traits of items."""
    party = np.array([item.habit for item in items], np.int64)
    due = np.array([item.due.toordinal() for item in items], np.int64)
    return party, due, np.array([item.traits for item in items], float).reshape(len(items), -1)


def steps_of(
    habits: Habits,
    party: Whole,
    due: Whole,
    traits: Floats,
    ends: Whole,
    earliest: Whole | None = None,
    later: Whole | None = None,
) -> Steps:
    """For each item the chance to have paid by the end of each period, of 65,536. Shape N × periods.

    What is supposed to come `later` days later has come by a day when it would have come so many days before it.
    """
    later = np.zeros(len(due), np.int64) if later is None else later
    sooner = max(0, -int(later.min(initial=0)))
    by_day = np.cumsum(habits.by_day(party, due, traits, int(ends[-1]) - habits.on + sooner, earliest), axis=1)
    day = ends[None, :] - habits.on - 1 - later[:, None]
    by_end = np.take_along_axis(by_day, np.maximum(day, 0), axis=1) * (day >= 0)
    return np.minimum(np.rint(by_end * CHANCE), CHANCE - 1).astype(np.uint16)


def periods(steps: Steps, mood: Draws, together: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The period (0 …, the number of periods: later) in which each item comes, on each path. Shape N × paths.

    Choices are made by masks: on random data `where` waits for every wrong guess.
    """
    quantile, follows = chances(rng, mood.shape), chances(rng, mood.shape)
    mask = np.negative((follows < round(together * (CHANCE - 1))).astype(np.uint16))
    quantile ^= (quantile ^ mood) & mask
    found = np.zeros(mood.shape, np.uint8)
    for period in range(steps.shape[1]):
        found += quantile >= steps[:, period, None]
    return found


def chances(rng: np.random.Generator, shape: tuple[int, ...]) -> Draws:
    """Whole numbers below 65,536, four from each draw."""
    wanted = int(np.prod(shape))
    raw = rng.integers(0, CHANCE << 48, -(-wanted // 4), np.uint64)
    return raw.view(np.uint16)[:wanted].reshape(shape)


def _collected(item: Receivable, share: float) -> int:
    return item.amount if share == 1 else round(item.amount * share)


def _summed(period: NDArray[np.uint8], amount: Whole, rows: int) -> Paths:
    """Amounts by period and path."""
    paths = period.shape[1]
    flat = (period.astype(np.int32) * paths + np.arange(paths, dtype=np.int32)).ravel()
    high, low = np.divmod(amount, _HALF)
    sums = np.bincount(flat, np.repeat(low.astype(np.float64), paths), rows * paths).astype(np.int64)
    if high.any():
        sums += np.bincount(flat, np.repeat(high.astype(np.float64), paths), rows * paths).astype(np.int64) * _HALF
    return sums.reshape(rows, paths)
