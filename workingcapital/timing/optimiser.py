"""From prices to a plan in whole cents, with a bound that proves how good it is.

At the best prices nearly every bill has one clear choice; at most about one a binding
day is torn. A small integer programme decides over the bills whose choice is closest,
the rest stay as priced; the result is rechecked day by day in whole minor units.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from workingcapital.timing.instance import Instance, Ints, shortage, worth
from workingcapital.timing.prices import PENALTY, Bound, Floats, bound, reduced

FIRST_SET = 300


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
        return Plan(np.zeros(0, np.int64), 0, 0.0, np.zeros(instance.horizon), shortage(instance, np.zeros(0, np.int64)))
    priced = bound(instance)
    scores = reduced(instance, priced.prices)
    choice = scores.argmax(axis=1)
    if priced.rounds > 1:
        choice = _decide_close_calls(instance, priced, scores, choice, seconds)
    return Plan(choice, worth(instance, choice), priced.value, priced.prices, shortage(instance, choice))


def _decide_close_calls(instance: Instance, priced: Bound, scores: Floats, choice: Ints, seconds: float) -> Ints:
    """Widen the set of open bills until the floor holds (or everything is open) and the gap is closed."""
    order = np.argsort(_margins(scores), kind="stable")
    size, best = FIRST_SET, None
    while True:
        open_ = order[:size]
        found = _small_programme(instance, open_, choice, seconds)
        if found is not None and (best is None or _better(instance, found, best)):
            best = found
        done = best is not None and (priced.broken or shortage(instance, best) == 0)
        if done or size >= instance.bills:
            return choice if best is None else best
        size *= 4


def _margins(scores: Floats) -> Floats:
    """How much the best candidate beats the next, per bill; infinite where there is no other."""
    if scores.shape[1] == 1:
        return np.full(len(scores), np.inf)
    top = np.partition(scores, -2, axis=1)[:, -2:]
    return top[:, 1] - top[:, 0]


def _better(instance: Instance, one: Ints, other: Ints) -> bool:
    return (-shortage(instance, one), worth(instance, one)) > (-shortage(instance, other), worth(instance, other))


def _small_programme(instance: Instance, open_: Ints, choice: Ints, seconds: float) -> Ints | None:
    """Choose again for the open bills, all others fixed; floors are elastic at PENALTY a unit."""
    fixed = np.ones(instance.bills, bool)
    fixed[open_] = False
    room = instance.headroom - _outflow_of(instance, choice, fixed)
    bill, candidate = np.nonzero(instance.valid[open_])
    columns, t = len(bill), instance.horizon
    day, pay = instance.day[open_[bill], candidate], instance.pay[open_[bill], candidate]
    unit = float(max(1, pay.max(initial=1)))
    cash = _cash_rows(day, pay / unit, t, columns)
    once = coo_array((np.ones(columns), (bill, np.arange(columns))), shape=(len(open_), columns + 1))
    value = instance.value[open_[bill], candidate].astype(float)
    scale = float(max(1.0, np.abs(value).max(initial=1.0)))
    solved = milp(
        np.append(-value / scale, PENALTY * unit / scale),
        integrality=np.append(np.ones(columns), 0),
        bounds=Bounds(np.zeros(columns + 1), np.append(np.ones(columns), np.inf)),
        constraints=[LinearConstraint(cash, -np.inf, room / unit), LinearConstraint(once, 1, 1)],
        options={"time_limit": seconds, "mip_rel_gap": 1e-9},
    )
    if solved.x is None:
        return None
    taken = solved.x[:columns] > 0.5
    result = choice.copy()
    result[open_[bill[taken]]] = candidate[taken]
    return result


def _cash_rows(day: Ints, pay: Floats, t: int, columns: int) -> coo_array:
    """Cumulated cash per day over the open candidates; the last column is the broken floor, the same on every day."""
    inside = day < t
    counts = np.where(inside, t - day, 0)
    cols = np.repeat(np.arange(columns), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    rows = np.repeat(day, counts) + (np.arange(len(cols)) - first)
    data = np.repeat(pay, counts)
    return coo_array(
        (
            np.concatenate([data, np.full(t, -1.0)]),
            (np.concatenate([rows, np.arange(t)]), np.concatenate([cols, np.full(t, columns)])),
        ),
        shape=(t, columns + 1),
    )


def _outflow_of(instance: Instance, choice: Ints, which: np.ndarray) -> Ints:
    """Cumulated outflow of some of the bills only."""
    rows = np.flatnonzero(which)
    per_day = np.zeros(instance.horizon + 1, np.int64)
    np.add.at(per_day, instance.day[rows, choice[rows]], instance.pay[rows, choice[rows]])
    return np.cumsum(per_day[: instance.horizon])


