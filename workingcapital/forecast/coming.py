"""Invoices not issued yet: whole weeks of the past half year come again, invoice by invoice, and are paid as customers pay.

Drawing whole weeks keeps what belongs together; drawing invoices and not weekly sums keeps the
receipts as lumpy as they are. How much will be invoiced is not known either: a level for the
whole horizon and a drift from week to week, as wide as past forecasts were wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from workingcapital.forecast.habits import Floats, Habits, Whole
from workingcapital.forecast.receivables import Moods, Paths, periods, steps_of

LARGEST: Final = 2_000  # invoices drawn one by one; of the smaller ones only the weekly sum is
WEEK: Final = 7


@dataclass(frozen=True)
class Issued:
    """An invoice of the past: when it was posted, issued and due, in minor units."""

    party: int
    amount: int
    posted: date
    due: date
    traits: tuple[float, ...] = ()


@dataclass(frozen=True)
class Ordered:
    """What the order book holds: invoiced on a day, in minor units."""

    on: date
    amount: int


@dataclass(frozen=True)
class NotIssued:
    """Invoices to come: those of the last `weeks` weeks, and what is ordered already."""

    issued: tuple[Issued, ...] = ()
    weeks: int = 26
    ordered: tuple[Ordered, ...] = ()


@dataclass(frozen=True)
class _Past:
    """The past invoices as arrays; `week` counts backwards from 0."""

    party: Whole
    amount: Whole
    posted: Whole
    due: Whole
    traits: Floats
    week: Whole


def to_come(
    coming: NotIssued, habits: Habits, ends: Whole, weeks: int, moods: Moods, rng: np.random.Generator
) -> Paths:
    """What comes in of invoices of the next weeks, by period × path, in minor units."""
    paths = moods.quantile.shape[1]
    arrived = np.zeros((len(ends) + 1, paths), np.int64)
    if not coming.issued:
        return arrived[:-1]
    past = _past(coming, habits.on)
    picked = rng.integers(0, coming.weeks, (weeks, paths))
    scale = _scale(coming, habits, past, picked, rng)
    for week in range(weeks):
        _week(past, week, picked[week], scale[week], habits, ends, moods, rng, arrived)
    return arrived[:-1]


def _past(coming: NotIssued, on: int) -> _Past:
    """The invoices drawn one by one: the largest, each week's smaller ones riding on them in proportion."""
    some: Sequence[Issued] = coming.issued
    posted = np.array([each.posted.toordinal() for each in some], np.int64)
    week, amount = (on - posted) // WEEK, np.array([each.amount for each in some], np.int64)
    keep = np.sort(np.argsort(-np.abs(amount), kind="stable")[:LARGEST])
    whole = np.bincount(week, amount, coming.weeks)
    kept = np.bincount(week[keep], amount[keep], coming.weeks)
    grown = np.where(kept > 0, whole / np.where(kept > 0, kept, 1.0), 1.0)
    return _Past(
        party=np.array([some[i].party for i in keep], np.int64),
        amount=np.rint(amount[keep] * grown[week[keep]]).astype(np.int64),
        posted=posted[keep],
        due=np.array([some[i].due.toordinal() for i in keep], np.int64),
        traits=np.array([some[i].traits for i in keep], float).reshape(len(keep), -1),
        week=week[keep],
    )


def _scale(coming: NotIssued, habits: Habits, past: _Past, picked: Whole, rng: np.random.Generator) -> Floats:
    """By week and path how much more or less is invoiced than in the week drawn; never less than what is ordered."""
    weeks, paths = picked.shape
    kind = habits.kind
    level = rng.normal(0, kind.level, paths) + np.cumsum(rng.normal(0, kind.drift, (weeks, paths)), axis=0)
    variance = kind.level**2 + kind.drift**2 * np.arange(1, weeks + 1)
    scale: Floats = np.exp(level - variance[:, None] / 2)
    ordered = np.zeros(weeks)
    for order in coming.ordered:
        place = (order.on.toordinal() - habits.on - 1) // WEEK
        if 0 <= place < weeks:
            ordered[place] += order.amount
    drawn = np.bincount(past.week, past.amount, coming.weeks)[picked] * scale
    short = (drawn > 0) & (drawn < ordered[:, None])
    return np.where(short, scale * ordered[:, None] / np.where(short, drawn, 1.0), scale)


def _week(
    past: _Past,
    week: int,
    picked: Whole,
    scale: Floats,
    habits: Habits,
    ends: Whole,
    moods: Moods,
    rng: np.random.Generator,
    arrived: Paths,
) -> None:
    """Add the invoices of one coming week: those of the week each path drew, as many days later; changes `arrived`."""
    later = (past.week + week + 1) * WEEK
    earliest = past.posted + later
    steps = steps_of(habits, past.party, past.due + later, past.traits, ends, earliest)
    order = np.argsort(past.week, kind="stable")
    first = np.searchsorted(past.week[order], picked)
    count = np.searchsorted(past.week[order], picked, side="right") - first
    path = np.repeat(np.arange(len(picked)), count)
    place = np.arange(len(path)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    item = order[place]
    mood = moods.quantile[moods.rows(past.party)[item], path]
    period = periods(steps[item], mood[:, None], habits.kind.together, rng)[:, 0]
    amount = np.rint(past.amount[item] * scale[path])
    sums = np.bincount(period.astype(np.int64) * len(picked) + path, amount, arrived.size)
    arrived += np.rint(sums).astype(np.int64).reshape(arrived.shape)
