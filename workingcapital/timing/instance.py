"""A timing problem in whole numbers: which bill leaves on which cash day.

Shapes: N bills with at most K candidates each, T cash days. A candidate is a day on
which the bill may be debited, what then leaves the account (minor units) and what that
is worth against paying on the due date (VALUE_SCALE-ths of a minor unit). Day T stands
for "after the horizon": no cash leaves inside it. Rows of a bill with fewer than K
candidates are padded with `valid` False.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workingcapital.errors import BadInput

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

VALUE_SCALE: Final = 10_000  # value is exact to a ten-thousandth of a cent; it is rounded once, when shown
SAFE: Final = 2**62  # sums stay below this, so that 64 bits hold them


class TooLarge(BadInput):
    """The amounts do not fit 64 bits when added up."""


@dataclass(frozen=True)
class Instance:
    """N bills × K candidates over T cash days; `headroom[t]` is cash above the floor at the end of day t before these bills."""

    days: tuple[date, ...]
    headroom: Ints
    item_ids: Ints
    day: Ints
    pay: Ints
    value: Ints
    valid: Bools

    @property
    def bills(self) -> int:
        """N."""
        return len(self.item_ids)

    @property
    def horizon(self) -> int:
        """T."""
        return len(self.days)


def checked(instance: Instance) -> Instance:
    """The instance, if its sums fit 64 bits and every bill can be paid some way; raises TooLarge, BadInput."""
    heaviest = np.where(instance.valid, np.abs(instance.pay), 0).max(axis=1, initial=0)
    if float(heaviest.sum(dtype=float)) + float(np.abs(instance.headroom).max(initial=0)) >= SAFE:
        raise TooLarge("all bills together come to more than 2^62 minor units; plan them in a larger unit")
    if not instance.valid.any(axis=1).all():
        item = int(instance.item_ids[np.flatnonzero(~instance.valid.any(axis=1))[0]])
        raise BadInput(f"item {item} has no day on which it may be paid")
    return instance


def spent(instance: Instance, choice: Ints, which: Bools | None = None) -> Ints:
    """Cash leaving by the end of each day, cumulated, for the chosen candidates of all or some bills. Shape T."""
    bills = np.arange(instance.bills) if which is None else np.flatnonzero(which)
    per_day = np.zeros(instance.horizon + 1, np.int64)
    np.add.at(per_day, instance.day[bills, choice[bills]], instance.pay[bills, choice[bills]])
    return np.cumsum(per_day[: instance.horizon])


def worth(instance: Instance, choice: Ints) -> int:
    """Value of a plan, in VALUE_SCALE-ths of a minor unit, exact."""
    return exact_sum(instance.value[np.arange(instance.bills), choice])


def shortage(instance: Instance, choice: Ints) -> int:
    """By how many minor units the plan breaks the floor on its worst day; 0 keeps it every day."""
    if not instance.horizon:
        return 0
    return max(0, int((spent(instance, choice) - instance.headroom).max()))


def exact_sum(values: Ints) -> int:
    """The sum of whole numbers that may not fit 64 bits together."""
    if values.dtype == object:
        return sum(values.tolist())
    return (int((values >> 31).sum()) << 31) + int((values & (2**31 - 1)).sum())


def condensed(instance: Instance) -> tuple[Instance, Ints]:
    """The same problem over the days that can bind, and which those are: of days with the same outflow only the tightest."""
    t = instance.horizon
    used = np.bincount(instance.day[instance.valid], minlength=t + 1)[:t] > 0
    group = np.cumsum(used)
    most = np.cumsum(_earliest(instance))[:t]
    kept = []
    for g in np.unique(group):
        days = np.flatnonzero(group == g)
        tightest = days[instance.headroom[days].argmin()]
        if most[days[0]] > instance.headroom[tightest]:
            kept.append(int(tightest))
    rows = np.array(kept, np.int64)
    days_kept = tuple(instance.days[row] for row in kept)
    day = np.searchsorted(rows, instance.day).astype(np.int64)
    return replace(instance, days=days_kept, headroom=instance.headroom[rows], day=day), rows


def _earliest(instance: Instance) -> Ints:
    """By day, the most that all bills together can take from the account: each its largest amount on its first day."""
    first = np.where(instance.valid, instance.day, instance.horizon).min(axis=1, initial=instance.horizon)
    largest = np.where(instance.valid, instance.pay, 0).max(axis=1, initial=0)
    per_day = np.zeros(instance.horizon + 1, np.int64)
    np.add.at(per_day, first, largest)
    return per_day
