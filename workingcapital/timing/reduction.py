"""A smaller problem with the same plans: bills without a choice are settled, columns packed, rows that cannot bind dropped.

What is proven of the smaller problem holds of the whole one: a settled bill takes its cash from the headroom of the rows
in which it counts and adds its value to plan and bound alike.
"""

from dataclasses import dataclass, replace

import numpy as np

from workingcapital.timing.instance import Bools, Instance, Ints, exact_sum, spent
from workingcapital.timing.limits import Limits, Line


@dataclass(frozen=True)
class Reduced:
    """The smaller instance; which bills (N′), candidates (N′ × K′) and rows (R′) of the whole it has; what the settled are worth."""

    instance: Instance
    settled: Ints
    bills: Ints
    candidates: Ints
    rows: Ints
    worth: int

    def choice(self, small: Ints) -> Ints:
        """A choice of the smaller problem for all bills. N."""
        whole = self.settled.copy()
        whole[self.bills] = self.candidates[np.arange(len(small)), small]
        return whole


def reduced(instance: Instance) -> Reduced:
    """The problem over the bills that have a choice and the rows that can bind."""
    open_ = instance.valid.sum(axis=1) > 1
    settled = instance.valid.argmax(axis=1)
    sure: Ints = np.flatnonzero(~open_)
    bills, candidates = np.flatnonzero(open_), _packed(instance.valid[open_])
    kept = (bills[:, None], candidates)
    rest = replace(
        instance,
        headroom=instance.headroom - spent(instance, settled, ~open_),
        item_ids=instance.item_ids[bills],
        day=instance.day[kept],
        pay=instance.pay[kept],
        value=instance.value[kept],
        valid=instance.valid[kept],
    )
    small, rows = condensed(rest)
    return Reduced(small, settled, bills, candidates, rows, exact_sum(instance.value[sure, settled[sure]]))


def _packed(valid: Bools) -> Ints:
    """Of each bill the places of its candidates, then of its padding, as many as the longest needs."""
    width = int(valid.sum(axis=1).max(initial=1))
    return np.argsort(~valid, axis=1, kind="stable")[:, :width]


def condensed(instance: Instance) -> tuple[Instance, Ints]:
    """The same problem over the rows that can bind, and which those are: of rows with the same outflow only the tightest."""
    limits, line = instance.limits, instance.line
    used = np.zeros(limits.cells, np.bool_)
    used[instance.day[instance.valid]] = True
    kept = [
        row
        for first, span in zip(limits.first, limits.spans(), strict=True)
        for row in _binding(instance, first, span, used)
    ]
    rows = np.array(kept, np.int64)
    sizes = tuple(int(((rows >= span.start) & (rows < span.stop)).sum()) for span in limits.spans())
    first = np.stack(
        [
            np.searchsorted(rows[(rows >= span.start) & (rows < span.stop)] - span.start, entry)
            for entry, span in zip(limits.first, limits.spans(), strict=True)
        ]
    ).astype(np.int64)
    cells, place = np.unique(first, axis=1, return_inverse=True)
    small = replace(
        instance,
        days=tuple(instance.days[row] for row in kept),
        headroom=instance.headroom[rows],
        day=place.reshape(-1)[instance.day].astype(np.int64),
        rules=Limits(cells, sizes),
        line=None if line is None else _line_over(line, rows),
    )
    return small, rows


def _binding(instance: Instance, first: Ints, span: slice, used: Bools) -> list[int]:
    """The rows of one limit that can bind: the tightest of those between two days on which something can leave."""
    size = span.stop - span.start
    entered = np.zeros(size + 1, np.bool_)
    entered[first[used]] = True
    group, most = np.cumsum(entered[:size]), np.cumsum(_earliest(instance, first, size))[:size]
    room, kept = instance.headroom[span], []
    lifted: Bools = np.zeros(size, np.bool_)
    if instance.line is not None:
        lifted = np.array(instance.line.lifts[span].any(axis=1), np.bool_)
    for g in np.unique(group):
        rows: Ints = np.flatnonzero(group == g)
        tightest = rows if lifted[rows].any() else rows[[int(room[rows].argmin())]]
        for row in tightest:
            if most[row] > room[row]:
                kept.append(int(row) + span.start)
    return kept


def _earliest(instance: Instance, first: Ints, size: int) -> Ints:
    """By row of a limit, the most that all bills together can take: each its largest amount in its first row."""
    row = np.where(instance.valid, first[instance.day], size)
    earliest = row.min(axis=1, initial=size)
    largest = np.where(row < size, instance.pay, 0).max(axis=1, initial=0)
    per_row = np.zeros(size + 1, np.int64)
    np.add.at(per_row, earliest, largest)
    return per_row


def _line_over(line: Line, rows: Ints) -> Line | None:
    """The line on the days that some kept row needs it; None where none does."""
    lifts = line.lifts[rows]
    days = np.flatnonzero(lifts.any(axis=0))
    return Line(line.most[days], line.dear[days], line.per, lifts[:, days]) if len(days) else None
