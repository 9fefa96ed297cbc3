"""Linear and integer programmes over a few bills, all others staying as a plan has them."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array

from workingcapital.timing.instance import Instance, Ints, spent
from workingcapital.timing.prices import PRICE_SCALE, Floats

TORN = 1e-7


@dataclass(frozen=True)
class Corner:
    """A vertex of the relaxation: each bill's latest weighed candidate, the torn bills, its prices and what it still loses."""

    choice: Ints
    torn: Ints
    prices: Ints
    loss: float


@dataclass(frozen=True)
class Decided:
    """The programme's choice, what any choice of its bills loses at least, and whether the solver came to an end."""

    choice: Ints
    least_loss: float


class Programme:
    """The open bills' candidates as columns, the others as `plan` has them.

    `loss` is what a candidate loses against the bill's best at `prices`; a plan's worth is
    the bound less its losses less the idle cash at its price (both × PRICE_SCALE).
    """

    def __init__(self, instance: Instance, loss: Ints, prices: Ints, plan: Ints, open_: Ints) -> None:
        self._instance, self._plan = instance, plan
        fixed = np.ones(instance.bills, bool)
        fixed[open_] = False
        self._sunk = float(loss[np.flatnonzero(fixed), plan[fixed]].sum(dtype=float)) / PRICE_SCALE
        self._room = instance.headroom - spent(instance, plan, fixed)
        self._rows, self._candidate = np.nonzero(instance.valid[open_])
        self._bills = open_[self._rows]
        self._loss = loss[self._bills, self._candidate].astype(float) / PRICE_SCALE
        self._day = instance.day[self._bills, self._candidate]
        pay = instance.pay[self._bills, self._candidate].astype(float)
        self._unit = float(max(1.0, np.abs(pay).mean())) if len(pay) else 1.0
        self._money = float(max(1.0, self._loss.mean())) if len(pay) else 1.0
        self._idle = prices / PRICE_SCALE
        self._equal, self._right = _balance(self._rows, self._day, pay / self._unit, len(open_), instance.horizon)

    def corner(self) -> Corner | None:
        """Solve the relaxation; None where it has no solution."""
        n, t = len(self._rows), self._instance.horizon
        bounds = np.column_stack([np.r_[np.zeros(n), np.full(t, -np.inf)], np.r_[np.full(n, np.inf), self._most(0)]])
        solved = linprog(self._cost(), A_eq=self._equal, b_eq=self._right, bounds=bounds, method="highs-ds")
        if solved.status != 0:
            return None
        x = solved.x[:n]
        choice = self._taken(np.where(x > TORN, self._day, -1).astype(float))
        torn = np.unique(self._bills[(x > TORN) & (x < 1 - TORN)])
        prices = np.maximum(0.0, -solved.upper.marginals[n:]) * self._money / self._unit
        return Corner(choice, torn, np.rint(prices * PRICE_SCALE).astype(np.int64), self._lost(float(solved.fun)))

    def decide(self, nodes: int, seconds: float) -> Decided | None:
        """The best choice that keeps the floor in whole minor units; None when none was found."""
        slack = np.zeros(self._instance.horizon, np.int64)
        for _ in range(4):
            found = self._integer(slack, nodes, seconds)
            if found is None:
                return None
            over = spent(self._instance, found.choice) - self._instance.headroom
            if (over <= 0).all():
                return found
            slack = slack + np.maximum(0, over)  # the solver's tolerance, in whole minor units: ask for so much more
        return None

    def least_short(self, nodes: int, seconds: float) -> Ints | None:
        """The choice that breaks the floor least on its worst day."""
        n, t = len(self._rows), self._instance.horizon
        floor = coo_array((np.r_[np.ones(t), -np.ones(t)], (np.r_[:t, :t], np.r_[n : n + t, np.full(t, n + t)])))
        wide = coo_array((self._equal.data, self._equal.coords), shape=(self._equal.shape[0], n + t + 1))
        solved = milp(
            np.r_[np.zeros(n + t), 1.0],
            integrality=np.r_[np.ones(n), np.zeros(t + 1)],
            bounds=Bounds(np.r_[np.zeros(n), np.full(t, -np.inf), 0.0], np.r_[np.ones(n), np.full(t + 1, np.inf)]),
            constraints=[
                LinearConstraint(wide, self._right, self._right),
                LinearConstraint(floor, -np.inf, self._most(0)),
            ],
            options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": 0.0},
        )
        return None if solved.x is None else self._taken(solved.x[:n])

    def _integer(self, slack: Ints, nodes: int, seconds: float) -> Decided | None:
        n, t = len(self._rows), self._instance.horizon
        solved = milp(
            self._cost(),
            integrality=np.r_[np.ones(n), np.zeros(t)],
            bounds=Bounds(np.r_[np.zeros(n), np.full(t, -np.inf)], np.r_[np.ones(n), self._most(slack)]),
            constraints=[LinearConstraint(self._equal, self._right, self._right)],
            options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": 0.0},
        )
        if solved.x is None:
            return None
        least = self._lost(float(solved.mip_dual_bound)) if solved.mip_dual_bound is not None else 0.0
        return Decided(self._taken(solved.x[:n]), least)

    def _cost(self) -> Floats:
        return np.concatenate([self._loss / self._money, -self._idle * self._unit / self._money])

    def _most(self, slack: Ints | int) -> Floats:
        result: Floats = (self._room - slack) / self._unit
        return result

    def _lost(self, objective: float) -> float:
        """An objective value as loss against the bound, idle cash and fixed bills included."""
        return self._sunk + objective * self._money + float((self._idle * self._room).sum())

    def _taken(self, weight: Floats) -> Ints:
        """The plan with each open bill's heaviest candidate."""
        choice = self._plan.copy()
        order = np.lexsort((weight, self._rows))
        last = order[np.append(np.diff(self._rows[order]) > 0, True)] if len(order) else order
        choice[self._bills[last]] = self._candidate[last]
        return choice


def _balance(rows: Ints, day: Ints, pay: Floats, bills: int, t: int) -> tuple[coo_array, Floats]:
    """Equalities: one candidate a bill, and c_t − c_(t−1) − Σ pay·x = 0 a day. Columns: n candidates, then c (T)."""
    n = len(rows)
    inside, days = np.flatnonzero(day < t), np.arange(t)
    data = np.concatenate([np.ones(n), -pay[inside], np.ones(t), -np.ones(max(0, t - 1))])
    row = np.concatenate([rows, bills + day[inside], bills + days, bills + days[1:]])
    col = np.concatenate([np.arange(n), inside, n + days, n + days[:-1]])
    return coo_array((data, (row, col)), shape=(bills + t, n + t)), np.concatenate([np.ones(bills), np.zeros(t)])
