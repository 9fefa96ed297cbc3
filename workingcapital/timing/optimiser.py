"""From prices to a plan in whole cents, with a bound that proves how good it is.

At the best prices nearly every bill has one clear choice; at most about one a binding
day is torn. A small integer programme decides over the torn bills and those whose
choice is closest, the rest stay as priced; the result is rechecked day by day in whole
minor units. Where every bill is in the small programme, its own bound may be the better.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from workingcapital.timing.instance import Instance, Ints, shortage, worth
from workingcapital.timing.prices import (
    PENALTY,
    Floats,
    Priced,
    balance_rows,
    close_calls,
    columns_of,
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
    """The best plan found; where the floor cannot be kept, the one that breaks it least."""
    if not instance.bills:
        nothing = np.zeros(0, np.int64)
        return Plan(nothing, 0, 0.0, np.zeros(instance.horizon), shortage(instance, nothing))
    priced = price(instance)
    choice, bound = priced.choice, priced.bound
    if priced.rounds > 1:
        choice, bound = _decide_close_calls(instance, priced, seconds)
    return Plan(choice, worth(instance, choice), bound, priced.prices, shortage(instance, choice))


def _decide_close_calls(instance: Instance, priced: Priced, seconds: float) -> tuple[Ints, float]:
    """Widen the set of open bills until the floor holds, or everything is open."""
    scores = reduced(instance, priced.prices)
    size, best, bound = FIRST_SET, priced.choice, priced.bound
    while True:
        open_ = np.union1d(priced.torn, close_calls(instance, scores, size))
        found, proven = _small_programme(instance, open_, priced.choice, seconds)
        if found is not None and _better(instance, found, best):
            best = found
        everything = size >= instance.bills
        if everything and proven is not None:
            bound = min(bound, proven)
        if everything or shortage(instance, best) <= priced.broken + 1:
            return best, max(bound, float(worth(instance, best))) if shortage(instance, best) == 0 else bound
        size *= 4


def _better(instance: Instance, one: Ints, other: Ints) -> bool:
    return (-shortage(instance, one), worth(instance, one)) > (-shortage(instance, other), worth(instance, other))


def _small_programme(
    instance: Instance, open_: Ints, choice: Ints, seconds: float
) -> tuple[Ints | None, float | None]:
    """Choose again for the open bills, all others fixed; the plan and an upper bound on the whole if all are open."""
    fixed = np.ones(instance.bills, bool)
    fixed[open_] = False
    room = instance.headroom - spent(instance, choice, fixed)
    rows, value, pay, day, candidate = columns_of(instance, open_)
    n, t, unit = len(rows), instance.horizon, float(max(1, pay.max(initial=1)))
    money = float(max(1.0, np.abs(value).max(initial=1.0)))
    equal, right = balance_rows(rows, day, pay / unit, len(open_), t)
    keep = coo_array(
        (np.concatenate([np.ones(t), -np.ones(t)]),
         (np.concatenate([np.arange(t)] * 2), np.concatenate([n + np.arange(t), np.full(t, n + t)]))),
        shape=(t, n + t + 1),
    )
    solved = milp(
        np.concatenate([-value / money, np.zeros(t), [PENALTY * unit / money]]),
        integrality=np.concatenate([np.ones(n), np.zeros(t + 1)]),
        bounds=Bounds(np.r_[np.zeros(n), np.full(t, -np.inf), 0.0], np.r_[np.ones(n), np.full(t + 1, np.inf)]),
        constraints=[LinearConstraint(keep, -np.inf, room / unit), LinearConstraint(equal, right, right)],
        options={"time_limit": seconds, "mip_rel_gap": 1e-6},
    )
    if solved.x is None:
        return None, None
    result = choice.copy()
    taken = solved.x[:n] > 0.5
    result[open_[rows[taken]]] = candidate[taken]
    return result, -float(solved.mip_dual_bound) * money
