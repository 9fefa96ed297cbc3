"""From prices to a plan in whole cents, with a bound that proves how good it is.

At the best prices nearly every bill has one clear choice; at most about one a binding
day is torn. A small integer programme decides over the torn bills and those whose
choice is closest, the rest stay as priced; the result is rechecked day by day in whole
minor units. Where every bill is in the small programme, its own bound may be the better.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from workingcapital.timing.instance import Instance, Ints, shortage, worth
from workingcapital.timing.prices import (
    Floats,
    Priced,
    balance_rows,
    close_calls,
    columns_of,
    floor_rows,
    price,
    reduced,
    spent,
)

FIRST_SET = 250


@dataclass(frozen=True)
class Plan:
    """One candidate per bill (shape N), its exact worth, the bound above every plan, the price of cash per day (shape T)."""

    choice: Ints
    worth: int
    bound: float
    prices: Floats
    shortage: int

    @property
    def keeps_floor(self) -> bool:
        """Whether the floor holds every day."""
        return self.shortage == 0


def solve(instance: Instance, seconds: float = 2.0) -> Plan:
    """The best plan that keeps the floor; where none does, the best of those that break it least."""
    if not instance.bills:
        nothing = np.zeros(0, np.int64)
        return Plan(nothing, 0, 0.0, np.zeros(instance.horizon), shortage(instance, nothing))
    priced = price(instance)
    choice, bound = priced.choice, priced.bound
    if priced.rounds > 1:
        choice, bound = _decide_close_calls(instance, priced, seconds)
    return Plan(choice, worth(instance, choice), bound, priced.prices, shortage(instance, choice))


def _decide_close_calls(instance: Instance, priced: Priced, seconds: float) -> tuple[Ints, float]:
    """Widen the set of open bills until a plan keeps the floor; if none can, find the least shortage first."""
    scores = reduced(instance, priced.prices)
    size = FIRST_SET if unavoidable(instance) == 0 else instance.bills
    while True:
        open_ = np.union1d(priced.torn, close_calls(instance, scores, size))
        found = _programme(instance, open_, priced.choice, seconds, allowed=0)
        if found.choice is not None and shortage(instance, found.choice) == 0:
            bound = (
                priced.bound if found.bound is None or len(open_) < instance.bills else min(priced.bound, found.bound)
            )
            return found.choice, max(bound, float(worth(instance, found.choice)))
        if size >= instance.bills:
            return _break_least(instance, priced, seconds), priced.bound
        size *= 4


def unavoidable(instance: Instance) -> int:
    """A shortage no plan avoids: each day by itself, every bill paid as late and as little as it can be."""
    least = 0
    for day, room in enumerate(instance.headroom):
        out = np.where(instance.valid, np.where(instance.day <= day, instance.pay, 0), np.iinfo(np.int64).max).min(
            axis=1
        )
        least = max(least, int(out.sum()) - int(room))
    return least


def _break_least(instance: Instance, priced: Priced, seconds: float) -> Ints:
    """First the least shortage, then the best plan with it."""
    everything = np.arange(instance.bills)
    lowest = _programme(instance, everything, priced.choice, seconds, allowed=None).choice
    if lowest is None:
        return priced.choice
    best = _programme(instance, everything, priced.choice, seconds, allowed=shortage(instance, lowest)).choice
    return lowest if best is None or shortage(instance, best) > shortage(instance, lowest) else best


@dataclass(frozen=True)
class _Found:
    """A choice, if there is one, and an upper bound on the programme's value, if it is known."""

    choice: Ints | None
    bound: float | None = None


def _programme(instance: Instance, open_: Ints, choice: Ints, seconds: float, allowed: int | None) -> _Found:
    """Choose again for the open bills, all others fixed: the best plan with at most that shortage; None: the least shortage."""
    fixed = np.ones(instance.bills, bool)
    fixed[open_] = False
    room = instance.headroom - spent(instance, choice, fixed)
    rows, value, pay, day, candidate = columns_of(instance, open_)
    n, t, unit = len(rows), instance.horizon, float(max(1, pay.max(initial=1)))
    money = float(max(1.0, np.abs(value).max(initial=1.0)))
    equal, right = balance_rows(rows, day, pay / unit, len(open_), t)
    elastic = allowed is None
    solved = milp(
        np.concatenate([np.zeros(n + t), [1.0]]) if elastic else np.concatenate([-value / money, np.zeros(t + 1)]),
        integrality=np.concatenate([np.ones(n), np.zeros(t + 1)]),
        bounds=Bounds(
            np.r_[np.zeros(n), np.full(t, -np.inf), 0.0],
            np.r_[np.ones(n), np.full(t, np.inf), np.inf if elastic else (allowed or 0) / unit],
        ),
        constraints=[LinearConstraint(floor_rows(n, t), -np.inf, room / unit), LinearConstraint(equal, right, right)],
        options={"time_limit": seconds, "mip_rel_gap": 1e-9},
    )
    if solved.x is None:
        return _Found(None)
    result = choice.copy()
    taken = solved.x[:n] > 0.5
    result[open_[rows[taken]]] = candidate[taken]
    dual = solved.mip_dual_bound if solved.mip_dual_bound is not None else solved.fun
    return _Found(result, None if elastic else -float(dual) * money)
