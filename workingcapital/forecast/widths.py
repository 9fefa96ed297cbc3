"""How uncertain what will be invoiced is for a company: the width that past forecasts should have had.

Everything else of a band follows from items and customers. How much will be invoiced does not: a company whose sales
swing much more than others' needs a wider band. Candidates are held against weeks that have passed, by the pinball loss
of P10, P50 and P90, which a band pays for being too wide as well as for being missed. A year holds few weeks that are
independent of each other, so that the least loss is mostly luck: another width than the general one is used only where
it is clearly better in both halves of the past.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from workingcapital.forecast.cash import Outlook
from workingcapital.forecast.habits import Kind

AHEAD: Final = ((1, 1), (2, 4), (5, 8), (9, 13))
CLEARLY: Final = 0.98  # of the general loss; luck alone hardly takes a fiftieth off in both halves of a year


@dataclass(frozen=True)
class Week:
    """One past week as forecast so many weeks ahead: minor units, `said` by method (the forecast's P50)."""

    made_on: date
    ahead: int
    actual: int
    low: int
    high: int
    said: dict[str, int]


@dataclass(frozen=True)
class Width:
    """Uncertainty of what is invoiced, once and a week (logarithms)."""

    name: str
    level: float
    drift: float

    def within(self, kind: Kind) -> Kind:
        """The settings with this width."""
        return replace(kind, level=self.level, drift=self.drift)

    def of(self, outlook: Outlook) -> Outlook:
        """The outlook with this width of its sales."""
        return replace(outlook, customers=replace(outlook.customers, kind=self.within(outlook.customers.kind)))


GENERAL: Final = Width("general", Kind().level, Kind().drift)
WIDTHS: Final = (
    Width("narrow", 0.05, 0.015), GENERAL, Width("wide", 0.2, 0.05), Width("widest", 0.3, 0.08),
)  # fmt: skip


def pinball(weeks: Sequence[Week]) -> float:
    """The loss of the three quantiles in per cent of what came in; nan where nothing did."""
    total = float(sum(week.actual for week in weeks))
    lost = 0.0
    for week in weeks:
        for share, said in ((0.1, week.low), (0.5, week.said["forecast"]), (0.9, week.high)):
            lost += max(share * (week.actual - said), (share - 1) * (week.actual - said))
    return 100 * lost / total if total else float("nan")


def held(weeks: Sequence[Week], first: int, last: int) -> float:
    """The share of the weeks so far ahead that lay between P10 and P90; nan without any."""
    part = [week.low <= week.actual <= week.high for week in weeks if first <= week.ahead <= last]
    return float(np.mean(part)) if part else float("nan")


def fitting(made: Sequence[Sequence[Week]]) -> Width:
    """The width with the least loss of those that are clearly better than the general one in both halves of the past; the
    general one where none is. `made`: weeks by width, in the order of WIDTHS."""
    general = made[WIDTHS.index(GENERAL)]
    days = sorted({week.made_on for week in general})
    if len(days) < 2:
        return GENERAL
    middle = days[len(days) // 2]
    bars = [CLEARLY * pinball(half) for half in _halves(general, middle)]
    good = [
        place
        for place, weeks in enumerate(made)
        if all(pinball(half) < bar for half, bar in zip(_halves(weeks, middle), bars, strict=True))
    ]
    return WIDTHS[min(good, key=lambda place: pinball(made[place]))] if good else GENERAL


def _halves(weeks: Sequence[Week], middle: date) -> tuple[list[Week], list[Week]]:
    """What was forecast before a day, and from it on."""
    return [week for week in weeks if week.made_on < middle], [week for week in weeks if week.made_on >= middle]
