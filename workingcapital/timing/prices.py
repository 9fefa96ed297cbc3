"""The bound: a price for cash on each day, at which every bill chooses for itself.

Only the cash days couple the bills. With a price per day (what a unit of headroom on
that day is worth) each bill takes its best candidate alone; the sum of these, plus the
price of the headroom itself, bounds every plan that keeps the floor (weak duality, for
any prices ≥ 0). The best prices come from column generation over whole plans
(Dantzig and Wolfe, 1960): a master problem of T rows weighs the plans found so far, its
duals, smoothed towards the best prices seen (Wentges, 1997), price the next plan.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from workingcapital.timing.instance import VALUE_SCALE, Instance, Ints, outflow, worth

Floats = NDArray[np.float64]

MAX_ROUNDS = 300
SMOOTHING = 0.6
# What a minor unit of broken floor costs in the master: dearer than any discount, so a plan breaks the floor only when it must.
PENALTY = 1.0 * VALUE_SCALE


@dataclass(frozen=True)
class Bound:
    """Prices per day (value per minor unit of headroom, shape T) and the bound they prove; `broken`: the floor cannot be kept."""

    prices: Floats
    value: float
    broken: bool
    rounds: int


def cumulated(prices: Floats) -> Floats:
    """What a unit that leaves on day d costs: it is missing on d and every day after. Shape T + 1, 0 after the horizon."""
    return np.append(np.cumsum(prices[::-1])[::-1], 0.0)


def reduced(instance: Instance, prices: Floats) -> Floats:
    """Value of each candidate after paying for the cash it takes. Shape N × K, -inf where there is none."""
    cost = cumulated(prices)[instance.day] * instance.pay
    result: Floats = np.where(instance.valid, instance.value - cost, -np.inf)
    return result


def dual_value(instance: Instance, prices: Floats, best: Floats) -> float:
    """The bound at these prices."""
    return float(best.sum() + prices @ instance.headroom)


def bound(instance: Instance, tolerance: float = 1e-7) -> Bound:
    """The best prices and their bound, to a relative `tolerance`."""
    t = instance.horizon
    prices, best_prices, best = np.zeros(t), np.zeros(t), np.inf
    values: list[float] = []
    flows: list[Ints] = []
    smoothing, broken = SMOOTHING, False
    for rounds in range(1, MAX_ROUNDS + 1):
        scores = reduced(instance, prices)
        choice = scores.argmax(axis=1)
        dual = dual_value(instance, prices, scores[np.arange(instance.bills), choice])
        if dual < best:
            best, best_prices = dual, prices
        values.append(float(worth(instance, choice)))
        flows.append(outflow(instance, choice))
        if rounds == 1 and (t == 0 or (flows[0] <= instance.headroom).all()):
            return Bound(prices, dual, False, 1)
        master = _master(instance, values, flows)
        broken = bool(master["slack"] > 0.5)
        if best - master["value"] <= tolerance * max(1.0, abs(best)):
            break
        target = smoothing * best_prices + (1 - smoothing) * master["prices"]
        smoothing = 0.0 if np.allclose(target, prices, rtol=1e-9, atol=1e-12) else SMOOTHING
        prices = target if smoothing else master["prices"]
    return Bound(best_prices, best, broken, rounds)


def _master(instance: Instance, values: list[float], flows: list[Ints]) -> dict[str, Any]:
    """Weigh the plans found: maximise value under the floor, a broken floor at PENALTY a unit. T + 1 rows."""
    t, n = instance.horizon, len(values)
    unit = max(1.0, float(np.abs(np.stack(flows)).max()))  # rows in units of the largest flow keep the simplex well scaled
    a_ub = np.hstack([np.stack(flows, axis=1) / unit, -np.eye(t)])
    money = max(1.0, float(np.ptp(values)))  # and values relative to the first plan's, in units of their spread
    cost = np.concatenate([(values[0] - np.array(values)) / money, np.full(t, PENALTY * unit / money)])
    a_eq = np.concatenate([np.ones(n), np.zeros(t)])[None, :]
    solved = linprog(cost, A_ub=a_ub, b_ub=instance.headroom / unit, A_eq=a_eq, b_eq=[1.0], method="highs-ds")
    if solved.status != 0:
        raise ArithmeticError(f"the master problem ended with {solved.message}")
    return {
        "value": values[0] - float(solved.fun) * money,
        "prices": np.maximum(0.0, -solved.ineqlin.marginals) * money / unit,
        "slack": float(solved.x[n:].max(initial=0.0)) * unit,
    }
