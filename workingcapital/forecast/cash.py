"""Cash a week at a time by the direct method: opening + receipts − payments = closing, on simulated paths.

Every line is an array (weeks × paths) in minor units of the company's currency, so that
closing is exact on each path; percentiles are taken at the end and do not add up, the
paths do. Week 0 starts the day after the as-of date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from workingcapital.forecast.coming import WEEK, NotIssued, to_come
from workingcapital.forecast.habits import Habits, Whole
from workingcapital.forecast.receivables import Moods, Paths, Receivable, arrivals

PATHS = 400
SEED = 20_260_630


@dataclass(frozen=True)
class Flow:
    """An amount on a day, out negative."""

    on: date
    amount: int


@dataclass(frozen=True)
class Outlook:
    """What a forecast stands on."""

    as_of: date
    weeks: int
    opening: int
    floor: int
    receivables: tuple[Receivable, ...]
    customers: Habits
    payables: tuple[Flow, ...]
    sales_to_come: NotIssued
    purchases_to_come: NotIssued
    suppliers: Habits | None = None  # None: no purchases are expected beyond the bills there are
    other: Mapping[str, tuple[Flow, ...]] = field(default_factory=dict)
    collected_share: float = 1.0


@dataclass(frozen=True)
class Simulated:
    """Lines by name (weeks, or other periods, × paths), receipts positive, payments negative; `disputed`: what
    is disputed of the open items, which have a line of their own."""

    lines: Mapping[str, Paths]
    closing: Paths
    disputed: int

    def receipts(self) -> Paths:
        """All that comes in."""
        return sum((line for name, line in self.lines.items() if name in RECEIPTS), np.zeros_like(self.closing))

    def payments(self) -> Paths:
        """All that goes out, as positive amounts."""
        return -sum((line for name, line in self.lines.items() if name not in RECEIPTS), np.zeros_like(self.closing))


RECEIPTS = ("open receivables", "disputed receivables", "sales not invoiced yet", "other receipts")


def week_of(day: date, as_of: date) -> int:
    """The week a day falls in; what is past falls into the first."""
    return max(0, ((day - as_of).days - 1) // 7)


def week_end(as_of: date, week: int) -> date:
    """The last day of a week."""
    return as_of + timedelta(days=7 * (week + 1))


def week_ends(outlook: Outlook) -> Whole:
    """The last day (ordinal) of each week."""
    return np.array([week_end(outlook.as_of, week).toordinal() for week in range(outlook.weeks)], np.int64)


def day_ends(outlook: Outlook) -> Whole:
    """Every day of the weeks."""
    return np.arange(1, WEEK * outlook.weeks + 1, dtype=np.int64) + outlook.as_of.toordinal()


def simulate(outlook: Outlook, paths: int = PATHS, ends: Whole | None = None, seed: int = SEED) -> Simulated:
    """Run the paths; the same outlook and seed give the same paths. `ends`: the last days of other periods than weeks."""
    rng = np.random.default_rng(seed)
    ends = week_ends(outlook) if ends is None else ends
    sales = outlook.sales_to_come
    moods = _moods([item.habit for item in outlook.receivables], sales, paths, rng)
    sure = [item for item in outlook.receivables if not item.disputed]
    disputed = [item for item in outlook.receivables if item.disputed]
    lines = {
        "open receivables": arrivals(sure, outlook.customers, ends, moods, rng, outlook.collected_share),
        "disputed receivables": arrivals(disputed, outlook.customers, ends, moods, rng, outlook.collected_share),
        "sales not invoiced yet": to_come(sales, outlook.customers, ends, outlook.weeks, moods, rng),
        "open payables": _flows(outlook.payables, ends, paths),
        "purchases not invoiced yet": -_purchases(outlook, ends, paths, rng),
        **{name: _flows(flows, ends, paths) for name, flows in outlook.other.items()},
    }
    net = sum(lines.values(), np.zeros((len(ends), paths), np.int64))
    closing = outlook.opening + np.cumsum(net, axis=0)
    return Simulated(lines, closing, sum(item.amount for item in disputed))


def _moods(parties: Sequence[int], coming: NotIssued, paths: int, rng: np.random.Generator) -> Moods:
    everybody = {*parties, *(each.party for each in coming.issued)}
    return Moods.drawn(np.array(sorted(everybody), np.int64), paths, rng)


def _purchases(outlook: Outlook, ends: Whole, paths: int, rng: np.random.Generator) -> Paths:
    if outlook.suppliers is None:
        return np.zeros((len(ends), paths), np.int64)
    moods = _moods((), outlook.purchases_to_come, paths, rng)
    return to_come(outlook.purchases_to_come, outlook.suppliers, ends, outlook.weeks, moods, rng)


def first_breach(simulated: Simulated, floor: int) -> tuple[int | None, float]:
    """The first week whose middle path is under the floor, and the share of paths that go under it in any week."""
    under = simulated.closing < floor
    middle = np.median(simulated.closing, axis=1) < floor
    weeks = np.flatnonzero(middle)
    return (int(weeks[0]) if len(weeks) else None), float(under.any(axis=0).mean())


def _flows(flows: tuple[Flow, ...], ends: Whole, paths: int) -> Paths:
    """Amounts on their days, what is past in the first period."""
    per_period = np.zeros(len(ends) + 1, np.int64)
    for flow in flows:
        per_period[np.searchsorted(ends, flow.on.toordinal())] += flow.amount
    return np.repeat(per_period[:-1, None], paths, axis=1)
