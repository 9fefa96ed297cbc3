"""The linear relaxation, solved by an interior-point method made for its shape.

max Σ v·x − c·y  with  Σ_j x_ij = 1 a bill,  A·x − L·y + s − z = h a row,  0 ≤ y ≤ u drawn from a credit line,
z_r at `cap_r` a unit (so no price exceeds its cap).

Eliminating bills and draws leaves R equations a step (R rows of limits), gathered by one pass over
pairs of candidates. Start and steps are feasible on both sides, so the gap is known at
every step. Mehrotra's predictor and corrector (SIAM J. Optim. 2, 1992).
Shapes here are K × N: candidate j of every bill lies together in memory.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotrs
from threadpoolctl import ThreadpoolController

from workingcapital.timing.limits import Floats, Ints, Limits

MAX_STEPS = 80
STAY_INSIDE = 0.995
ONE_THREAD = ThreadpoolController()  # a second thread waits longer than so few rows take, much longer on a busy machine
HEAVIER = 12  # times a matrix that is not quite positive is made ten times heavier on its diagonal


@dataclass(frozen=True)
class Tap:
    """A credit line of Y days, scaled: the most of each, its cost a unit (Y), and the day that lifts each row (R, Y: none).

    Sums by hand: a threaded library spins longer than so few rows take.
    """

    most: Floats
    cost: Floats
    day: Ints

    def by_day(self, by_row: Floats) -> Floats:
        """The sum over the rows that each day lifts. Y."""
        total: Floats = np.bincount(self.day, by_row, len(self.most) + 1)[:-1].astype(np.float64)
        return total

    def by_row(self, by_day: Floats) -> Floats:
        """What each row is lifted by. R."""
        lifted: Floats = np.append(by_day, 0.0)[self.day]
        return lifted

    def coupling(self, weight: Floats) -> Floats:
        """Rows lifted by the same day, by its weight. R × R."""
        same = (self.day[:, None] == self.day) & (self.day < len(self.most))
        coupled: Floats = np.where(same, self.by_row(weight), 0.0)
        return coupled


@dataclass(frozen=True)
class Columns:
    """Candidates as columns, scaled: cell, pay, value (K × N; `valid` 0 or 1), headroom and cap (R), what counts where."""

    day: Ints
    pay: Floats
    value: Floats
    valid: Floats
    headroom: Floats
    cap: Floats
    limits: Limits
    tap: Tap | None = None

    @cached_property
    def pairs(self) -> "_Pairs":
        """Every two candidates of one bill."""
        k, n = self.day.shape
        places = [(j, i) for j in range(k) for i in range(j + 1, k)]
        both = [np.flatnonzero((self.valid[j] > 0) & (self.valid[i] > 0)) for j, i in places]
        one = np.concatenate([j * n + some for (j, _), some in zip(places, both, strict=True)] or [np.zeros(0, int)])
        other = np.concatenate([i * n + some for (_, i), some in zip(places, both, strict=True)] or [np.zeros(0, int)])
        cells = self.day.ravel()[one] * self.limits.cells + self.day.ravel()[other]
        return _Pairs(one, other, cells)

    @cached_property
    def counts(self) -> Floats:
        """1 where a cell counts in a row. R × C."""
        return self.limits.counts().astype(float)

    @property
    def horizon(self) -> int:
        """R."""
        return len(self.headroom)


@dataclass(frozen=True)
class _Pairs:
    """Pairs of candidates by their places in K × N read row by row, and the pair of cells as one number."""

    one: Ints
    other: Ints
    cells: Ints


@dataclass(frozen=True)
class Relaxed:
    """Prices per row (R), weights of candidates (K × N), what is broken, and both sides' values."""

    prices: Floats
    weights: Floats
    broken: Floats
    primal: float
    dual: float


@dataclass
class _Draw:
    """The line at a point: drawn, what it still costs, what may still be drawn, and the price of its limit. Y each."""

    y: Floats
    r: Floats
    u: Floats
    q: Floats


@dataclass
class _Point:
    x: Floats
    r: Floats
    s: Floats
    price: Floats
    z: Floats
    spare: Floats  # cap − price: what z's column still costs
    draw: _Draw

    def pairs(self) -> tuple[tuple[Floats, Floats], ...]:
        """What must vanish in product: amounts and what they still cost."""
        d = self.draw
        return (self.x, self.r), (self.s, self.price), (self.z, self.spare), (d.y, d.r), (d.u, d.q)

    def products(self) -> float:
        return float(sum((one * other).sum() for one, other in self.pairs()))


def relax(columns: Columns, tolerance: float) -> Relaxed:
    """Solve to an absolute gap of `tolerance` between the two sides."""
    with ONE_THREAD.limit(limits=1, user_api="blas"):
        return _relaxed(columns, tolerance)


def _relaxed(columns: Columns, tolerance: float) -> Relaxed:
    at = _start(columns)
    whole = at.products()
    shares = [
        one * other / whole for one, other in at.pairs()
    ]  # the path keeps them, so large and small close together
    best, best_prices = np.inf, at.price
    for _ in range(MAX_STEPS):
        dual = _dual(columns, at.price)
        if dual < best:
            best, best_prices = dual, at.price.copy()
        if best - _primal(columns, at) <= tolerance:
            break
        system = _System(columns, at)
        mu = at.products()
        guess = system.step([-one * other for one, other in at.pairs()])
        reach = _reach(at, guess, 1.0)
        there = _moved(at, guess, reach)
        trust = reach[0] * reach[1]  # the second-order term holds only as far as the first step reaches
        aim = mu * (there.products() / mu) ** 3
        wished = [
            aim * share - one * other - trust * d_one * d_other
            for share, (one, other), (d_one, d_other) in zip(shares, at.pairs(), guess.pairs(), strict=True)
        ]
        taken = system.step(wished)
        at = _moved(at, taken, _reach(at, taken, STAY_INSIDE))
        _repair(columns, at)
    return Relaxed(best_prices, at.x, at.z, _primal(columns, at), best)


def _flow(columns: Columns, amounts: Floats) -> Floats:
    """What has left by row, of amounts per candidate."""
    per_cell: Floats = np.bincount(columns.day.ravel(), amounts.ravel(), columns.limits.cells).astype(np.float64)
    return columns.limits.flow(per_cell)


def _scores(columns: Columns, prices: Floats) -> Floats:
    return columns.value - columns.pay * columns.limits.cost(prices)[columns.day]


def _dual(columns: Columns, prices: Floats) -> float:
    scores = np.where(columns.valid > 0, _scores(columns, prices), -np.inf)
    total = float(scores.max(axis=0).sum() + (prices * columns.headroom).sum())
    tap = columns.tap
    return total if tap is None else total + float((tap.most * np.maximum(0.0, tap.by_day(prices) - tap.cost)).sum())


def _primal(columns: Columns, at: _Point) -> float:
    drawn = 0.0 if columns.tap is None else float((columns.tap.cost * at.draw.y).sum())
    return float((columns.value * at.x).sum() - (columns.cap * at.z).sum()) - drawn


def _start(columns: Columns) -> _Point:
    x = columns.valid / columns.valid.sum(axis=0)
    heavy = max(1e-12, float((columns.pay * columns.valid).sum()))
    level = float(np.ptp(columns.value, axis=0).sum()) / heavy
    price = np.clip(level / columns.horizon, 1e-3 * columns.cap, 0.5 * columns.cap)
    draw = _first_draw(columns, price)
    out = _net(columns, x, draw)
    size = max(1e-9, float(out.max(initial=0.0)), float(np.abs(columns.headroom).max(initial=0.0)))
    z = np.maximum(0.0, out - columns.headroom) + 0.01 * size
    scores = _scores(columns, price)
    top = np.where(columns.valid > 0, scores, -np.inf).max(axis=0)
    spread = np.where(columns.valid > 0, top - scores, 0.0).max(axis=0)
    margin = 3 * np.maximum(spread, max(1e-12, 0.01 * float(spread.mean())))
    r = np.where(columns.valid > 0, top + margin - scores, 1.0)
    return _Point(x, r, columns.headroom - out + z, price, z, columns.cap - price, draw)


def _first_draw(columns: Columns, price: Floats) -> _Draw:
    """Half the line; its limit priced so that both of its products are positive."""
    tap = columns.tap
    if tap is None:
        none = np.zeros(0)
        return _Draw(none, none, none, none)
    above = tap.by_day(price) - tap.cost
    q = np.maximum(0.0, above) + np.maximum(np.abs(tap.cost), 0.1 * np.abs(above) + 1e-9)
    return _Draw(tap.most / 2, q - above, tap.most / 2, q)


def _net(columns: Columns, x: Floats, draw: _Draw) -> Floats:
    """What has left by row less what was drawn."""
    out = _flow(columns, columns.pay * x)
    return out if columns.tap is None else out - columns.tap.by_row(draw.y)


def _repair(columns: Columns, at: _Point) -> None:
    """Take rounding out of the balances that a step keeps only in exact arithmetic."""
    at.x /= at.x.sum(axis=0)
    slack = columns.headroom - _net(columns, at.x, at.draw) + at.z
    at.s = np.where(slack > 0.5 * at.s, slack, at.s)


def _moved(at: _Point, step: _Point, reach: tuple[float, float]) -> _Point:
    a, b = reach
    draw = _Draw(
        at.draw.y + a * step.draw.y, at.draw.r + b * step.draw.r,
        at.draw.u + a * step.draw.u, at.draw.q + b * step.draw.q,
    )  # fmt: skip
    return _Point(
        at.x + a * step.x, at.r + b * step.r, at.s + a * step.s, at.price + b * step.price,
        at.z + a * step.z, at.spare + b * step.spare, draw,
    )  # fmt: skip


def _reach(at: _Point, step: _Point, share: float) -> tuple[float, float]:
    """How far each side may go and stay positive."""

    def limit(value: Floats, change: Floats) -> float:
        worst = float(np.max(-change / value, initial=0.0))
        return 1.0 if worst <= share else share / worst

    amounts = [limit(one + 1e-300, d_one) for (one, _), (d_one, _) in zip(at.pairs(), step.pairs(), strict=True)]
    costs = [limit(other, d_other) for (_, other), (_, d_other) in zip(at.pairs(), step.pairs(), strict=True)]
    return min(amounts), min(costs)


class _System:
    """The equations at one point, factored once for predictor and corrector."""

    def __init__(self, columns: Columns, at: _Point) -> None:
        self._columns, self._at = columns, at
        self._theta = at.x / at.r
        self._others = _all_but_one(self._theta)
        self._total = self._theta[0] + self._others[0]
        self._ease = at.draw.r + at.draw.y * at.draw.q / at.draw.u
        full = self._by_row(self._coupling())
        if columns.tap is not None:
            full += columns.tap.coupling(at.draw.y / self._ease)
        diagonal = np.diag_indices(columns.horizon)
        full[diagonal] += at.s / at.price + at.z / at.spare
        full[diagonal] *= 1 + 1e-13
        self._factor = _factor(full)

    def _coupling(self) -> Floats:
        """Σ over bills and pairs of candidates of w·(p_j e_j − p_k e_k)², w = θ_j θ_k / Σθ: no difference of large terms."""
        day, pay, c = self._columns.day, self._columns.pay, self._columns.limits.cells
        share = self._theta / self._total
        matrix = np.zeros((c, c))
        matrix[np.diag_indices(c)] = np.bincount(day.ravel(), (share * self._others * pay * pay).ravel(), c)
        pairs = self._columns.pairs
        weight = (self._theta * pay).ravel()[pairs.one] * (share * pay).ravel()[pairs.other]
        off = np.bincount(pairs.cells, weight, c * c).reshape(c, c)
        return matrix - off - off.T

    def _by_row(self, matrix: Floats) -> Floats:
        """What is coupled by cell, by row."""
        counts = self._columns.counts
        return counts @ matrix @ counts.T

    def step(self, wished: list[Floats]) -> _Point:
        """The Newton step for the wished change of each product, in the order of `pairs`."""
        cx, cs, cz, cy, cu = wished
        columns, at, theta, draw = self._columns, self._at, self._theta, self._at.draw
        u = cx / at.r
        pull = (u * self._others - theta * _all_but_one(u)) / self._total
        right = _flow(columns, columns.pay * pull) + cs / at.price - cz / at.spare
        eager = cy - draw.y * cu / draw.u
        if columns.tap is not None:
            right -= columns.tap.by_row(eager / self._ease)
        price = _solve(self._factor, right)
        lift = columns.pay * columns.limits.cost(price)[columns.day]
        dy = (u.sum(axis=0) - (theta * lift).sum(axis=0)) / self._total
        r = (dy + lift) * columns.valid
        above = columns.tap.by_day(price) if columns.tap is not None else np.zeros(0)
        more = (eager + draw.y * above) / self._ease
        q = (cu + draw.q * more) / draw.u
        return _Point(
            u - theta * r, r, (cs - at.s * price) / at.price, price, (cz + at.z * price) / at.spare, -price,
            _Draw(more, q - above, -more, q),
        )  # fmt: skip


def _all_but_one(values: Floats) -> Floats:
    """For each candidate the sum over the bill's others, without subtraction. K × N."""
    before, after = np.zeros_like(values), np.zeros_like(values)
    for j in range(1, len(values)):  # the candidates are few and the bills many: row by row beats a cumulated sum
        np.add(before[j - 1], values[j - 1], out=before[j])
        np.add(after[-j], values[-j], out=after[-j - 1])
    return np.add(before, after, out=before)


def _factor(matrix: Floats) -> Floats:
    """Cholesky's lower triangle of a small positive matrix; where rounding has made it none, of one as little heavier as does."""
    ridge = 0.0
    for _ in range(HEAVIER):
        lower, broken = dpotrf(matrix + np.diag(np.abs(matrix.diagonal()) * ridge), lower=1)
        if not broken:
            break
        ridge = max(1e-12, 10 * ridge)
    return np.asarray(lower)


def _solve(lower: Floats, right: Floats) -> Floats:
    """The solution for a factored matrix."""
    return np.asarray(dpotrs(lower, right, lower=1)[0])
