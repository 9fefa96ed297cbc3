"""The product's own pay-day model on the public receivables: `workingcapital.forecast.habits`, learned once, at the cut.

What was settled before the cut counts as paid, what was issued and still open as seen until then (censored). It learns
nothing afterwards, not even how a customer paid meanwhile: what a forecast made on that day says of invoices to come.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from benchmarks.late_payment_data import TERM, Flags, Floats, Invoices, Whole
from workingcapital.forecast.habits import Habits, Kind, Seen, learn

HORIZON: Final = 150  # days after issue that are told apart
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


@dataclass(frozen=True)
class Predicted:
    """By invoice: P10, P50 and P90 of the days from issue to settlement, the chance to be late, and how much of the
    day it was settled on lies inside P10–P90 when the day is split."""

    low: Floats
    middle: Floats
    high: Floats
    late: Floats
    inside: Floats


def predict(known: Invoices, kind: Kind, cut: int, rows: Whole) -> Predicted:
    """Predict invoices issued on or after day `cut` from what was known the evening before."""
    x = traits(known, kind.traits)
    habits = _learned(known, kind, x, cut)
    found = np.zeros((len(rows), 5))
    for day in np.unique(known.issued[rows]):
        here = np.flatnonzero(known.issued[rows] == day)
        at = rows[here]
        due = known.issued[at] + TERM + known.start
        by_day = habits.by_day(known.customer[at], due, x[at], HORIZON, after=int(day) + known.start)
        found[here] = _said(by_day, known.days[at].astype(np.int64))
    return Predicted(*found.T)


def traits(known: Invoices, names: tuple[str, ...]) -> Floats:
    """The traits of every invoice, N × F."""
    columns = {
        "year": known.issued / 365,
        "electronic": known.electronic,
        "log amount": np.log(known.amount),
        "disputed": known.disputed,
    }
    return np.column_stack([columns[name] for name in names]) if names else np.zeros((len(known.days), 0))


def _learned(known: Invoices, kind: Kind, x: Floats, cut: int) -> Habits:
    issued: Flags = known.issued < cut
    paid: Flags = known.settled < cut
    seen = Seen(
        known.customer[issued],
        known.issued[issued] + TERM + known.start,
        np.minimum(known.settled, cut - 1)[issued] + known.start,
        paid[issued],
        x[issued],
    )
    return learn(seen, date.fromordinal(known.start + cut - 1), frozenset(), replace(kind))


def _said(by_day: Floats, settled: Whole) -> Floats:
    reached = np.cumsum(by_day, axis=1)
    bands = [(reached < share).sum(axis=1) + 1.0 for share in (LOW, MIDDLE, HIGH)]
    row, place = np.arange(len(settled)), np.clip(settled, 1, HORIZON) - 1
    until, chance = reached[row, place], by_day[row, place]
    overlap = np.minimum(until, HIGH) - np.maximum(until - chance, LOW)
    inside = np.where(settled < 1, 0.0, np.clip(overlap, 0, None) / np.maximum(chance, 1e-12))
    return np.column_stack([*bands, 1 - reached[:, TERM - 1], inside])
