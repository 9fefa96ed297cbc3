"""How good the forecast would have been: python -m benchmarks.forecast_backtest

For each company of the sample and for the group as a whole, a forecast from the books of each of the last 26 week ends, 13
weeks ahead, held against what customers paid: weeks that the choice of the method (benchmarks.forecast_choice) did not see.
WAPE and bias of the P50 in per cent of what came in, and how often it lay between P10 and P90; beside it the plain methods
on the same weeks. The plain methods that place open items get our own P50 of sales not invoiced yet on top, else they would
dry up. Then cash as a whole: where the lowest closing of 13 weeks lay among those of the paths. If the chance of a breach
is right over the whole horizon, the floor that a tenth of the paths break is broken one time in ten.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from rich.console import Console
from rich.table import Table

from workingcapital import sample_company
from workingcapital.forecast.cash import simulate, week_end
from workingcapital.forecast.widths import Week
from workingcapital.metrics.accuracy import bias, coverage, weighted_error
from workingcapital.sample_company.days import TODAY
from workingcapital.store.cash import account_balances
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.embedded import scratch
from workingcapital.store.forecasting.outlook import InBase, outlook
from workingcapital.store.forecasting.replay import HORIZON, METHODS, group_replay, replay

COMPANIES: Final = ("HALDE", "HALUK", "HALUS")
WEEKS: Final = 26
SHARES: Final = (10, 25, 50, 75, 90)
AHEAD: Final = ((1, 1), (2, 4), (5, 8), (9, 13), (1, 13))


@contextmanager
def sample_books(luck: str | None = None) -> Iterator[Books]:
    """The sample's books, or those of a group of other luck, in a database of their own."""
    with scratch() as server:
        store = Store(server, server.create_database("wcc_backtest"))
        store.prepare()
        sample_company.load(store, progress=None, tables=sample_company.generate(luck) if luck else None)
        with store.reading(Identity("benchmark", COMPANIES)) as books:
            yield books
        store.close_pools()


def main() -> None:
    """Print one table for each company, and one for the chance of a breach."""
    with sample_books() as books:
        found: list[Week] = []
        for code in COMPANIES:
            started = time.perf_counter()
            weeks = replay(books, code, TODAY, WEEKS).weeks
            show(code, weeks, time.perf_counter() - started)
            found += weeks
        held = (f"{first}–{last}: {_coverage(found, first, last):.0f} %" for first, last in AHEAD)
        started = time.perf_counter()
        whole = group_replay(books, COMPANIES, TODAY, WEEKS).weeks
        show("the group", whole, time.perf_counter() - started)
        Console(width=150).print(f"P10–P90 holds over the {len(COMPANIES)} companies, weeks ahead {', '.join(held)}")
        show_breaches(books)


def show(code: str, weeks: Sequence[Week], seconds: float) -> None:
    """Print the figures by weeks ahead."""
    table = Table(title=f"{code}: receipts, {WEEKS} snapshots, {len(weeks)} weeks compared, {seconds:.1f} s")
    for name in ("weeks ahead", "n", *(f"WAPE {method}" for method in METHODS), "bias forecast", "P10–P90 holds"):
        table.add_column(name, justify="right")
    for first, last in AHEAD:
        part = [week for week in weeks if first <= week.ahead <= last]
        errors = [f"{weighted_error(_pairs(part, method)):.1f} %" for method in METHODS]
        held = _coverage(weeks, first, last)
        over = bias(_pairs(part, "forecast"))
        table.add_row(f"{first}–{last}", str(len(part)), *errors, f"{over:+.1f} %", f"{held:.0f} %")
    Console(width=150).print(table)


def show_breaches(books: Books) -> None:
    """Print how often a floor was broken that so many of the paths break within 13 weeks."""
    table = Table(title=f"Lowest closing of {HORIZON} weeks: floors broken by so many of the paths were broken")
    table.add_column("company")
    for share in SHARES:
        table.add_column(f"{share} %", justify="right")
    ends = [TODAY - timedelta(days=7 * back) for back in range(HORIZON, HORIZON + 2 * WEEKS, 2)]
    by_company = {code: [_rank(books, code, made_on) for made_on in ends] for code in COMPANIES}
    by_company["all"] = [rank for ranks in by_company.values() for rank in ranks]
    for code, ranks in by_company.items():
        held = [f"{100 * sum(rank < share / 100 for rank in ranks) / len(ranks):.0f} %" for share in SHARES]
        table.add_row(f"{code}, {len(ranks)} snapshots", *held)
    Console(width=150).print(table)


def _rank(books: Books, code: str, made_on: date) -> float:
    """The share of paths whose lowest week end closing is below the lowest there was."""
    made = simulate(outlook(books, code, made_on, HORIZON).outlook)
    base = InBase(books, company(books, code), made_on)
    there_was = min(
        sum(base(each.balance, each.currency) for each in account_balances(books, code, week_end(made_on, week)))
        for week in range(HORIZON)
    )
    return float((made.closing.min(axis=0) < there_was).mean())


def _coverage(weeks: Sequence[Week], first: int, last: int) -> Decimal:
    part = [week for week in weeks if first <= week.ahead <= last]
    return coverage([(Decimal(week.actual), Decimal(week.low), Decimal(week.high)) for week in part])


def _pairs(weeks: Sequence[Week], method: str) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(week.actual), Decimal(week.said[method])) for week in weeks]


if __name__ == "__main__":
    main()
