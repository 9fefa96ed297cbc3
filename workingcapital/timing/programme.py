"""Linear and integer programmes over a few bills, all others staying as a plan has them."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array

from workingcapital.timing.instance import Bools, Instance, Ints, room_left, spent
from workingcapital.timing.limits import Floats
from workingcapital.timing.prices import PRICE_SCALE

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
    """The open bills' candidates as columns, the others as `plan` has them; the line's draws beside them.

    `loss` is what a candidate loses against the bill's best at `prices`; a plan's worth is the bound less its
    losses, less idle cash at its price (both × PRICE_SCALE), less what the line's draws miss of their best.
    """

    def __init__(
        self, instance: Instance, loss: Ints, prices: Ints, plan: Ints, open_: Ints, ways: Bools | None = None
    ) -> None:
        self._instance, self._plan = instance, plan
        fixed = np.ones(instance.bills, bool)
        fixed[open_] = False
        self._sunk = float(loss[np.flatnonzero(fixed), plan[fixed]].sum(dtype=float)) / PRICE_SCALE
        self._room = instance.headroom - spent(instance, plan, fixed)
        self._rows, self._candidate = np.nonzero(instance.valid[open_] if ways is None else ways)
        self._bills = open_[self._rows]
        self._loss = loss[self._bills, self._candidate].astype(float) / PRICE_SCALE
        self._day = instance.day[self._bills, self._candidate]
        pay = instance.pay[self._bills, self._candidate].astype(float)
        self._unit = float(max(1.0, np.abs(pay).mean())) if len(pay) else 1.0
        self._money = float(max(1.0, self._loss.mean())) if len(pay) else 1.0
        self._idle = prices / PRICE_SCALE
        self._equal, self._right = _balance(self._rows, self._day, pay / self._unit, len(open_), instance)
        self._tap = np.zeros(0) if instance.line is None else instance.line.most / self._unit
        self._eager = np.zeros(0)
        if instance.line is not None:  # what a unit drawn gains at the prices
            self._eager = self._idle @ instance.line.lifts - instance.line.unit()

    def corner(self) -> Corner | None:
        """Solve the relaxation; None where it has no solution."""
        n, t, y = len(self._rows), self._instance.horizon, len(self._tap)
        low = np.r_[np.zeros(n), np.full(t, -np.inf), np.zeros(y)]
        bounds = np.column_stack([low, np.r_[np.full(n, np.inf), self._most(0), self._tap]])
        solved = linprog(self._cost(), A_eq=self._equal, b_eq=self._right, bounds=bounds, method="highs-ds")
        if solved.status != 0:
            return None
        x = solved.x[:n]
        late = self._instance.limits.first.sum(axis=0)[self._day]
        choice = self._taken(np.where(x > TORN, late, -1).astype(float))
        torn = np.unique(self._bills[(x > TORN) & (x < 1 - TORN)])
        prices = np.maximum(0.0, -solved.upper.marginals[n : n + t]) * self._money / self._unit
        return Corner(choice, torn, np.rint(prices * PRICE_SCALE).astype(np.int64), self._lost(float(solved.fun)))

    def decide(self, nodes: int, seconds: float, near: float = 0.0) -> Decided | None:
        """The best choice that keeps the floor in whole minor units, or one that loses no more than a share `near` above it.

        None when none was found.
        """
        slack = np.zeros(self._instance.horizon, np.int64)
        for _ in range(4):
            found = self._integer(slack, nodes, seconds, near)
            if found is None:
                return None
            over = -room_left(self._instance, found.choice)
            if (over <= 0).all():
                return found
            slack = slack + np.maximum(0, over)  # the solver's tolerance, in whole minor units: ask for so much more
        return None

    def least_short(self, nodes: int, seconds: float) -> Ints | None:
        """The choice that breaks the floor least on its worst day."""
        n, t, y = len(self._rows), self._instance.horizon, len(self._tap)
        last = n + t + y
        floor = coo_array((np.r_[np.ones(t), -np.ones(t)], (np.r_[:t, :t], np.r_[n : n + t, np.full(t, last)])))
        wide = coo_array((self._equal.data, self._equal.coords), shape=(self._equal.shape[0], last + 1))
        solved = milp(
            np.r_[np.zeros(last), 1.0],
            integrality=np.r_[np.ones(n), np.zeros(t + y + 1)],
            bounds=Bounds(
                np.r_[np.zeros(n), np.full(t, -np.inf), np.zeros(y + 1)],
                np.r_[np.ones(n), np.full(t, np.inf), self._tap, np.inf],
            ),
            constraints=[
                LinearConstraint(wide, self._right, self._right),
                LinearConstraint(floor, -np.inf, self._most(0)),
            ],
            options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": 0.0},
        )
        return None if solved.x is None else self._taken(solved.x[:n])

    def _integer(self, slack: Ints, nodes: int, seconds: float, near: float) -> Decided | None:
        n, t, y = len(self._rows), self._instance.horizon, len(self._tap)
        whole = coo_array((self._equal.data, self._equal.coords), shape=(self._equal.shape[0], n + t + y + 1))
        solved = milp(
            np.r_[
                self._cost(), self._lost(0.0) / self._money
            ],  # the last column is 1, so that the objective is all that is lost
            integrality=np.r_[np.ones(n), np.zeros(t + y + 1)],
            bounds=Bounds(
                np.r_[np.zeros(n), np.full(t, -np.inf), np.zeros(y), 1.0],
                np.r_[np.ones(n), self._most(slack), self._tap, 1.0],
            ),
            constraints=[LinearConstraint(whole, self._right, self._right)],
            options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": near},
        )
        if solved.x is None:
            return None
        least = float(solved.mip_dual_bound) * self._money if solved.mip_dual_bound is not None else 0.0
        return Decided(self._taken(solved.x[:n]), least)

    def _cost(self) -> Floats:
        per_unit = self._unit / self._money
        return np.concatenate([self._loss / self._money, -self._idle * per_unit, -self._eager * per_unit])

    def _most(self, slack: Ints | int) -> Floats:
        result: Floats = (self._room - slack) / self._unit
        return result

    def _lost(self, objective: float) -> float:
        """An objective value as loss against the bound, idle cash, fixed bills and the line's best included."""
        line = float((np.maximum(0.0, self._eager) * self._tap).sum()) * self._unit
        return self._sunk + objective * self._money + float((self._idle * self._room).sum()) + line

    def _taken(self, weight: Floats) -> Ints:
        """The plan with each open bill's heaviest candidate."""
        choice = self._plan.copy()
        order = np.lexsort((weight, self._rows))
        last = order[np.append(np.diff(self._rows[order]) > 0, True)] if len(order) else order
        choice[self._bills[last]] = self._candidate[last]
        return choice


def _balance(rows: Ints, cell: Ints, pay: Floats, bills: int, instance: Instance) -> tuple[coo_array, Floats]:
    """Equalities: one candidate a bill, and f_r − f_(r−1) − Σ pay·x + y − y' = 0 a row of a limit.

    f is what has left by the row less what was drawn for it. Columns: n candidates, then f (R), then draws (Y).
    """
    n, limits = len(rows), instance.limits
    data, row, col = [np.ones(n)], [rows], [np.arange(n)]
    for first, span in zip(limits.first, limits.spans(), strict=True):
        size = span.stop - span.start
        inside, days = np.flatnonzero(first[cell] < size), np.arange(span.start, span.stop)
        data += [-pay[inside], np.ones(size), -np.ones(max(0, size - 1))]
        row += [bills + span.start + first[cell[inside]], bills + days, bills + days[1:]]
        col += [inside, n + days, n + days[:-1]]
        if instance.line is not None:
            at, day = np.nonzero(np.diff(instance.line.lifts[span].astype(np.int64), axis=0, prepend=0))
            change = np.diff(instance.line.lifts[span].astype(np.int64), axis=0, prepend=0)[at, day]
            data.append(change.astype(float))
            row.append(bills + span.start + at)
            col.append(n + limits.rows + day)
    drawn = 0 if instance.line is None else len(instance.line.most)
    return (
        coo_array(
            (np.concatenate(data), (np.concatenate(row), np.concatenate(col))),
            shape=(bills + limits.rows, n + limits.rows + drawn),
        ),
        np.concatenate([np.ones(bills), np.zeros(limits.rows)]),
    )
