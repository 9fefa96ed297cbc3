"""The bound: a price for cash on each day, at which every bill chooses for itself.

Only the cash days couple the bills. With a price per day (what a unit of headroom on
that day is worth) each bill takes its best candidate alone; the sum of these, plus the
price of the headroom itself, bounds every plan that keeps the floor (weak duality, for
any prices ≥ 0). Prices are whole numbers, so the bound is exact and anybody can add it up.

Where the best prices come from does not matter to the proof. A sample of bills, drawn by
amount, gives first prices; then the bills whose choice is close decide exactly, inside a
box around the best prices so far, all others staying as priced (sifting, Bixby et al.,
1992, with the box step of Marsten et al., 1975).
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from workingcapital.timing.instance import SAFE, VALUE_SCALE, Instance, Ints, exact_sum, spent
from workingcapital.timing.interior import Columns, Relaxed, Tap, relax
from workingcapital.timing.limits import Floats, Line

PRICE_SCALE: Final = 1000  # prices are whole thousandths of a value unit per minor unit
WHOLE: Final = 4000  # up to this many bills the relaxation takes all of them at once
SAMPLE: Final = 3000
LARGEST: Final = 6000
ROUNDS: Final = 8


@dataclass(frozen=True)
class Priced:
    """Whole prices per day (T), the bound they prove (VALUE_SCALE-ths of a minor unit) and every bill's own best choice."""

    prices: Ints
    bound: int
    choice: Ints


def scores(instance: Instance, prices: Ints) -> Ints:
    """Value of each candidate after paying for the cash it takes, × PRICE_SCALE, exact. Shape N × K; padding is lowest."""
    cost, pay, value = instance.limits.cost(prices), instance.pay, instance.value
    reach = int(cost.max(initial=0)) * int(pay.max(initial=0)) + int(np.abs(value).max(initial=0)) * PRICE_SCALE
    if reach >= SAFE:
        cost, pay, value = cost.astype(object), pay.astype(object), value.astype(object)
    result: Ints = value * PRICE_SCALE - cost[instance.day] * pay
    result[~instance.valid] = -reach - 1
    return result


def bound_of(instance: Instance, prices: Ints, best: Ints) -> int:
    """The bound that prices prove, given each bill's best score; rounded up to a VALUE_SCALE-th of a minor unit."""
    total = exact_sum(best) + sum(int(p) * int(h) for p, h in zip(prices, instance.headroom, strict=True))
    if instance.line is None:
        return -(-total // PRICE_SCALE)
    per = instance.line.per
    return -(-(total * per + _line_gain(instance.line, prices)) // (PRICE_SCALE * per))


def _line_gain(line: Line, prices: Ints) -> int:
    """What the line is worth at the prices: on each day its most, where cash is dearer than it; × PRICE_SCALE × per."""
    above = [sum(column) for column in np.where(line.lifts, prices[:, None], 0).T.tolist()]
    return sum(
        int(most) * max(0, price * line.per - int(dear) * PRICE_SCALE)
        for most, price, dear in zip(line.most, above, line.dear, strict=True)
    )


def price(instance: Instance, tolerance: float = 5e-6) -> "Search":
    """A search whose best prices are good to about a `tolerance` of what the bills could gain at most."""
    search = Search(instance, tolerance)
    if not search.keeps_floor():
        search.first_prices()
        for _ in range(ROUNDS):
            if not search.improve():
                break
    return search


class Search:
    """The best prices so far and the box in which better ones are looked for."""

    def __init__(self, instance: Instance, tolerance: float) -> None:
        self._instance = instance
        self.heavy = np.where(instance.valid, instance.pay, 1).max(axis=1).astype(float)
        values = np.where(instance.valid, instance.value, 0)
        self._able = np.flatnonzero(instance.valid.sum(axis=1) > 1)
        self.tolerance = tolerance * max(1.0, float((values.max(axis=1) - values.min(axis=1)).sum(dtype=float)))
        self._cap = dearest(instance)
        self._share, self._radius, self._sample = 0.5, 0.3, SAMPLE
        free = np.zeros(instance.horizon, np.int64)
        self.scores = scores(instance, free)
        self.best = self._priced(free, self.scores)

    def keeps_floor(self) -> bool:
        """Whether the bills' own choices at the present prices need no dearer cash."""
        flow = spent(self._instance, self.best.choice)
        return bool((flow <= self._instance.headroom).all())

    def first_prices(self) -> None:
        """Prices of the bills that have a choice, or of a likeness where they are many."""
        low, high = np.zeros(self._instance.horizon), np.full(self._instance.horizon, self._cap)
        self._from(self._able, low, high)

    def improve(self) -> bool:
        """One step: the bills whose choice is closest decide anew inside a box; whether another step may help."""
        if len(self._able) <= WHOLE:
            return False
        prices = self.best.prices / PRICE_SCALE
        size = np.maximum(prices, 0.1 * max(1.0, prices.max(initial=0.0))) * self._radius
        before = self.best.bound
        close = self._closest(max(WHOLE, int(len(self._able) * self._share)))
        self._from(close, np.maximum(0.0, prices - size), np.minimum(self._cap, prices + size))
        gain = before - self.best.bound
        self._share /= 2.5
        self._radius /= 2.0
        if gain <= self.tolerance:
            self._sample *= 2
        return gain > self.tolerance or self._sample <= LARGEST

    def _from(self, bills: Ints, low: Floats, high: Floats) -> None:
        """Go towards the prices of the relaxation over some bills, the others choosing as at the best prices so far."""
        if not len(bills):
            return
        fixed = np.ones(self._instance.bills, bool)
        fixed[bills] = False
        room = (self._instance.headroom - spent(self._instance, self.best.choice, fixed)).astype(float)
        self.towards(self._relaxed(*self._drawn(bills), room, low, high))

    def _closest(self, size: int) -> Ints:
        """The bills whose choice a small change of prices would turn, and all that tie with them."""
        margin = margins(self.scores[self._able]) / self.heavy[self._able]
        if size >= len(margin):
            return self._able
        close: Ints = self._able[margin <= np.partition(margin, size)[size] * 1.001]
        return close

    def towards(self, target: Ints) -> None:
        """Go to the target, or only part of the way where that proves more: the bound is convex between."""
        start, before = self.best.prices, self.best.bound
        for share in (1.0, 0.5, 0.25):
            self._try(start + np.rint(share * (target - start)).astype(np.int64))
            if self.best.bound < before:
                return

    def _drawn(self, bills: Ints) -> tuple[Ints, Floats]:
        """All of the bills, or some drawn in proportion to their amount, each weighed to stand for as much."""
        if len(bills) <= max(WHOLE, self._sample):
            return bills, np.ones(len(bills))
        pile = np.cumsum(self.heavy[bills])
        places = np.searchsorted(pile, (np.arange(self._sample) + 0.5) * pile[-1] / self._sample)
        some, times = np.unique(places, return_counts=True)
        return bills[some], times * pile[-1] / self._sample / self.heavy[bills[some]]

    def _relaxed(self, some: Ints, weight: Floats, room: Floats, low: Floats, high: Floats) -> Ints:
        """Prices of the relaxation over some bills inside a box."""
        instance, at = self._instance, self._instance.limits.cost(low)
        day, valid = instance.day[some].T, instance.valid[some].T
        pay = np.where(valid, instance.pay[some].T, 0) * weight
        value = np.where(valid, instance.value[some].T, 0) * weight - at[day] * pay
        value = np.where(valid, value - value.max(axis=0, initial=-np.inf, where=valid), 0.0)
        unit, money = max(1.0, float(pay.max())), max(1.0, float(np.abs(value).max()))
        lay = np.ascontiguousarray
        columns = Columns(
            lay(day),
            lay(pay / unit),
            lay(value / money),
            lay(valid.astype(float)),
            room / unit,
            (high - low) * unit / money,
            instance.limits,
            _tap(instance.line, low, unit, money),
        )
        solved: Relaxed = relax(columns, 0.3 * self.tolerance / money)
        prices = low + solved.prices * money / unit
        whole: Ints = np.rint(np.maximum(0.0, prices) * PRICE_SCALE).astype(np.int64)
        return whole

    def _try(self, prices: Ints) -> None:
        """Price all bills; keep the prices when their bound is the best so far."""
        found = scores(self._instance, prices)
        priced = self._priced(prices, found)
        if priced.bound < self.best.bound:
            self.best, self.scores = priced, found

    def _priced(self, prices: Ints, found: Ints) -> Priced:
        choice = found.argmax(axis=1)
        top = np.take_along_axis(found, choice[:, None], axis=1)[:, 0]
        return Priced(prices, bound_of(self._instance, prices, top), choice)


def _tap(line: Line | None, low: Floats, unit: float, money: float) -> Tap | None:
    """The line for the relaxation: costs above the box's lower prices, scaled."""
    if line is None:
        return None
    day = np.where(line.lifts.any(axis=1), line.lifts.argmax(axis=1), len(line.most))
    tap = Tap(np.maximum(line.most / unit, 1e-9), line.unit(), day)
    return replace(tap, cost=(line.unit() - tap.by_day(low)) * unit / money)


def margins(found: Ints) -> Floats:
    """By how much each bill's best candidate wins over its second. Shape N."""
    top = np.partition(found, -2, axis=1)[:, -2:]
    return (top[:, 1] - top[:, 0]).astype(float)


def dearest(instance: Instance) -> float:
    """What a minor unit of broken floor costs: more than any bill gains with it, so a plan breaks the floor only when it must."""
    values = np.where(instance.valid, instance.value, 0)
    gains = (values.max(axis=1, initial=0) - values.min(axis=1, initial=0)) / np.where(
        instance.valid, np.maximum(1, instance.pay), SAFE
    ).min(axis=1, initial=SAFE)
    return max(float(VALUE_SCALE), 2.0 * float(gains.max(initial=0.0)))
