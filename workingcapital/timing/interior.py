"""The linear relaxation, solved by an interior-point method made for its shape.

max Σ v·x  with  Σ_j x_ij = 1 a bill,  A·x + s − z = h a cash day,  z_t at `cap_t` a unit (so no price exceeds its cap).

Eliminating the bills leaves T equations a step (T cash days), gathered by one pass over
pairs of candidates. Start and steps are feasible on both sides, so the gap is known at
every step. Mehrotra's predictor and corrector (SIAM J. Optim. 2, 1992).
Shapes here are K × N: candidate j of every bill lies together in memory.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MAX_STEPS = 80
STAY_INSIDE = 0.995


@dataclass(frozen=True)
class Columns:
    """Candidates as columns, scaled: day, pay, value (K × N; `valid` 0 or 1) and headroom (T)."""

    day: Ints
    pay: Floats
    value: Floats
    valid: Floats
    headroom: Floats
    cap: Floats

    @property
    def horizon(self) -> int:
        """T."""
        return len(self.headroom)


@dataclass(frozen=True)
class Relaxed:
    """Prices per day (T), weights of candidates (K × N), the broken floor, and both sides' values."""

    prices: Floats
    weights: Floats
    broken: Floats
    primal: float
    dual: float


@dataclass
class _Point:
    x: Floats
    r: Floats
    s: Floats
    price: Floats
    z: Floats
    spare: Floats  # cap − price: what z's column still costs

    def products(self) -> float:
        return float((self.x * self.r).sum() + (self.s * self.price).sum() + (self.z * self.spare).sum())


@dataclass(frozen=True)
class _Step:
    x: Floats
    r: Floats
    s: Floats
    price: Floats
    z: Floats
    spare: Floats


def relax(columns: Columns, tolerance: float) -> Relaxed:
    """Solve to an absolute gap of `tolerance` between the two sides."""
    at = _start(columns)
    share_x, share_s, share_z = _shares(at)
    best, best_prices = np.inf, at.price
    for _ in range(MAX_STEPS):
        dual = _dual(columns, at.price)
        if dual < best:
            best, best_prices = dual, at.price.copy()
        if best - _primal(columns, at) <= tolerance:
            break
        system = _System(columns, at)
        mu = at.products()
        guess = system.step(-at.x * at.r, -at.s * at.price, -at.z * at.spare)
        reach = _reach(at, guess, 1.0)
        there = _moved(at, guess, reach)
        trust = reach[0] * reach[1]  # the second-order term holds only as far as the first step reaches
        aim = mu * (there.products() / mu) ** 3
        taken = system.step(
            aim * share_x - at.x * at.r - trust * guess.x * guess.r,
            aim * share_s - at.s * at.price - trust * guess.s * guess.price,
            aim * share_z - at.z * at.spare - trust * guess.z * guess.spare,
        )
        at = _moved(at, taken, _reach(at, taken, STAY_INSIDE))
        _repair(columns, at)
    return Relaxed(best_prices, at.x, at.z, _primal(columns, at), best)


def _shares(at: _Point) -> tuple[Floats, Floats, Floats]:
    """Each product's share of the gap at the start; the path keeps them, so large and small bills close together."""
    whole = at.products()
    return at.x * at.r / whole, at.s * at.price / whole, at.z * at.spare / whole


def cumulated(prices: Floats) -> Floats:
    """What a unit that leaves on day d costs: it is missing on d and every day after. Shape T + 1, 0 after the horizon."""
    return np.append(np.cumsum(prices[::-1])[::-1], 0.0)


def _flow(columns: Columns, amounts: Floats) -> Floats:
    """Cumulated outflow by day of amounts per candidate."""
    t = columns.horizon
    return np.cumsum(np.bincount(columns.day.ravel(), amounts.ravel(), t + 1)[:t])


def _scores(columns: Columns, prices: Floats) -> Floats:
    return columns.value - columns.pay * cumulated(prices)[columns.day]


def _dual(columns: Columns, prices: Floats) -> float:
    scores = np.where(columns.valid > 0, _scores(columns, prices), -np.inf)
    return float(scores.max(axis=0).sum() + (prices * columns.headroom).sum())


def _primal(columns: Columns, at: _Point) -> float:
    return float((columns.value * at.x).sum() - (columns.cap * at.z).sum())


def _start(columns: Columns) -> _Point:
    x = columns.valid / columns.valid.sum(axis=0)
    out = _flow(columns, columns.pay * x)
    size = max(1e-9, float(out.max(initial=0.0)), float(np.abs(columns.headroom).max(initial=0.0)))
    z = np.maximum(0.0, out - columns.headroom) + 0.01 * size
    heavy = max(1e-12, float((columns.pay * columns.valid).sum()))
    level = float(np.ptp(columns.value, axis=0).sum()) / heavy
    price = np.clip(level / columns.horizon, 1e-3 * columns.cap, 0.5 * columns.cap)
    scores = _scores(columns, price)
    top = np.where(columns.valid > 0, scores, -np.inf).max(axis=0)
    spread = np.where(columns.valid > 0, top - scores, 0.0).max(axis=0)
    margin = 3 * np.maximum(spread, max(1e-12, 0.01 * float(spread.mean())))
    r = np.where(columns.valid > 0, top + margin - scores, 1.0)
    return _Point(x, r, columns.headroom - out + z, price, z, columns.cap - price)


def _repair(columns: Columns, at: _Point) -> None:
    """Take rounding out of the balances that a step keeps only in exact arithmetic."""
    at.x /= at.x.sum(axis=0)
    slack = columns.headroom - _flow(columns, columns.pay * at.x) + at.z
    at.s = np.where(slack > 0.5 * at.s, slack, at.s)


def _moved(at: _Point, step: _Step, reach: tuple[float, float]) -> _Point:
    a, b = reach
    return _Point(
        at.x + a * step.x, at.r + b * step.r, at.s + a * step.s, at.price + b * step.price,
        at.z + a * step.z, at.spare + b * step.spare,
    )  # fmt: skip


def _reach(at: _Point, step: _Step, share: float) -> tuple[float, float]:
    """How far each side may go and stay positive."""

    def limit(value: Floats, change: Floats) -> float:
        worst = float(np.max(-change / value, initial=0.0))
        return 1.0 if worst <= share else share / worst

    return (
        min(limit(at.x + 1e-300, step.x), limit(at.s, step.s), limit(at.z, step.z)),
        min(limit(at.r, step.r), limit(at.price, step.price), limit(at.spare, step.spare)),
    )


class _System:
    """The equations at one point, factored once for predictor and corrector."""

    def __init__(self, columns: Columns, at: _Point) -> None:
        self._columns, self._at = columns, at
        self._theta = at.x / at.r
        self._others = _all_but_one(self._theta)
        self._total = self._theta[0] + self._others[0]
        t = columns.horizon
        full = np.cumsum(np.cumsum(self._coupling(), axis=0), axis=1)
        full[np.diag_indices(t)] += at.s / at.price + at.z / at.spare
        full[np.diag_indices(t)] *= 1 + 1e-13
        self._factor = _factor(full)

    def _coupling(self) -> Floats:
        """Σ over bills and pairs of candidates of w·(p_j e_j − p_k e_k)², w = θ_j θ_k / Σθ: no difference of large terms."""
        day, pay, t = self._columns.day, self._columns.pay, self._columns.horizon
        share = self._theta / self._total
        matrix = np.zeros((t + 1, t + 1))
        matrix[np.diag_indices(t + 1)] = np.bincount(day.ravel(), (share * self._others * pay * pay).ravel(), t + 1)
        heavy = self._theta * pay
        light = share * pay
        for j in range(len(day)):
            for k in range(j + 1, len(day)):
                off = np.bincount(day[j] * (t + 1) + day[k], heavy[j] * light[k], (t + 1) ** 2).reshape(t + 1, t + 1)
                matrix -= off + off.T
        return matrix[:t, :t]

    def step(self, cx: Floats, cs: Floats, cz: Floats) -> _Step:
        """The Newton step for the wished change of each product."""
        columns, at, theta = self._columns, self._at, self._theta
        u = cx / at.r
        pull = (u * self._others - theta * _all_but_one(u)) / self._total
        right = _flow(columns, columns.pay * pull) + cs / at.price - cz / at.spare
        price = _solve(self._factor, right)
        lift = columns.pay * cumulated(price)[columns.day]
        dy = (u.sum(axis=0) - (theta * lift).sum(axis=0)) / self._total
        r = (dy + lift) * columns.valid
        return _Step(u - theta * r, r, (cs - at.s * price) / at.price, price, (cz + at.z * price) / at.spare, -price)


def _all_but_one(values: Floats) -> Floats:
    """For each candidate the sum over the bill's others, without subtraction. K × N."""
    before, after = np.zeros_like(values), np.zeros_like(values)
    np.cumsum(values[:-1], axis=0, out=before[1:])
    after[:-1] = np.cumsum(values[:0:-1], axis=0)[::-1]
    return before + after


def _factor(matrix: Floats) -> Floats:
    """Cholesky's lower triangle of a small positive matrix; by hand, for a threaded library loses time on 90 rows."""
    rest, lower = matrix.copy(), np.zeros_like(matrix)
    for k in range(len(matrix)):
        column = rest[k:, k] / np.sqrt(max(rest[k, k], 1e-300))
        lower[k:, k] = column
        rest[k + 1 :, k + 1 :] -= column[1:, None] * column[1:]
    return lower


def _solve(lower: Floats, right: Floats) -> Floats:
    """The solution for a factored matrix."""
    x = right.copy()
    for k in range(len(x)):
        x[k] /= lower[k, k]
        x[k + 1 :] -= lower[k + 1 :, k] * x[k]
    for k in range(len(x) - 1, -1, -1):
        x[k] /= lower[k, k]
        x[:k] -= lower[k, :k] * x[k]
    return x
