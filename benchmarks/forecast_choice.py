"""How the receipts forecast was chosen: python -m benchmarks.forecast_choice [COMPANY …]

Each kind of forecast is made at week ends of 2025 and held against the receipts up to the cut, 30 December 2025;
what came later was not looked at. The score is the pinball loss of P10, P50 and P90 in per cent of what came in
(lower is better: it rewards a near middle and a band as wide as it must be); beside it how often the band held.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.forecast_backtest import AHEAD, COMPANIES, sample_books
from workingcapital.forecast.habits import Kind
from workingcapital.forecast.widths import Week, held, pinball
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.replay import replay

CUT: Final = date(2025, 12, 30)
WEEKS: Final = 51
STEP: Final = 3
CHOSEN: Final = Kind()
CHANGES: Final[tuple[dict[str, object], ...]] = (
    {}, {"shrinkage": 1.0}, {"shrinkage": 6.0}, {"pooled": 2.0}, {"pooled": 8.0}, {"profile": 2.0}, {"profile": 10.0},
    {"profile": 1e9}, {"bandwidth": 1.0}, {"bandwidth": 3.0}, {"together": 0.3}, {"together": 0.8}, {"level": 0.05},
    {"level": 0.2}, {"drift": 0.0}, {"drift": 0.06}, {"weeks": 13}, {"weeks": 39}, {"traits": ("log amount",)},
    {"traits": ("term",)},
)  # fmt: skip


def main(companies: Sequence[str] = COMPANIES) -> None:
    """Print a line for what was chosen and for each change of it."""
    table = Table(title=f"Receipts forecasts of 2025, every {STEP}rd week end, up to {CUT}")
    for name in ("change", "pinball loss", *(f"{code}: held in weeks 1, 2–4, 5–8, 9–13" for code in companies)):
        table.add_column(name, justify="right")
    with sample_books() as books:
        for change in CHANGES:
            kind = replace(CHOSEN, **change)  # type: ignore[arg-type]
            table.add_row(_named(change), *_scores(books, kind, companies))
    Console(width=170).print(table)


def _named(change: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in change.items()) or "chosen"


def _scores(books: Books, kind: Kind, companies: Sequence[str]) -> list[str]:
    by_company = [replay(books, code, CUT, WEEKS, kind, STEP).weeks for code in companies]
    loss = sum(pinball(weeks) for weeks in by_company) / len(companies)
    return [f"{loss:.2f}", *(" / ".join(_held(weeks, *ahead) for ahead in AHEAD[:4]) for weeks in by_company)]


def _held(weeks: Sequence[Week], first: int, last: int) -> str:
    return f"{100 * held(weeks, first, last):.0f}"


if __name__ == "__main__":
    main(sys.argv[1:] or COMPANIES)
