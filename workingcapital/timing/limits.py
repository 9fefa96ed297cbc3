"""What must hold while bills leave: limits on cumulated cash, and a credit line that lifts some of them for a price.

A candidate leaves in a *cell*: a day, and where there are several accounts or a budget of
offers, from which account and under which budget. A limit (a floor, an account's floor, a
budget) has rows in the order of days; what leaves in a cell counts in a limit from one of
its rows on. The plain problem has one limit and one cell a day: its rows are the days.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True)
class Limits:
    """L limits with `sizes` rows each, R together; `first` (L × C): the limit's row from which a cell counts, its size if never."""

    first: Ints
    sizes: tuple[int, ...]

    @property
    def cells(self) -> int:
        """C."""
        return int(self.first.shape[1])

    @property
    def rows(self) -> int:
        """R."""
        return sum(self.sizes)

    def spans(self) -> list[slice]:
        """Each limit's rows."""
        ends = np.concatenate([[0], np.cumsum(self.sizes)]).astype(int).tolist()
        return [slice(start, end) for start, end in pairwise(ends)]

    def counts(self) -> Bools:
        """Whether a cell counts in a row. R × C."""
        return np.concatenate(
            [np.arange(size)[:, None] >= first for first, size in zip(self.first, self.sizes, strict=True)]
        ).astype(np.bool_)

    def flow(self, per_cell: NDArray[Number]) -> NDArray[Number]:
        """What has left by each row, of what leaves in each cell. R."""
        parts = []
        for first, size in zip(self.first, self.sizes, strict=True):
            entering = np.zeros(size + 1, per_cell.dtype)
            np.add.at(entering, first, per_cell)
            parts.append(np.cumsum(entering[:size]))
        return np.concatenate(parts)

    def cost(self, prices: NDArray[Number]) -> NDArray[Number]:
        """What a unit in each cell costs at prices per row: those of all rows in which it counts. C."""
        total = np.zeros(self.cells, prices.dtype)
        for first, span in zip(self.first, self.spans(), strict=True):
            total += np.append(np.cumsum(prices[span][::-1])[::-1], prices.dtype.type(0))[first]
        return total


def by_day(days: int) -> Limits:
    """One limit with a row a day; the last cell is "after the horizon"."""
    return Limits(np.arange(days + 1)[None, :], (days,))


@dataclass(frozen=True)
class Line:
    """A credit line of Y days: up to `most` drawn on each, `dear` / `per` value units a minor unit and day; `lifts` R × Y.

    What is drawn on a day raises the rows it lifts by as much, each row lifted on one day only.
    """

    most: Ints
    dear: Ints
    per: int
    lifts: Bools

    def drawn(self, over: Ints) -> Ints:
        """The least draw of each day that mends what is over in its rows, as far as the line reaches. Y."""
        needed = np.where(self.lifts, over[:, None], 0).max(axis=0, initial=0)
        least: Ints = np.minimum(np.maximum(needed, 0), self.most)
        return least

    def lifted(self, drawn: Ints) -> Ints:
        """By how much a draw raises each row. R."""
        raised: Ints = np.where(self.lifts, drawn, 0).sum(axis=1)
        return raised

    def cost(self, drawn: Ints) -> int:
        """What a draw costs in value units, rounded up once."""
        return -(-sum(int(y) * int(d) for y, d in zip(drawn, self.dear, strict=True)) // self.per)

    def unit(self) -> Floats:
        """Value units a minor unit and day. Y."""
        result: Floats = self.dear / self.per
        return result
