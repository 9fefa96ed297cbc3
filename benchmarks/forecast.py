"""How fast the cash forecast is: python -m benchmarks.forecast

100,000 open receivables of 5,000 customers on 2,000 paths, with habits learned from 100,000 settled items; the
same against a loop over items (on 1,000 of them), and how far both ways' weekly receipts lie apart.
"""

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workingcapital.forecast.cash import Outlook, simulate, week_ends
from workingcapital.forecast.coming import NotIssued
from workingcapital.forecast.habits import Habits, Seen, learn
from workingcapital.forecast.receivables import Moods, Paths, Receivable, arrivals, columns

AS_OF: Final = date(2026, 6, 30)
ITEMS, CUSTOMERS, PATHS, WEEKS, LOOPED = 100_000, 5_000, 2_000, 13, 1_000


def books(rng: np.random.Generator) -> Outlook:
    """Open items due from ninety days ago to sixty ahead, customers with some twenty settled items each."""
    items = tuple(
        Receivable(int(party), int(amount), AS_OF + timedelta(days=int(day)))
        for party, amount, day in zip(
            rng.integers(0, CUSTOMERS, ITEMS),
            rng.integers(1_000, 5_000_000, ITEMS),
            rng.integers(-90, 60, ITEMS),
            strict=True,
        )
    )
    return Outlook(AS_OF, WEEKS, 0, 0, items, _habits(rng), (), NotIssued(), NotIssued())


def _habits(rng: np.random.Generator) -> Habits:
    party = rng.integers(0, CUSTOMERS, ITEMS)
    late = rng.normal(rng.normal(6, 8, CUSTOMERS)[party], 9) + rng.exponential(4, ITEMS)
    until = AS_OF.toordinal() - rng.integers(1, 500, ITEMS)
    due = until - np.rint(late).astype(np.int64)
    return learn(Seen(party, due, until, np.ones(ITEMS, bool), np.zeros((ITEMS, 0))), AS_OF, frozenset())


def looped(outlook: Outlook, paths: int, rng: np.random.Generator) -> Paths:
    """The same, an item at a time."""
    arrived = np.zeros((outlook.weeks + 1, paths), np.int64)
    moods: dict[int, NDArray[np.float64]] = {}
    together = outlook.customers.kind.together
    for item in outlook.receivables:
        mood = moods.setdefault(item.party, rng.random(paths))
        quantiles = np.where(rng.random(paths) < together, mood, rng.random(paths))
        by_day = outlook.customers.by_day(*columns([item]), 7 * outlook.weeks)[0]
        week = np.searchsorted(np.cumsum(by_day), quantiles) // 7
        np.add.at(arrived, (week, np.arange(paths)), item.amount)
    return arrived[: outlook.weeks]


def main() -> None:
    """Print seconds and the agreement of both ways."""
    outlook = books(np.random.default_rng(1))
    few = replace(outlook, receivables=outlook.receivables[:LOOPED])
    started, worked = time.perf_counter(), time.process_time()
    simulate(outlook, PATHS)
    whole, own = time.perf_counter() - started, time.process_time() - worked
    started = time.perf_counter()
    old = looped(few, PATHS, np.random.default_rng(2))
    by_item = time.perf_counter() - started
    started = time.perf_counter()
    moods = Moods.drawn(np.array([item.party for item in few.receivables]), PATHS, np.random.default_rng(4))
    new = arrivals(few.receivables, few.customers, week_ends(few), moods, np.random.default_rng(3))
    at_once = time.perf_counter() - started
    owed = sum(item.amount for item in few.receivables)
    apart = np.abs(old.mean(axis=1) - new.mean(axis=1)).max() / owed
    print(
        f"{ITEMS:,} open receivables × {PATHS:,} paths × {WEEKS} weeks: {whole:.2f} s ({own:.2f} s of processor time)"
    )
    print(
        f"{LOOPED:,} of them, item by item: {by_item:.2f} s; at once: {at_once:.3f} s; {by_item / at_once:.0f} times faster"
    )
    print(f"largest difference of a week's mean receipts between the two: {apart:.3%} of what is open")
    print(
        f"largest difference of a week's standard deviation: {np.abs(old.std(axis=1) - new.std(axis=1)).max() / owed:.3%}"
    )


if __name__ == "__main__":
    main()
