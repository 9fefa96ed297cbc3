"""What others would do with the same problem: HiGHS' LP, LP rounded, HiGHS' MILP, greedy by yield. Plans keep the floor."""

import time
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array

from workingcapital.timing.instance import Instance, Ints, shortage, spent, worth
from workingcapital.timing.repair import keep_floor


@dataclass(frozen=True)
class Baseline:
    """A plan's worth (None: no plan that keeps the floor), a bound on every plan, and the seconds it took."""

    worth: int | None
    bound: float | None
    seconds: float


class Plain:
    """One column a candidate, one row a bill and a day; cumulated outflow as its own column, bounded by the headroom."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._rows, self._candidate = np.nonzero(instance.valid)
        n, t, bills = len(self._rows), instance.horizon, instance.bills
        day = instance.day[self._rows, self._candidate]
        pay = instance.pay[self._rows, self._candidate].astype(float)
        value = instance.value[self._rows, self._candidate].astype(float)
        self._unit, self._money, self._n = pay.mean(), np.abs(value).mean(), n
        inside, days = np.flatnonzero(day < t), np.arange(t)
        self._rights = np.r_[np.ones(bills), np.zeros(t)]
        self._equal = coo_array(
            (
                np.r_[np.ones(n), -pay[inside] / self._unit, np.ones(t), -np.ones(t - 1)],
                (
                    np.r_[self._rows, bills + day[inside], bills + days, bills + days[1:]],
                    np.r_[np.arange(n), inside, n + days, n + days[:-1]],
                ),
            )
        )
        self._cost = np.r_[-value / self._money, np.zeros(t)]
        self._low = np.r_[np.zeros(n), np.full(t, -np.inf)]
        self._high = np.r_[np.ones(n), instance.headroom / self._unit]

    def relaxed(self) -> Baseline:
        """The linear programme, and its solution rounded and repaired."""
        begun = time.perf_counter()
        bounds = np.column_stack([self._low, self._high])
        solved = linprog(self._cost, A_eq=self._equal, b_eq=self._rights, bounds=bounds, method="highs")
        seconds = time.perf_counter() - begun
        if solved.x is None:
            return Baseline(None, None, seconds)
        return Baseline(self._rounded(solved.x), -float(solved.fun) * self._money, seconds)

    def integer(self, seconds: float) -> Baseline:
        """The integer programme with a time limit, repaired to whole minor units."""
        begun = time.perf_counter()
        solved = milp(
            self._cost,
            integrality=np.r_[np.ones(self._n), np.zeros(self._instance.horizon)],
            bounds=Bounds(self._low, self._high),
            constraints=[LinearConstraint(self._equal, self._rights, self._rights)],
            options={"time_limit": seconds},
        )
        took = time.perf_counter() - begun
        bound = None if solved.mip_dual_bound is None else -float(solved.mip_dual_bound) * self._money
        return Baseline(None if solved.x is None else self._rounded(solved.x), bound, took)

    def _rounded(self, x: Ints) -> int | None:
        """The worth of each bill's heaviest candidate, moved to later days where the floor breaks."""
        order = np.lexsort((x[: self._n], self._rows))
        last = order[np.append(np.diff(self._rows[order]) > 0, True)]
        return _kept(self._instance, self._candidate[last])


def greedy(instance: Instance) -> Baseline:
    """Due dates first, then the discounts, best yield on the cash first, as long as the floor holds."""
    begun = time.perf_counter()
    plan = _repaired(instance, np.zeros(instance.bills, np.int64))
    gain = np.where(instance.valid, instance.value - instance.value[:, :1], 0)
    early = np.maximum(1, instance.day[:, :1] - instance.day)
    bills, candidates = np.nonzero(gain > 0)
    yearly = gain[bills, candidates] / (instance.pay[bills, candidates] * early[bills, candidates].astype(float))
    room, taken = instance.headroom - spent(instance, plan), set[int]()
    for i in np.argsort(-yearly, kind="stable"):
        bill, candidate = int(bills[i]), int(candidates[i])
        if bill in taken:
            continue
        left = room.copy()
        left[instance.day[bill, plan[bill]] :] += instance.pay[bill, plan[bill]]
        left[instance.day[bill, candidate] :] -= instance.pay[bill, candidate]
        if left.min() >= 0:
            room, plan[bill] = left, candidate
            taken.add(bill)
    return Baseline(_kept(instance, plan), None, time.perf_counter() - begun)


def _repaired(instance: Instance, plan: Ints) -> Ints:
    return keep_floor(instance, instance.value.max(axis=1, keepdims=True) - instance.value, plan)


def _kept(instance: Instance, plan: Ints) -> int | None:
    kept = _repaired(instance, plan)
    return None if shortage(instance, kept) else worth(instance, kept)
