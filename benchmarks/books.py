"""How fast the books answer, from ten thousand invoices up: python -m benchmarks.books [--open 1000000] [--json].

Every question is asked as the service's login under row-level security, in a transaction of its own. Five paid
invoices stand behind each open one. Beside it, in the same run: pandas over the same rows (`pandas_load_seconds` to get
them, then the question), and a loop over objects. All three must say the same, or the run fails.
"""

import argparse
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, Final

from benchmarks.books_figures import QUESTIONS, Said, ageing, by_pandas, drivers, frames, row_by_row
from benchmarks.books_import import ROWS, importing
from benchmarks.books_ledger import AS_OF, WHO, make
from benchmarks.run import show
from benchmarks.timing import machine
from workingcapital.store.connection import Books, Store
from workingcapital.store.embedded.scratch import scratch

OPEN: Final = 100_000
SMALLEST: Final = 1_667  # open invoices: 10,000 in all
ASKED: Final = 20
PAST: Final = (date(2026, 3, 31), date(2025, 11, 14), date(2024, 8, 5))  # days to rebuild
TO_THE_CENT: Final = Decimal("0.01")
PAID_PER_OPEN: Final = 5


def measure(quick: bool = False, open_items: int | None = None) -> dict[str, Any]:
    """What `wcc bench books` prints: one result for each size, one for the curve, one for importing."""
    largest = open_items or (10_000 if quick else OPEN)
    results = [measured(size, largest) for size in sizes(largest)]
    rows = 20_000 if quick else ROWS
    return {"name": "books", "machine": machine(), "results": [*results, curve(results), *importing(rows)]}


def sizes(largest: int) -> list[int]:
    """Ten times more each time, up to the largest.

    >>> sizes(1_000_000)
    [1667, 16670, 166700, 1000000]
    """
    steps = [SMALLEST * 10**n for n in range(8) if SMALLEST * 10**n < largest]
    return [*steps, largest]


def measured(open_items: int, largest: int) -> dict[str, Any]:
    """The figures of one size; the baselines only for the largest, which is where they matter."""
    with filled(open_items) as (store, made):
        found = {
            "open": open_items,
            "invoices": open_items * (1 + PAID_PER_OPEN),
            "made_seconds": round(made, 1),
            **{f"{name}_p95_ms": _p95(store, question) for name, question in QUESTIONS.items()},
            "as_of_rebuild_ms": max(_p95(store, ageing, day, 5) for day in PAST),
            "as_of_drivers_ms": max(_p95(store, drivers, day, 3) for day in PAST),
        }
        return found | (beside(store, found) if open_items == largest else {})


def beside(store: Store, ours: dict[str, Any]) -> dict[str, Any]:
    """Pandas and the loop on the same rows, held against what we said."""
    with store.reading(WHO) as books:
        data, loading = _timed(lambda: frames(books))
        framed, asking = _timed(lambda: by_pandas(data, AS_OF))
        looped, looping = _timed(lambda: row_by_row(books, AS_OF))
        for name, question in QUESTIONS.items():
            said = question(books, AS_OF)
            for other in (framed, looped):
                _agree(name, said, other.get(name, {}))
    both = ours["ageing_p95_ms"] + ours["overdue_drivers_p95_ms"]
    return {
        "pandas_load_seconds": round(loading, 2),
        "pandas_ms": round(asking * 1000),
        "pandas_ratio": round((loading + asking) * 1000 / both, 1),
        "pandas_loaded_ratio": round(asking * 1000 / both, 1),
        "loop_seconds": round(looping, 2),
        "loop_ratio": round(looping * 1000 / both, 1),
        "agree": True,
    }


def curve(results: list[dict[str, Any]]) -> dict[str, Any]:
    """The exponent of each cost in the number of invoices, by least squares on logarithms: 1 is linear, 0 flat."""
    names = [f"{name}_p95_ms" for name in QUESTIONS] + ["as_of_rebuild_ms", "as_of_drivers_ms"]
    xs = [math.log(each["invoices"]) for each in results]
    return {"exponents": {name: _slope(xs, [math.log(each[name]) for each in results]) for name in names}}


@contextmanager
def filled(open_items: int) -> Iterator[tuple[Store, float]]:
    """A database on disk with a ledger of that size, and the seconds that making it took."""
    with scratch(in_memory=False, shared_buffers="1GB") as server:
        store = Store(server)
        store.prepare()
        _, seconds = _timed(lambda: make(store, open_items, open_items * PAID_PER_OPEN))
        yield store, seconds
        store.close_pools()


def _p95(store: Store, question: Callable[[Books, date], Said], day: date = AS_OF, times: int = ASKED) -> float:
    """Milliseconds of the slowest but one of twenty, warm."""
    spent = []
    for _ in range(times + 2):
        with store.reading(WHO) as books:
            spent.append(_timed(lambda: question(books, day))[1])
    warm = sorted(spent[2:])
    return round(warm[min(len(warm) - 1, math.ceil(0.95 * len(warm)) - 1)] * 1000, 1)


def _agree(name: str, said: Said, other: Said) -> None:
    for key, value in other.items():
        if abs(said[key] - value) > (TO_THE_CENT if name != "dso_family" else Decimal("0.05")):
            raise ArithmeticError(f"{name}: {key} is {said[key]} to us and {value} to a baseline")


def _slope(xs: list[float], ys: list[float]) -> float | None:
    if len(xs) < 2:
        return None
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return round(sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs), 2)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    done = work()
    return done, time.perf_counter() - begun


def main(arguments: list[str] | None = None) -> None:
    """Print the table, or the document as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--open", type=int, default=OPEN, help="open invoices of the largest ledger")
    given = parser.parse_args(arguments)
    show(measure(open_items=given.open), given.json)


if __name__ == "__main__":
    main()
