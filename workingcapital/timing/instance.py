"""A timing problem in whole numbers: which bill leaves on which cash day.

Shapes: N bills with at most K candidates each, T cash days. A candidate is a day on
which the bill may be debited, what then leaves the account (minor units) and what that
is worth against paying on the due date (VALUE_SCALE-ths of a minor unit). Day T stands
for "after the horizon": no cash leaves inside it. Rows of a bill with fewer than K
candidates are padded with `valid` False.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

VALUE_SCALE: Final = 10_000  # value is exact to a ten-thousandth of a cent; it is rounded once, when shown


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


def outflow(instance: Instance, choice: Ints) -> Ints:
    """Cash leaving by the end of each day, cumulated, for one candidate chosen per bill. Shape T."""
    rows = np.arange(instance.bills)
    day, pay = instance.day[rows, choice], instance.pay[rows, choice]
    per_day = np.zeros(instance.horizon + 1, np.int64)
    np.add.at(per_day, day, pay)
    return np.cumsum(per_day[: instance.horizon])


def worth(instance: Instance, choice: Ints) -> int:
    """Value of a plan, in VALUE_SCALE-ths of a minor unit, exact."""
    return int(instance.value[np.arange(instance.bills), choice].sum(dtype=np.int64))


def shortage(instance: Instance, choice: Ints) -> int:
    """By how many minor units the plan breaks the floor on its worst day; 0 keeps it every day."""
    if not instance.horizon:
        return 0
    return max(0, int((outflow(instance, choice) - instance.headroom).max()))
