"""From the bills' own choices to a plan that keeps every limit, in whole minor units.

Row by row, where too much leaves, the bills that lose least per unit of cash move to where
they do not count in that row until it holds; then idle cash goes to the moves that gain most.
"""

import numpy as np

from workingcapital.timing.instance import Bools, Instance, Ints, room_left
from workingcapital.timing.limits import Floats

FILL_TRIES = 4000
PASSES = 3  # a move away from one account may break another's floor


def keep_floor(instance: Instance, loss: Ints, choice: Ints) -> Ints:
    """A plan near a choice that keeps every row, or as nearly as moving bills can; the line drawn as far as it reaches."""
    plan, counts = choice.copy(), instance.limits.counts()
    rows = np.argsort([day.toordinal() for day in instance.days], kind="stable")
    for _ in range(1 if instance.rules is None or len(instance.limits.sizes) == 1 else PASSES):
        room = room_left(instance, plan)
        for row in rows:
            if room[row] < 0:
                _relieve(instance, loss, plan, counts[row], -int(room[row]))
                room = room_left(instance, plan)
        if (room >= 0).all():
            break
    return plan


def _relieve(instance: Instance, loss: Ints, plan: Ints, counted: Bools, over: int) -> None:
    """Move bills that count in a row out of it, cheapest first, until `over` is gone or none is left; changes the plan."""
    rows = np.flatnonzero(counted[instance.day[np.arange(instance.bills), plan]])
    later = instance.valid[rows] & ~counted[instance.day[rows]]
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
    """The plan after every single move that gains and still keeps every row, most gain per unit of idle cash first.

    The line is drawn no further than the plan has it.
    """
    rows = np.arange(instance.bills)
    gain = np.where(instance.valid, instance.value - instance.value[rows, plan][:, None], 0)
    bills, candidates = np.nonzero(gain > 0)
    if not len(bills):
        return plan
    counts = instance.limits.counts()
    taken = _cash(instance, plan, bills, candidates, counts.sum(axis=0))
    order = np.argsort(-gain[bills, candidates] / np.maximum(1, taken), kind="stable")
    room, plan = room_left(instance, plan), plan.copy()
    done = set()
    for i in _plausible(instance, plan, bills[order], candidates[order], room, counts)[:tries]:
        bill, candidate = int(bills[order[i]]), int(candidates[order[i]])
        if bill in done:
            continue
        left = room + counts[:, instance.day[bill, plan[bill]]] * instance.pay[bill, plan[bill]]
        left -= counts[:, instance.day[bill, candidate]] * instance.pay[bill, candidate]
        if (left >= 0).all():
            room, plan[bill] = left, candidate
            done.add(bill)
    return plan


def _cash(instance: Instance, plan: Ints, bills: Ints, candidates: Ints, rows: Ints) -> Floats:
    """Rows × amount a move ties up."""
    before = instance.pay[bills, plan[bills]] * rows[instance.day[bills, plan[bills]]].astype(float)
    after = instance.pay[bills, candidates] * rows[instance.day[bills, candidates]].astype(float)
    result: Floats = np.maximum(0.0, after - before)
    return result


def _plausible(instance: Instance, plan: Ints, bills: Ints, candidates: Ints, room: Ints, counts: Bools) -> Ints:
    """Of moves in order, those that have room where they count anew, and where they count before and after."""
    cell_from, cell_to = instance.day[bills, plan[bills]], instance.day[bills, candidates]
    pay = instance.pay[bills, candidates]
    more = pay - instance.pay[bills, plan[bills]]
    anew, still = _least_room(room, counts)
    ok: Bools = (pay <= anew[cell_from, cell_to]) & (more <= still[cell_from, cell_to])
    return np.flatnonzero(ok)


def _least_room(room: Ints, counts: Bools) -> tuple[Ints, Ints]:
    """By cells from and to: the least room of rows in which only `to` counts, and of those in which both do. C × C each."""
    far, cells = np.iinfo(np.int64).max, counts.shape[1]
    anew, still = (np.full((cells, cells), far) for _ in range(2))
    reached = np.where(counts, room[:, None], far)
    for cell in range(cells):
        anew[cell] = reached[~counts[:, cell]].min(axis=0, initial=far)
        still[cell] = reached[counts[:, cell]].min(axis=0, initial=far)
    return anew, still
