"""When open receivables turn into cash, on simulated paths: blocks of items at once.

On each path a customer is slow or quick (a mood); most of his items follow it, the others
draw for themselves. A quantile picks a value of his own history or of everybody's, of
what was later than the item is already. Chances are held to 1/65,536.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workingcapital.forecast.history import SHRINKAGE, TAIL_DAYS, Lateness, Paths

# How far one customer's items move together: 1 would be in lockstep.
TOGETHER: Final = 0.7

_CHANCE: Final = 1 << 16
_TAIL: Final = 4096  # points of the exponential tail
_CELLS: Final = 1 << 17  # items × paths worked on at once: as much as stays in the processor's cache
_HALF: Final = 1 << 26  # amounts are summed in two halves, so that doubles hold every minor unit

Numbers = NDArray[np.int32]
Counts = NDArray[np.uint32]
Draws = NDArray[np.uint16]


@dataclass(frozen=True)
class Receivable:
    """An open item: amount in minor units; a promise overrides history; a disputed one is not counted on."""

    party: int
    amount: int
    due: date
    promised: date | None = None
    disputed: bool = False


@dataclass(frozen=True)
class _Open:
    """Items that history speaks for, sorted by party, with the stretch of `days` each draws from.

    `own` and `pool` are (first place, count); `share` is the chance of its own history, `follow` that of
    following the customer's mood, both of 65,536; `shift` turns days late into days from today.
    """

    party: NDArray[np.int64]
    amount: NDArray[np.int64]
    days: Numbers
    own: tuple[Counts, Counts]
    pool: tuple[Counts, Counts]
    share: Numbers
    follow: Draws
    shift: Numbers


def arrivals(
    items: Sequence[Receivable],
    lateness: Lateness,
    as_of: date,
    shape: tuple[int, int],
    rng: np.random.Generator,
    collected: float = 1.0,
) -> Paths:
    """What comes in of the open items, in minor units, by `shape` (weeks, paths); of each the share `collected`."""
    weeks, paths = shape
    arrived = np.zeros((weeks + 1, paths), np.int64)
    guessed: list[Receivable] = []
    for item in items:
        if item.disputed:
            continue
        if item.promised is not None and item.promised > as_of:
            arrived[min(((item.promised - as_of).days - 1) // 7, weeks)] += _collected(item, collected)
        else:
            guessed.append(item)
    if guessed:
        _draw(_open(guessed, lateness, as_of, collected), arrived, rng)
    return arrived[:weeks]


def _collected(item: Receivable, share: float) -> int:
    return item.amount if share == 1 else round(item.amount * share)


def _open(items: list[Receivable], lateness: Lateness, as_of: date, collected: float) -> _Open:
    items = sorted(items, key=lambda item: item.party)
    party = np.array([item.party for item in items], np.int64)
    late = np.array([(as_of - item.due).days for item in items], np.int64)
    days, own, pool = _stretches(party, late, lateness)
    none = (own[1] == 0) & (pool[1] == 0)
    tail = np.floor(-TAIL_DAYS * np.log1p(-(np.arange(_TAIL) + 0.5) / _TAIL))
    pool = (np.where(none, len(days), pool[0]), np.where(none, _TAIL, pool[1]))
    # Where everybody's history is silent, the customer's own speaks alone.
    weight = np.where(pool[1] > 0, own[1] / (own[1] + SHRINKAGE), 1.0)
    return _Open(
        party=party,
        amount=np.array([_collected(item, collected) for item in items], np.int64),
        days=np.concatenate([days, tail]).astype(np.int32),
        own=(own[0].astype(np.uint32), own[1].astype(np.uint32)),
        pool=(pool[0].astype(np.uint32), pool[1].astype(np.uint32)),
        share=np.rint(weight * _CHANCE).astype(np.int32),
        follow=np.where(none, 0, round(TOGETHER * _CHANCE)).astype(np.uint16),
        shift=np.where(none, 0, -late - 1).astype(np.int32),
    )


_Stretch = tuple[NDArray[np.int64], NDArray[np.int64]]


def _stretches(
    party: NDArray[np.int64], late: NDArray[np.int64], lateness: Lateness
) -> tuple[NDArray[np.int64], _Stretch, _Stretch]:
    """Sorted histories one after another, and for each item where what is later than it begins, and how much that is."""
    everybody = _sorted(lateness.everybody)
    first = np.searchsorted(everybody, late, side="right")
    pool = (first, len(everybody) - first)
    parts, at = [everybody], len(everybody)
    own_first, own_count = np.zeros_like(late), np.zeros_like(late)
    edges = np.flatnonzero(np.diff(party, prepend=party[0] - 1, append=party[-1] + 1))
    for start, end in pairwise(edges):
        known = lateness.by_party.get(int(party[start]))
        if known is None or not len(known):
            continue
        ordered = _sorted(known)
        skipped = np.searchsorted(ordered, late[start:end], side="right")
        own_first[start:end], own_count[start:end] = at + skipped, len(ordered) - skipped
        parts.append(ordered)
        at += len(ordered)
    return np.concatenate(parts), (own_first, own_count), pool


def _sorted(history: NDArray[np.int64]) -> NDArray[np.int64]:
    """In order, and thinned evenly where there are more values than chances."""
    return np.sort(history)[:: len(history) // _CHANCE + 1]


def _draw(items: _Open, arrived: Paths, rng: np.random.Generator) -> None:
    """Add the items to `arrived` (weeks + 1 × paths; the last row is beyond the horizon)."""
    rows, paths = arrived.shape
    mood, of = np.zeros((0, paths), np.uint16), -1
    step = max(1, _CELLS // paths)
    for start in range(0, len(items.party), step):
        block = slice(start, start + step)
        known, row = np.unique(items.party[block], return_inverse=True)
        fresh = _chances(rng, (len(known), paths))
        if len(mood) and known[0] == of:
            fresh[0] = mood[-1]
        mood, of = fresh, int(known[-1])
        place = _weeks(items, block, mood[row], rows - 1, rng)
        place *= paths
        place += np.arange(paths, dtype=np.int32)
        arrived += _summed(place, items.amount[block], rows * paths).reshape(rows, paths)


def _weeks(items: _Open, block: slice, mood: Draws, last: int, rng: np.random.Generator) -> Numbers:
    """The week (0 …, `last`: later) in which each item of the block comes, on each path.

    Choices are made by masks and products: on random data `where` waits for every wrong guess.
    """
    follows, quantile, is_own = (_chances(rng, mood.shape) for _ in range(3))
    mask = np.negative((follows < items.follow[block, None]).astype(np.uint16))
    quantile ^= (quantile ^ mood) & mask
    own = (is_own < items.share[block, None]).astype(np.uint32)
    place = _chosen(own, items.own[1][block, None], items.pool[1][block, None])
    place *= quantile.astype(np.uint32)
    place >>= 16
    place += _chosen(own, items.own[0][block, None], items.pool[0][block, None])
    week = items.days.take(place)
    week += items.shift[block, None]
    week //= 7
    return np.clip(week, 0, last, out=week)


def _chosen(first: Counts, one: Counts, other: Counts) -> Counts:
    """`one` where `first` is 1 and `other` where it is 0; modulo 2³², so that the difference may be negative."""
    return first * (one - other) + other


def _summed(place: Numbers, amount: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    flat = place.ravel()
    times = place.shape[1]
    high, low = np.divmod(amount, _HALF)
    sums = np.bincount(flat, np.repeat(low.astype(np.float64), times), size).astype(np.int64)
    if high.any():
        sums += np.bincount(flat, np.repeat(high.astype(np.float64), times), size).astype(np.int64) * _HALF
    return sums


def _chances(rng: np.random.Generator, shape: tuple[int, int]) -> Draws:
    """Whole numbers below 65,536, four from each draw."""
    wanted = shape[0] * shape[1]
    raw = rng.integers(0, 1 << 64, -(-wanted // 4), np.uint64)
    return raw.view(np.uint16)[:wanted].reshape(shape)
