"""The bound: a price for cash on each day, at which every bill chooses for itself.

Only the cash days couple the bills. With a price per day (what a unit of headroom on
that day is worth) each bill takes its best candidate alone; the sum of these, plus the
price of the headroom itself, bounds every plan that keeps the floor (weak duality, for
any prices ≥ 0). The best prices come from sifting (Bixby et al., 1992): a linear
programme over the bills whose choice is close at the present prices, all others fixed;
its duals are the next prices. At most about one bill per binding day ends fractional.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

from workingcapital.timing.instance import VALUE_SCALE, Bools, Instance, Ints, worth

Floats = NDArray[np.float64]

MAX_ROUNDS = 25
ACTIVE = 1500
# What a minor unit of broken floor costs: dearer than any discount, so a plan breaks the floor only when it must.
PENALTY = 1.0 * VALUE_SCALE


@dataclass(frozen=True)
class Priced:
    """Prices per day (value per minor unit of headroom, shape T) and the bound they prove.

    `choice` is the best candidate of each bill, `torn` the bills the linear programme splits,
    `broken` by how much the floor must be broken at least (minor units).
    """

    prices: Floats
    bound: float
    choice: Ints
    torn: Ints
    broken: float
    rounds: int


@dataclass(frozen=True)
class Relaxed:
    """The linear programme's answer over the active bills: prices per day, value, chosen and torn bills."""

    prices: Floats
    value: float
    choice: Ints
    torn: Ints
    broken: float


def cumulated(prices: Floats) -> Floats:
    """What a unit that leaves on day d costs: it is missing on d and every day after. Shape T + 1, 0 after the horizon."""
    return np.append(np.cumsum(prices[::-1])[::-1], 0.0)


def reduced(instance: Instance, prices: Floats) -> Floats:
    """Value of each candidate after paying for the cash it takes. Shape N × K, -inf where there is none."""
    cost = cumulated(prices)[instance.day] * instance.pay
    result: Floats = np.where(instance.valid, instance.value - cost, -np.inf)
    return result


def close_calls(instance: Instance, scores: Floats, size: int) -> Ints:
    """The bills whose best candidate wins least per unit of cash: those a small change of prices would turn."""
    if scores.shape[1] == 1:
        return np.zeros(0, np.int64)
    top = np.partition(scores, -2, axis=1)[:, -2:]
    margin = (top[:, 1] - top[:, 0]) / np.maximum(1, instance.pay.max(axis=1))
    choosable = np.flatnonzero(np.isfinite(margin))
    if len(choosable) <= size:
        return choosable
    return choosable[np.argpartition(margin[choosable], size)[:size]]


def price(instance: Instance, tolerance: float = 1e-7) -> Priced:
    """The best prices and their bound, to a relative `tolerance`."""
    prices, best, size = np.zeros(instance.horizon), None, ACTIVE
    rows = np.arange(instance.bills)
    for rounds in range(1, MAX_ROUNDS + 1):
        scores = reduced(instance, prices)
        choice = scores.argmax(axis=1)
        dual = float(scores[rows, choice].sum() + prices @ instance.headroom)
        improved = best is None or dual < best.bound
        if improved:
            best = Priced(prices, dual, choice, np.zeros(0, np.int64), 0.0, rounds)
        elif size < instance.bills:
            size *= 2
        assert best is not None
        if rounds == 1:
            if _keeps(instance, choice):
                return best
            prices = _first_prices(instance)
            continue
        found = relax(instance, choice, close_calls(instance, scores, size))
        if best.bound - found.value <= tolerance * max(1.0, abs(best.bound)):
            return Priced(best.prices, best.bound, found.choice, found.torn, found.broken, rounds)
        prices = found.prices
    assert best is not None
    return best


def _keeps(instance: Instance, choice: Ints) -> bool:
    return bool((spent(instance, choice, np.ones(instance.bills, bool)) <= instance.headroom).all())


def _first_prices(instance: Instance, sample: int = 1000) -> Floats:
    """Prices of a small likeness: every n-th bill, and headroom in proportion."""
    step = max(1, instance.bills // sample)
    some = np.arange(0, instance.bills, step)
    small = Instance(
        instance.days,
        (instance.headroom * (len(some) / instance.bills)).astype(np.int64),
        instance.item_ids[some],
        instance.day[some],
        instance.pay[some],
        instance.value[some],
        instance.valid[some],
    )
    return relax(small, small.value.argmax(axis=1), np.arange(len(some))).prices


def spent(instance: Instance, choice: Ints, which: Bools) -> Ints:
    """Cumulated outflow by the end of each day of the chosen candidates of some bills. Shape T."""
    bills = np.flatnonzero(which)
    per_day = np.zeros(instance.horizon + 1, np.int64)
    np.add.at(per_day, instance.day[bills, choice[bills]], instance.pay[bills, choice[bills]])
    return np.cumsum(per_day[: instance.horizon])


def relax(instance: Instance, choice: Ints, active: Ints) -> Relaxed:
    """The linear programme over the active bills, all others as chosen; the floor is elastic at PENALTY a unit.

    Columns: x (active candidates), c (cumulated outflow a day), s (the broken floor).
    Rows: Σ x = 1 a bill; c_t − c_(t−1) − Σ pay·x = 0 a day, so that each candidate meets one cash row.
    """
    fixed = np.ones(instance.bills, bool)
    fixed[active] = False
    room = (instance.headroom - spent(instance, choice, fixed)).astype(float)
    rows, value, pay, at, candidate = columns_of(instance, active)
    n, t, unit = len(value), instance.horizon, float(max(1, pay.max(initial=1)))
    money = float(max(1.0, np.abs(value).max(initial=1.0)))
    equal, right = balance_rows(rows, at, pay / unit, len(active), t)
    cost = np.concatenate([-value / money, np.zeros(t), [PENALTY * unit / money]])
    bounds = np.column_stack([np.r_[np.zeros(n), np.full(t, -np.inf), 0.0], np.full(n + t + 1, np.inf)])
    solved = linprog(cost, floor_rows(n, t), room / unit, equal, right, bounds, method="highs")
    if solved.status != 0:
        raise ArithmeticError(f"the linear programme ended with {solved.message}")
    result, torn = choice.copy(), np.zeros(0, np.int64)
    x = solved.x[:n]
    heaviest = np.lexsort((x, rows))
    last = np.flatnonzero(np.append(np.diff(rows[heaviest]) > 0, True)) if n else np.zeros(0, np.int64)
    result[active[rows[heaviest[last]]]] = candidate[heaviest[last]]
    torn = active[np.unique(rows[(x > 1e-7) & (x < 1 - 1e-7)])]
    total = worth(instance, choice) - int(instance.value[active, choice[active]].sum()) - float(solved.fun) * money
    prices = np.maximum(0.0, -solved.ineqlin.marginals) * money / unit
    return Relaxed(prices, total, result, torn, float(solved.x[-1]) * unit)


def floor_rows(n: int, t: int) -> coo_array:
    """Inequalities of the programme: the cumulated outflow of each day less the broken floor. T rows, n + T + 1 columns."""
    days = np.arange(t)
    return coo_array(
        (np.r_[np.ones(t), -np.ones(t)], (np.r_[days, days], np.r_[n + days, np.full(t, n + t)])), shape=(t, n + t + 1)
    )


def columns_of(instance: Instance, active: Ints) -> tuple[Ints, Floats, Floats, Ints, Ints]:
    """The active bills' candidates as columns: row in `active`, value, pay, day, candidate."""
    rows, candidate = np.nonzero(instance.valid[active])
    bills = active[rows]
    value = instance.value[bills, candidate].astype(float)
    return rows, value, instance.pay[bills, candidate].astype(float), instance.day[bills, candidate], candidate


def balance_rows(rows: Ints, day: Ints, pay: Floats, bills: int, t: int) -> tuple[coo_array, Floats]:
    """Equalities of the programme: one candidate a bill, and the cash balance of each day."""
    n = len(rows)
    inside = np.flatnonzero(day < t)
    days = np.arange(t)
    data = np.concatenate([np.ones(n), -pay[inside], np.ones(t), -np.ones(max(0, t - 1))])
    row = np.concatenate([rows, bills + day[inside], bills + days, bills + days[1:]])
    col = np.concatenate([np.arange(n), inside, n + days, n + days[:-1]])
    return coo_array((data, (row, col)), shape=(bills + t, n + t + 1)), np.concatenate([np.ones(bills), np.zeros(t)])
