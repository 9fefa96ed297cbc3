"""From the bills' own choices to a plan that keeps the floor, in whole minor units.

Day by day, where too much leaves, the bills that lose least per unit of cash move to a
later day until the floor holds; then idle cash goes to the moves that gain most.
"""

import numpy as np

from workingcapital.timing.instance import Bools, Instance, Ints, spent
from workingcapital.timing.prices import Floats

FILL_TRIES = 4000


def keep_floor(instance: Instance, loss: Ints, choice: Ints) -> Ints:
    """A plan near a choice that keeps the floor every day, or as nearly as moving bills to later days can."""
    plan = choice.copy()
    for t in range(instance.horizon):
        over = int((spent(instance, plan) - instance.headroom)[t])
        if over > 0:
            _relieve(instance, loss, plan, t, over)
    return plan


def _relieve(instance: Instance, loss: Ints, plan: Ints, t: int, over: int) -> None:
    """Move bills paid by day t to after it, cheapest first, until `over` is gone or none is left; changes the plan."""
    rows = np.flatnonzero(instance.day[np.arange(instance.bills), plan] <= t)
    later = instance.valid[rows] & (instance.day[rows] > t)
    able = later.any(axis=1)
    rows, later = rows[able], later[able]
    target = np.where(later, loss[rows], np.iinfo(np.int64).max).argmin(axis=1)
    relief = instance.pay[rows, plan[rows]]
    price = (loss[rows, target] - loss[rows, plan[rows]]) / np.maximum(1, relief)
    order = np.argsort(price, kind="stable")
    freed = np.cumsum(relief[order])
    enough = int(np.searchsorted(freed, over))
    taken = order[: enough + 1]
    spare = int(freed[enough]) - over if enough < len(order) else 0
    for i in taken[::-1]:  # what the last and largest freed too much may stay
        if relief[i] <= spare and price[i] > 0:
            spare -= int(relief[i])
            continue
        plan[rows[i]] = target[i]


def fill(instance: Instance, plan: Ints, tries: int = FILL_TRIES) -> Ints:
    """The plan after every single move that gains and still keeps the floor, most gain per unit of idle cash first."""
    rows = np.arange(instance.bills)
    value = instance.value
    gain = np.where(instance.valid, value - value[rows, plan][:, None], 0)
    bills, candidates = np.nonzero(gain > 0)
    if not len(bills):
        return plan
    taken = _cash(instance, plan, bills, candidates)
    order = np.argsort(-gain[bills, candidates] / np.maximum(1, taken), kind="stable")
    room, plan = instance.headroom - spent(instance, plan), plan.copy()
    t, done = instance.horizon, set()
    for i in _plausible(instance, plan, bills[order], candidates[order], room)[:tries]:
        bill, candidate = int(bills[order[i]]), int(candidates[order[i]])
        if bill in done:
            continue
        left = room.copy()
        left[int(instance.day[bill, plan[bill]]) : t] += instance.pay[bill, plan[bill]]
        left[int(instance.day[bill, candidate]) : t] -= instance.pay[bill, candidate]
        if (left >= 0).all():
            room, plan[bill] = left, candidate
            done.add(bill)
    return plan


def _cash(instance: Instance, plan: Ints, bills: Ints, candidates: Ints) -> Floats:
    """Days × amount a move ties up."""
    t = instance.horizon
    before = instance.pay[bills, plan[bills]] * (t - instance.day[bills, plan[bills]]).astype(float)
    after = instance.pay[bills, candidates] * (t - instance.day[bills, candidates]).astype(float)
    result: Floats = np.maximum(0.0, after - before)
    return result


def _plausible(instance: Instance, plan: Ints, bills: Ints, candidates: Ints, room: Ints) -> Ints:
    """Of moves in order, those whose own first day has room."""
    t = instance.horizon
    tail = np.append(np.minimum.accumulate(room[::-1])[::-1], np.iinfo(np.int64).max)
    day_from, day_to = instance.day[bills, plan[bills]], instance.day[bills, candidates]
    between = _least_between(room, t)[day_to, np.maximum(day_to, day_from)]
    more = instance.pay[bills, candidates] - instance.pay[bills, plan[bills]]
    ok: Bools = (instance.pay[bills, candidates] <= between) & (more <= tail[np.maximum(day_from, day_to)])
    return np.flatnonzero(ok)


def _least_between(room: Ints, t: int) -> Ints:
    """The least room from day a to before day b. Shape T + 1 × T + 1."""
    far = np.iinfo(np.int64).max
    table = np.full((t + 1, t + 1), far)
    for a in range(t):
        table[a, a + 1 :] = np.minimum.accumulate(room[a:])
    return table
