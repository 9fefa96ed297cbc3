"""How uncertain what will be invoiced is for a company: the width that past forecasts should have had.

Everything else of a band follows from items and customers. How much will be invoiced does not: a company whose sales
swing needs a wider one than a company whose sales hardly move. Candidates are held against weeks that have passed: by
the pinball loss of P10, P50 and P90, which a band pays for being too wide as well as for being missed, and, since that
hardly tells neighbours apart, by how near to 80% of the weeks the band held.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from workingcapital.forecast.cash import Outlook
from workingcapital.forecast.habits import Kind

AHEAD: Final = ((1, 1), (2, 4), (5, 8), (9, 13))
TARGET: Final = 0.8
NEAR: Final = 1.01  # losses up to a hundredth above the least are as good


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


def off_target(weeks: Sequence[Week]) -> float:
    """How far the band's share lay from 80%, on average over the groups of weeks ahead."""
    found = [abs(share - TARGET) for first, last in AHEAD if not np.isnan(share := held(weeks, first, last))]
    return float(np.mean(found)) if found else float("nan")


def fitting(made: Sequence[Sequence[Week]]) -> Width:
    """The width whose band held nearest to 80%, of those with a loss as good as the least; `made`: weeks by width."""
    if not made[0]:
        return GENERAL
    loss = [pinball(weeks) for weeks in made]
    good = [place for place in range(len(WIDTHS)) if loss[place] <= NEAR * min(loss)]
    return WIDTHS[min(good, key=lambda place: off_target(made[place]))] if good else GENERAL
