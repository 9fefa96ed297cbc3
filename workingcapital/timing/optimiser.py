"""From prices to a plan in whole cents, with a bound that proves how good it is.

At the best prices nearly every bill has one clear choice; at most about one a binding
day is torn. A linear programme over the closest bills finds which, and better prices; a
small integer programme decides over them and the bills that can make room for them. The
result is rechecked day by day in whole minor units.

A plan's worth is the bound less what its choices lose at the prices less its idle cash
at their price. So a candidate that loses more than the whole gap is in no better plan.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from workingcapital.timing.instance import Instance, Ints, checked, exact_sum, shortage, worth
from workingcapital.timing.limits import Floats
from workingcapital.timing.moves import NEVER, Moves
from workingcapital.timing.prices import PRICE_SCALE, WHOLE, Search, price
from workingcapital.timing.programme import Programme
from workingcapital.timing.reduction import reduced
from workingcapital.timing.repair import fill, keep_floor

CLOSE: Final = 1500  # bills of a linear programme
FEW: Final = 1500  # bills of the programme for the least shortage
MOVES: Final = 4  # times the size of a smaller programme: bills that make room cheaply


@dataclass(frozen=True)
class Effort:
    """How hard to try: integer programmes and their nodes; `seconds` only stops a node that takes too long."""

    corners: int = 4
    programmes: int = 3
    nodes: int = 150
    seconds: float = 20.0
    near: float = 0.3  # a smaller programme ends this near its own best, as a share of what is lost
    goal: float = 1e-4  # of the attainable; a gap below it ends the search
    first: int = 200  # bills of a kind in the first of the smaller programmes; each next takes twice as many
    exact: int = 200  # up to so many bills, look on until the best plan is found
    every: int = 1500  # up to so many bills whose choice is open at all, a programme takes all of them


@dataclass(frozen=True)
class Plan:
    """One candidate per bill (N), its exact worth, the bound above every plan that keeps the limits, whole prices per row (R).

    `bound` follows from `prices`. `best` is no larger; below `bound` it stands on the integer programme's word.
    """

    choice: Ints
    worth: int
    bound: int
    prices: Ints
    shortage: int
    best: int

    @property
    def keeps_floor(self) -> bool:
        """Whether the floor holds every day."""
        return self.shortage == 0


def solve(instance: Instance, effort: Effort | None = None) -> Plan:
    """The best plan that keeps the floor; where none does, the best of those that break it least."""
    small = reduced(checked(instance))
    plan = _planned(small.instance, effort or Effort())
    prices = np.zeros(instance.horizon, np.int64)
    prices[small.rows] = plan.prices
    return replace(
        plan,
        choice=small.choice(plan.choice),
        worth=plan.worth + small.worth,
        bound=plan.bound + small.worth,
        best=plan.best + small.worth,
        prices=prices,
    )


def attainable(instance: Instance) -> int:
    """What all bills could gain if cash were no matter, in VALUE_SCALE-ths of a minor unit."""
    best = np.where(instance.valid, instance.value, 0).max(axis=1, initial=0)
    return exact_sum(best)


def _planned(instance: Instance, effort: Effort) -> Plan:
    solver = _Solver(instance, effort)
    short, start = solver.first_plan()
    if short == 0:
        return solver.plan()
    relaxed = replace(instance, headroom=instance.headroom + short)
    solver = _Solver(relaxed, effort)
    solver.offer(start)
    return replace(solver.plan(), shortage=short)


class _Solver:
    """The best plan so far and the search for better prices."""

    def __init__(self, instance: Instance, effort: Effort) -> None:
        self._instance, self._effort = instance, effort
        self._goal = effort.goal * attainable(instance) if instance.bills > effort.exact else 0.0
        self._search: Search = price(instance)
        self._plan: Ints | None = None
        self._worth = 0
        self._torn = np.zeros(0, np.int64)
        self._best = self._search.best.bound

    def first_plan(self) -> tuple[int, Ints]:
        """A plan near the bills' own choices, and by how much it breaks the floor: 0 if any plan found keeps it."""
        own = self._search.best.choice
        kept = self._kept(own)
        for choice in (own, kept):
            self.offer(choice)
        if self._plan is not None:
            return 0, self._plan
        least = self._least_short(kept)
        self.offer(least)
        return shortage(self._instance, least), least

    def _least_short(self, plan: Ints) -> Ints:
        """Few bills: exact. Many: over those that could take least from the account instead."""
        instance, rows = self._instance, np.arange(self._instance.bills)
        cheapest = np.where(instance.valid, instance.pay, NEVER).min(axis=1)
        gain = (instance.pay[rows, plan] - cheapest).astype(float)
        open_ = self._closest(FEW, np.where(instance.valid.sum(axis=1) > 1, -gain, np.inf))
        programme = Programme(instance, self._loss(), self._search.best.prices, plan, open_)
        found = programme.least_short(10 * self._effort.nodes, self._effort.seconds)
        return plan if found is None or shortage(instance, found) > shortage(instance, plan) else found

    def plan(self) -> Plan:
        """The answer; a plan that keeps the floor was offered before."""
        size = self._effort.first
        near = self._effort.near if self._instance.bills > WHOLE else 0.0
        for turn in range(self._effort.programmes):
            self._turn_corners(1 if turn and self._instance.bills > WHOLE else self._effort.corners)
            if self._done() or not self._decide(size, near):
                break
            size *= 2
        assert self._plan is not None
        bound = self._search.best.bound
        best = max(self._worth, min(self._best, bound))
        return Plan(self._plan, self._worth, bound, self._search.best.prices, 0, best)

    def _done(self) -> bool:
        return self._plan is not None and min(self._best, self._search.best.bound) - self._worth <= self._goal

    def offer(self, choice: Ints) -> None:
        """Keep a plan that holds the floor and is worth more."""
        if shortage(self._instance, choice) > 0:
            return
        gained = worth(self._instance, choice)
        if self._plan is None or gained > self._worth:
            self._plan, self._worth = choice, gained

    def _kept(self, choice: Ints) -> Ints:
        kept = keep_floor(self._instance, self._loss(), choice)
        return kept if shortage(self._instance, kept) else fill(self._instance, kept)

    def _loss(self) -> Ints:
        found = self._search.scores
        loss: Ints = np.where(self._instance.valid, found.max(axis=1, keepdims=True) - found, -1)
        return loss

    def _turn_corners(self, most: int) -> None:
        for _ in range(most):
            if self._done() or not self._turn_corner():
                break

    def _turn_corner(self) -> bool:
        """A linear programme over the closest bills: better prices, and a plan from its corner; whether to go on."""
        before, plan = self._search.best.bound, self._base()
        moved = np.flatnonzero(plan != self._search.best.choice)[:CLOSE]
        close = np.union1d(self._closest(CLOSE, self._per_unit()), moved)
        corner = Programme(self._instance, self._loss(), self._search.best.prices, plan, close).corner()
        if corner is None:
            return False
        self._torn = corner.torn
        self.offer(corner.choice)
        self.offer(self._kept(corner.choice))
        self._search.towards(corner.prices)
        return before - self._search.best.bound > self._search.tolerance

    def _base(self) -> Ints:
        return self._search.best.choice if self._plan is None else self._plan

    def _decide(self, size: int, near: float) -> bool:
        """An integer programme over the bills that matter most; whether another may help."""
        plan, bound, loss = self._base(), self._search.best.bound, self._loss()
        most = NEVER - 1 if self._plan is None else (bound - self._worth) * PRICE_SCALE
        able = np.flatnonzero(self._second(loss) <= most)
        every = len(able) <= max(self._effort.every, size)
        open_, ways = able, None
        if not every:
            moves = Moves(self._instance, self._search.best.prices, loss, plan, most)
            open_ = self._worth_deciding(moves, loss, plan, size)
            ways = moves.ways(open_)
        found = Programme(self._instance, loss, self._search.best.prices, plan, open_, ways).decide(
            self._nodes(every), self._effort.seconds, 0.0 if every else near
        )
        if found is None:
            return not every
        self.offer(found.choice)
        if every:
            self._best = min(self._best, int(np.ceil(bound - found.least_loss)))
        return not every

    def _nodes(self, every: bool) -> int:
        return self._effort.nodes * (20 if every and self._instance.bills <= self._effort.exact else 1)

    def _worth_deciding(self, moves: Moves, loss: Ints, plan: Ints, size: int) -> Ints:
        """The bills that lose most in the plan, those torn, and those that make room most cheaply."""
        now = loss[np.arange(len(plan)), plan]
        losing = np.argsort(-now, kind="stable")[: size // 2]
        return np.unique(
            np.concatenate([losing[now[losing] > 0], self._torn, moves.cheapest(self._search.heavy, MOVES * size)])
        )

    def _second(self, loss: Ints) -> Ints:
        """What each bill's second choice loses; NEVER where there is none."""
        if loss.shape[1] == 1:
            return np.full(len(loss), NEVER)
        result: Ints = np.partition(np.where(loss < 0, NEVER, loss), 1, axis=1)[:, 1]
        return result

    def _per_unit(self) -> Floats:
        second = self._second(self._loss())
        result: Floats = np.where(second == NEVER, np.inf, second.astype(float)) / self._search.heavy
        return result

    def _closest(self, size: int, measure: Floats) -> Ints:
        able = np.flatnonzero(np.isfinite(measure))
        return able if len(able) <= size else np.sort(able[np.argpartition(measure[able], size)[:size]])
