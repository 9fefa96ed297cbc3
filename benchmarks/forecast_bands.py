"""Do the bands hold in groups that nobody looked at? python -m benchmarks.forecast_bands [NAME …]

One company's half year is 26 forecasts of weeks that overlap: whether 62 or 88% of them lay in the band says little about
the band. So the sample group is made again with other luck (a name seeds it: other invoices, customers' habits and pay
days), and the forecast of every other week end of the last half year of each is held against what came in, by company and
of the group as a whole, with the general settings. Printed: how often P10–P90 held, the mean over the groups with its 95%
interval (groups are independent of each other), between which shares eight of ten groups lay, and whether the errors of
two companies of a group go together.

The settings were looked at on the groups dev1 … dev8 and on Halden itself. `FRESH` was opened once, for the table in
docs/forecast.md; whoever doubts it names groups of their own.
"""

import sys
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.forecast_backtest import COMPANIES, WEEKS, sample_books
from workingcapital.forecast.habits import Kind
from workingcapital.forecast.widths import AHEAD, Week, held
from workingcapital.sample_company.days import TODAY
from workingcapital.store.forecasting.replay import group_replay, replay

FRESH: Final = tuple(f"fresh{n}" for n in range(1, 11))
GROUP: Final = "group"
STEP: Final = 2
RESAMPLES: Final = 4_000
Compared = Mapping[str, Sequence[Week]]  # by company, and of the group


def compared(name: str) -> Compared:
    """The last half year's weeks of every company of a group, and of the group."""
    with sample_books(name) as books:
        found = {code: replay(books, code, TODAY, WEEKS, Kind(), STEP).weeks for code in COMPANIES}
        return {**found, GROUP: group_replay(books, COMPANIES, TODAY, WEEKS, Kind(), STEP).weeks}


def main(names: Sequence[str] = FRESH) -> None:
    """Print how often bands held, and whether companies' errors go together."""
    console = Console(width=150)
    made = [compared(name) for name in track(names, "groups", console=Console(stderr=True))]
    title = f"P10–P90 holds in {len(names)} groups: mean (95% interval), eight of ten groups from … to"
    table = Table(title=title)
    for column in ("of", *(f"{first}–{last} weeks ahead" for first, last in AHEAD)):
        table.add_column(column)
    for whose in (*COMPANIES, GROUP):
        table.add_row(whose, *(_share([held(each[whose], *ahead) for each in made]) for ahead in AHEAD))
    console.print(table)
    mean, low, high = _interval([_together(each) for each in made])
    console.print(f"errors of two companies in the same week correlate by {mean:+.2f} ({low:+.2f} … {high:+.2f})")


def _share(shares: Sequence[float]) -> str:
    mean, low, high = (100 * each for each in _interval(shares))
    least, most = 100 * np.quantile(shares, [0.1, 0.9])
    return f"{mean:.0f} % ({low:.0f}–{high:.0f}), {least:.0f}–{most:.0f}"


def _interval(values: Sequence[float]) -> tuple[float, float, float]:
    """The mean with its interval over resampled groups."""
    found = np.array(values)
    picks = np.random.default_rng(7).integers(0, len(found), (RESAMPLES, len(found)))
    low, high = np.quantile(found[picks].mean(axis=1), [0.025, 0.975])
    return float(found.mean()), float(low), float(high)


def _together(made: Compared) -> float:
    """The mean correlation of two companies' errors, each over the width of its band, in the same weeks."""
    errors = [_errors(made[code]) for code in COMPANIES]
    return float(np.mean([np.corrcoef(one, other)[0, 1] for one, other in combinations(errors, 2)]))


def _errors(weeks: Sequence[Week]) -> list[float]:
    return [(week.actual - week.said["forecast"]) / max(1, week.high - week.low) for week in weeks]


if __name__ == "__main__":
    main(sys.argv[1:] or FRESH)
