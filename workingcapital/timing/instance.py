"""A timing problem in whole numbers: which bill leaves on which cash day.

Shapes: N bills with at most K candidates each, R rows of limits (limits.py). A candidate
is a cell in which the bill may be debited, what then leaves the account (minor units) and
what that is worth against paying on the due date (VALUE_SCALE-ths of a minor unit). In the
plain problem cells are days and the last stands for "after the horizon": no cash leaves
inside it. Rows of a bill with fewer than K candidates are padded with `valid` False.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workingcapital.errors import BadInput
from workingcapital.timing.limits import Limits, Line, by_day

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

VALUE_SCALE: Final = 10_000  # value is exact to a ten-thousandth of a cent; it is rounded once, when shown
SAFE: Final = 2**62  # sums stay below this, so that 64 bits hold them


class TooLarge(BadInput):
    """The amounts do not fit 64 bits when added up."""


@dataclass(frozen=True)
class Instance:
    """N bills × K candidates under R rows; `headroom[r]` is what may have left by row r, `days[r]` its day.

    `day` is a candidate's cell. Without `rules` there is one limit with a row a day.
    """

    days: tuple[date, ...]
    headroom: Ints
    item_ids: Ints
    day: Ints
    pay: Ints
    value: Ints
    valid: Bools
    rules: Limits | None = None
    line: Line | None = None

    @property
    def bills(self) -> int:
        """N."""
        return len(self.item_ids)

    @property
    def horizon(self) -> int:
        """R."""
        return len(self.headroom)

    @property
    def limits(self) -> Limits:
        """What counts where."""
        return by_day(self.horizon) if self.rules is None else self.rules


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
    """Cash that has left by each row for the chosen candidates of all or some bills. Shape R."""
    bills = np.arange(instance.bills) if which is None else np.flatnonzero(which)
    per_cell = np.zeros(instance.limits.cells, np.int64)
    np.add.at(per_cell, instance.day[bills, choice[bills]], instance.pay[bills, choice[bills]])
    return instance.limits.flow(per_cell)


def drawn(instance: Instance, choice: Ints) -> Ints:
    """The credit line drawn on each of its days for a plan; empty without a line."""
    if instance.line is None:
        return np.zeros(0, np.int64)
    return instance.line.drawn(spent(instance, choice) - instance.headroom)


def worth(instance: Instance, choice: Ints) -> int:
    """Value of a plan less what its draws cost, in VALUE_SCALE-ths of a minor unit, exact."""
    gained = exact_sum(instance.value[np.arange(instance.bills), choice])
    return gained if instance.line is None else gained - instance.line.cost(drawn(instance, choice))


def room_left(instance: Instance, choice: Ints, draws: Ints | None = None) -> Ints:
    """What may still leave by each row, the line drawn as the plan needs it (or as said); negative where it is broken."""
    room = instance.headroom - spent(instance, choice)
    if instance.line is None:
        return room
    return room + instance.line.lifted(instance.line.drawn(-room) if draws is None else draws)


def shortage(instance: Instance, choice: Ints) -> int:
    """By how many minor units the plan breaks the worst row; 0 keeps them all."""
    return max(0, -int(room_left(instance, choice).min(initial=0)))


def exact_sum(values: Ints) -> int:
    """The sum of whole numbers that may not fit 64 bits together."""
    if values.dtype == object:
        return sum(values.tolist())
    return (int((values >> 31).sum()) << 31) + int((values & (2**31 - 1)).sum())
