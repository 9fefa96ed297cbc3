"""Which bills can make room for others, and where: moves between cells that count differently in a row that has a price.

Only rows with a price are full. A move between two cells that count alike in all of them frees
nothing; so cells are sorted into kinds by the priced rows in which they count, and bills by the
kinds they would leave and enter. A full row needs bills of its own kinds of move: the cheapest
of all would all be of one kind.
"""

from typing import Final

import numpy as np

from workingcapital.timing.instance import Bools, Instance, Ints
from workingcapital.timing.limits import Floats

NEVER: Final = np.iinfo(np.int64).max


class Moves:
    """What bills lose by moving to another kind of cell, no more than `most`; `loss` is N × K, × PRICE_SCALE."""

    def __init__(self, instance: Instance, prices: Ints, loss: Ints, plan: Ints, most: int) -> None:
        self._instance, self._loss, self._plan, self._most = instance, loss, plan, most
        kinds, kind = np.unique(instance.limits.counts()[prices > 0], axis=1, return_inverse=True)
        self._kinds, self._kind = kinds.shape[1], kind.reshape(-1)

    def cheapest(self, heavy: Floats, size: int) -> Ints:
        """Bills whose cheapest move loses least per unit of `heavy`: of each kind of move the first, then the second of each …"""
        of, rows = self._kind[self._instance.day], np.arange(self._instance.bills)
        here = of[rows, self._plan]
        cost = np.where(self._instance.valid & (of != here[:, None]), self._loss, NEVER)
        target = cost.argmin(axis=1)
        least = cost[rows, target]
        able = np.flatnonzero(least <= self._most)
        move, dear = here[able] * self._kinds + of[able, target[able]], least[able] / heavy[able]
        order = np.lexsort((dear, move))
        places = np.arange(len(order))
        starts = np.flatnonzero(np.diff(move[order], prepend=-1))
        turn = places - np.repeat(starts, np.diff(starts, append=len(order)))
        cheapest: Ints = able[order[np.lexsort((dear[order], turn))[:size]]]
        return cheapest

    def ways(self, bills: Ints) -> Bools:
        """Of some bills the candidates worth asking about: the plan's, and of each kind of cell the one that loses least."""
        rows, loss = np.arange(len(bills)), self._loss[bills]
        of = np.where(self._instance.valid[bills], self._kind[self._instance.day[bills]], -1)
        found = np.zeros(of.shape, np.bool_)
        for kind in range(self._kinds):
            cost = np.where(of == kind, loss, NEVER)
            best = cost.argmin(axis=1)
            found[rows, best] |= cost[rows, best] <= self._most
        found[rows, self._plan[bills]] = True
        return found
