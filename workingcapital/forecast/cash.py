"""Cash a week at a time by the direct method: opening + receipts − payments = closing, on simulated paths.

Every line is an array (weeks × paths) in minor units of the company's currency, so that
closing is exact on each path; percentiles are taken at the end and do not add up, the
paths do. Week 0 starts the day after the as-of date.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from workingcapital.forecast.history import Lateness, Paths
from workingcapital.forecast.receivables import Receivable, arrivals

PATHS = 400
SEED = 20_260_630


@dataclass(frozen=True)
class Flow:
    """An amount on a day, out negative."""

    on: date
    amount: int


@dataclass(frozen=True)
class NotIssued:
    """Invoices to come: weekly totals of the past half year, and the share paid k weeks after issue."""

    weekly: tuple[int, ...]
    paid_after: tuple[float, ...]
    ordered: tuple[Flow, ...] = ()


@dataclass(frozen=True)
class Outlook:
    """What a forecast stands on."""

    as_of: date
    weeks: int
    opening: int
    floor: int
    receivables: tuple[Receivable, ...]
    lateness: Lateness
    payables: tuple[Flow, ...]
    sales_to_come: NotIssued
    purchases_to_come: NotIssued
    other: Mapping[str, tuple[Flow, ...]] = field(default_factory=dict)
    collected_share: float = 1.0


@dataclass(frozen=True)
class Simulated:
    """Lines by name (weeks × paths), receipts positive, payments negative; disputed items stand apart, uncounted."""

    lines: Mapping[str, Paths]
    closing: Paths
    disputed: int

    def receipts(self) -> Paths:
        """All that comes in."""
        return sum((line for name, line in self.lines.items() if name in RECEIPTS), np.zeros_like(self.closing))

    def payments(self) -> Paths:
        """All that goes out, as positive amounts."""
        return -sum((line for name, line in self.lines.items() if name not in RECEIPTS), np.zeros_like(self.closing))


RECEIPTS = ("open receivables", "sales not invoiced yet", "other receipts")


def week_of(day: date, as_of: date) -> int:
    """The week a day falls in; what is past falls into the first."""
    return max(0, ((day - as_of).days - 1) // 7)


def week_end(as_of: date, week: int) -> date:
    """The last day of a week."""
    return as_of + timedelta(days=7 * (week + 1))


def simulate(outlook: Outlook, paths: int = PATHS) -> Simulated:
    """Run the paths; the same outlook gives the same paths."""
    rng = np.random.default_rng(SEED)
    lines = {
        "open receivables": arrivals(
            outlook.receivables, outlook.lateness, outlook.as_of, (outlook.weeks, paths), rng, outlook.collected_share
        ),
        "sales not invoiced yet": _to_come(outlook, outlook.sales_to_come, paths, rng),
        "open payables": _flows(outlook, outlook.payables, paths),
        "purchases not invoiced yet": -_to_come(outlook, outlook.purchases_to_come, paths, rng),
        **{name: _flows(outlook, flows, paths) for name, flows in outlook.other.items()},
    }
    net = sum(lines.values(), np.zeros((outlook.weeks, paths), np.int64))
    closing = outlook.opening + np.cumsum(net, axis=0)
    disputed = sum(item.amount for item in outlook.receivables if item.disputed)
    return Simulated(lines, closing, disputed)


def first_breach(simulated: Simulated, floor: int) -> tuple[int | None, float]:
    """The first week whose middle path is under the floor, and the share of paths that go under it in any week."""
    under = simulated.closing < floor
    middle = np.median(simulated.closing, axis=1) < floor
    weeks = np.flatnonzero(middle)
    return (int(weeks[0]) if len(weeks) else None), float(under.any(axis=0).mean())


def _flows(outlook: Outlook, flows: tuple[Flow, ...], paths: int) -> Paths:
    per_week = np.zeros(outlook.weeks + 1, np.int64)
    for flow in flows:
        per_week[min(week_of(flow.on, outlook.as_of), outlook.weeks)] += flow.amount
    return np.repeat(per_week[: outlook.weeks, None], paths, axis=1)


def _to_come(outlook: Outlook, coming: NotIssued, paths: int, rng: np.random.Generator) -> Paths:
    """Invoices of the coming weeks, drawn from the past half year's weeks, and paid as fast as invoices were.

    What the order book holds for a week counts; the run-rate fills up the rest.
    """
    if not coming.weekly:
        return np.zeros((outlook.weeks, paths), np.int64)
    issued = rng.choice(np.array(coming.weekly, np.int64), (outlook.weeks, paths))
    known = np.zeros(outlook.weeks + 1, np.int64)
    for order in coming.ordered:
        known[min(week_of(order.on, outlook.as_of), outlook.weeks)] += order.amount
    issued = np.maximum(issued, known[: outlook.weeks, None])
    arrived = np.zeros((outlook.weeks, paths))
    for after, share in enumerate(coming.paid_after[: outlook.weeks]):
        arrived[after:] += issued[: outlook.weeks - after] * share
    return np.rint(arrived).astype(np.int64)
