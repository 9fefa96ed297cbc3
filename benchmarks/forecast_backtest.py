"""How good the receipts forecast would have been: python -m benchmarks.forecast_backtest

For each company of the sample, a forecast from the books of each of the last 52 week ends, 13 weeks
ahead, held against what customers paid. WAPE and bias of the P50 in per cent of what came in, and how
often it lay between P10 and P90; beside it the plain methods on the same weeks. The plain methods that
place open items get our own P50 of sales not invoiced yet on top, else they would dry up.
"""

import time
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from rich.console import Console
from rich.table import Table

from workingcapital import sample_company
from workingcapital.metrics.accuracy import bias, coverage, weighted_error
from workingcapital.sample_company.days import TODAY
from workingcapital.store.connection import Store
from workingcapital.store.context import Identity
from workingcapital.store.embedded import scratch
from workingcapital.store.replay import METHODS, Week, replay

COMPANIES: Final = ("HALDE", "HALUK", "HALUS")
WEEKS: Final = 52
AHEAD: Final = ((1, 1), (2, 4), (5, 8), (9, 13), (1, 13))


def main() -> None:
    """Load the sample into a database of its own and print one table for each company."""
    with scratch() as server:
        store = Store(server, server.create_database("wcc_backtest"))
        store.prepare()
        sample_company.load(store, progress=None)
        with store.reading(Identity("benchmark", COMPANIES)) as books:
            for code in COMPANIES:
                started = time.perf_counter()
                weeks = replay(books, code, TODAY, WEEKS).weeks
                show(code, weeks, time.perf_counter() - started)
        store.close_pools()


def show(code: str, weeks: Sequence[Week], seconds: float) -> None:
    """Print the figures by weeks ahead."""
    table = Table(title=f"{code}: receipts, {WEEKS} snapshots, {len(weeks)} weeks compared, {seconds:.1f} s")
    for name in ("weeks ahead", "n", *(f"WAPE {method}" for method in METHODS), "bias forecast", "P10–P90 holds"):
        table.add_column(name, justify="right")
    for first, last in AHEAD:
        part = [week for week in weeks if first <= week.ahead <= last]
        errors = [f"{weighted_error(_pairs(part, method)):.1f} %" for method in METHODS]
        held = coverage([(Decimal(w.actual), Decimal(w.low), Decimal(w.high)) for w in part])
        over = bias(_pairs(part, "forecast"))
        table.add_row(f"{first}–{last}", str(len(part)), *errors, f"{over:+.1f} %", f"{held:.0f} %")
    Console(width=150).print(table)


def _pairs(weeks: Sequence[Week], method: str) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(week.actual), Decimal(week.said[method])) for week in weeks]


if __name__ == "__main__":
    main()
