"""How fast the books answer, from ten thousand invoices up: python -m benchmarks.books [--open 1000000] [--json].

With --keep FOLDER only the largest ledger is made, stays in the folder, and is asked without being made the next time.

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
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.books_figures import QUESTIONS, Said, ageing, by_pandas, drivers, frames, row_by_row
from benchmarks.books_import import ROWS, importing
from benchmarks.books_ledger import AS_OF, WHO, made_before, make, owning
from benchmarks.processor import Processor
from benchmarks.run import show
from benchmarks.timing import machine
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.embedded import Server, attach
from workingcapital.store.database.embedded.scratch import scratch
from workingcapital.store.database.settings import StoreSettings

OPEN: Final = 100_000
SMALLEST: Final = 1_667  # open invoices: 10,000 in all
ASKED: Final = 20
PAST: Final = (date(2026, 3, 31), date(2025, 11, 14), date(2024, 8, 5))  # days to rebuild
TO_THE_CENT: Final = Decimal("0.01")
PAID_PER_OPEN: Final = 5
_BUFFERS: Final = "1GB"


def measure(quick: bool = False, open_items: int | None = None, keep: Path | None = None) -> dict[str, Any]:
    """What `wcc bench books` prints: one result for each size, one for the curve, one for importing."""
    largest = open_items or (10_000 if quick else OPEN)
    if keep is not None:
        return {"name": "books", "machine": machine(), "results": [measured(largest, largest, keep)]}
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


def measured(open_items: int, largest: int, keep: Path | None = None) -> dict[str, Any]:
    """The figures of one size; the baselines only for the largest, which is where they matter."""
    with filled(open_items, keep) as (store, made):
        now = {name: _asked(store, question) for name, question in QUESTIONS.items()}
        past = {name: [_asked(store, question, day, 5) for day in PAST]
                for name, question in (("rebuild", ageing), ("drivers", drivers))}  # fmt: skip
        found = {
            "open": open_items,
            "invoices": open_items * (1 + PAID_PER_OPEN),
            "made_seconds": round(made, 1),
            **{f"{name}_p95_ms": spent.p95 for name, spent in now.items()},
            **{f"as_of_{name}_ms": max(spent.p95 for spent in days) for name, days in past.items()},
            **{f"{name}_processor_ms": spent.processor for name, spent in now.items()},
            **{f"as_of_{name}_processor_ms": max(spent.processor for spent in days) for name, days in past.items()},
        }
        return found | (beside(store, found) if open_items == largest else {})


def beside(store: Store, ours: dict[str, Any]) -> dict[str, Any]:
    """Pandas and the loop on the same rows, held against what we said."""
    with owning(store) as books:  # as long as it takes
        data, loading = _timed(lambda: frames(books))
        looped, looping = _timed(lambda: row_by_row(books, AS_OF))
    framed, asking = _timed(lambda: by_pandas(data, AS_OF))
    with store.reading(WHO) as books:
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
def filled(open_items: int, keep: Path | None = None) -> Iterator[tuple[Store, float]]:
    """A database on disk with a ledger of that size, and the seconds that making it took: 0 if it was there."""
    with _served(keep) as server:
        store = Store(server)
        store.prepare()
        there = keep is not None and made_before(store, open_items * (1 + PAID_PER_OPEN))
        seconds = 0.0 if there else _timed(lambda: make(store, open_items, open_items * PAID_PER_OPEN))[1]
        yield store, seconds
        store.close_pools()


@contextmanager
def _served(keep: Path | None) -> Iterator[Server]:
    if keep is None:
        with scratch(in_memory=False, shared_buffers=_BUFFERS) as server:
            yield server
    else:
        server = attach(StoreSettings(data_dir=keep, durable=False, shared_buffers=_BUFFERS))
        try:
            yield server
        finally:
            server.close()


class Spent(NamedTuple):
    """Milliseconds of a question: by the clock, the slowest but one of twenty; of the processors, the mean."""

    p95: float
    processor: float


def _asked(store: Store, question: Callable[[Books, date], Said], day: date = AS_OF, times: int = ASKED) -> Spent:
    """The question asked so many times, warm, as the service's login."""
    by_clock, worked = [], []
    for _ in range(times + 2):
        with store.reading(WHO) as books:
            processor = Processor(books)
            by_clock.append(_timed(lambda: question(books, day))[1])
            worked.append(processor.spent() * 1000)
    warm = sorted(by_clock[2:])
    p95 = warm[min(len(warm) - 1, math.ceil(0.95 * len(warm)) - 1)] * 1000
    return Spent(round(p95, 1), round(sum(worked[2:]) / times, 1))


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
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the largest ledger stays to be asked again")
    given = parser.parse_args(arguments)
    show(measure(open_items=given.open, keep=given.keep), given.json)


if __name__ == "__main__":
    main()
