"""The ledger of timing_instance with everything the model knows, and receipts by chance to test its promise on.

A quarter of the bills may be paid from either of two accounts, 15% only from the second; each account keeps a floor of
its own under a floor over both. A twentieth of the bills without a discount carry a supplier's offer of 9 to 18% a year
on three of the next days, under a budget. A line at 9% may be drawn where own cash costs 6.5%. Receipts are drawn day by
day around their expectation with a mood of the whole path; the reserve holds them at 95% on all days together.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from benchmarks.timing_instance import VAT, cost, ledger
from workingcapital.forecast.expected import margin
from workingcapital.timing.instance import VALUE_SCALE, Instance, Ints
from workingcapital.timing.limits import Floats, Limits, Line
from workingcapital.timing.optimiser import Effort, solve

SURE: Final = 0.95
PATHS: Final = 2_000
FRESH: Final = 20_000
OFFERS: Final = (0, 4, 8)  # days from now on which an offer may be taken
LINE_ABOVE: Final = 25  # thousandths a year that the line costs above own cash


@dataclass(frozen=True)
class Full:
    """The instance and what its promise is tested on: expected receipts by day."""

    instance: Instance
    receipts: Floats
    reserve: Ints


def full_ledger(bills: int, days: int = 90, seed: int = 7) -> Full:
    """A problem of that many bills with the full model, the same for the same seed."""
    random = np.random.default_rng(seed + 1_000)
    plain = ledger(bills, days, seed)
    receipts = np.maximum(0.0, np.diff(plain.headroom, prepend=0).astype(float))
    reserve = margin(deviations(receipts, PATHS, seed), SURE + 1.645 * float(np.sqrt(SURE * (1 - SURE) / PATHS)))
    second = random.random(bills) < 0.15
    either = ~second & (random.random(bills) < 0.25)
    cell = np.where(second[:, None], plain.day + 2 * days, plain.day)
    offered, at = _offers(random, plain, days)
    both = [(cell, plain.day + 2 * days, at + days), (plain.pay, plain.pay, offered.pay)]
    both += [(plain.value, plain.value, offered.value)]
    day, pay, value = (np.concatenate(each, axis=1) for each in both)
    valid = np.concatenate([plain.valid, plain.valid & either[:, None], offered.valid], axis=1)
    out = int(plain.pay[:, 0].sum())
    room = plain.headroom - reserve + int(reserve.max())
    main, other = np.rint(0.76 * room).astype(np.int64), np.rint(0.28 * room).astype(np.int64)
    budget = int(offered.pay[:, 0][offered.valid[:, 0]].sum() * 0.1)
    instance = Instance(
        (*plain.days, *plain.days, *plain.days, plain.days[-1]),
        np.concatenate([room, main, other, [budget]]),
        plain.item_ids, day, pay, value, valid,
        rules=_limits(days), line=_line(days, int(0.002 * out)),
    )  # fmt: skip
    return Full(_holding(instance, days), receipts, reserve)


def _holding(instance: Instance, days: int) -> Instance:
    """The problem with as much more in the main account, by a transfer at the start, as any plan of it would fall short."""
    short = solve(instance, Effort(programmes=0)).shortage
    room = instance.headroom.copy()
    room[: 2 * days] += short
    return replace(instance, headroom=room)


def deviations(receipts: Floats, paths: int, seed: int) -> Ints:
    """Cumulated receipts on simulated paths, days × paths: a mood of the path, a chance of each day."""
    draw = np.random.default_rng(seed)
    mood = draw.gamma(900, 1 / 900, paths)
    drawn = receipts[:, None] * draw.gamma(30, 1 / 30, (len(receipts), paths)) * mood
    result: Ints = np.cumsum(np.rint(drawn), axis=0).astype(np.int64)
    return result


def kept_on_fresh_paths(full: Full, seed: int) -> float:
    """The share of paths that never drew on which receipts never fall short of their expectation by more than the reserve."""
    short = np.cumsum(full.receipts)[:, None] - deviations(full.receipts, FRESH, seed) > full.reserve[:, None]
    return float(1 - short.any(axis=0).mean())


@dataclass(frozen=True)
class _Offered:
    pay: Ints
    value: Ints
    valid: np.ndarray


def _offers(random: np.random.Generator, plain: Instance, days: int) -> tuple[_Offered, Ints]:
    """Offers by bill and day, and the day each leaves on."""
    n, base = plain.bills, plain.day[:, 0]
    has = ~plain.valid[:, 1] & (random.random(n) < 0.05)
    rate = random.integers(9, 19, n)
    at = np.broadcast_to(np.array(OFFERS), (n, len(OFFERS)))
    early = base[:, None] - at
    discount = np.rint(plain.pay[:, :1] * rate[:, None] * np.maximum(early, 0) / 36_000).astype(np.int64)
    pay = plain.pay[:, :1] - discount
    value = np.rint(discount / VAT).astype(np.int64) * VALUE_SCALE - cost(pay, early)
    return _Offered(pay, value, has[:, None] & (early > 0)), at.astype(np.int64)


def _limits(days: int) -> Limits:
    """Cells (main by terms, main by offer, second, each by day) in: floor over both, main's, second's, budget of offers."""
    day, never = np.arange(days), np.full(days, days)
    return Limits(
        np.stack(
            [
                np.tile(day, 3),
                np.concatenate([day, day, never]),
                np.concatenate([never, never, day]),
                np.concatenate([np.ones(days), np.zeros(days), np.ones(days)]),
            ]
        ).astype(np.int64),
        (days, days, days, 1),
    )


def _line(days: int, most: int) -> Line:
    """The same line every day, into the main account."""
    each = np.eye(days, dtype=np.bool_)
    lifts = np.concatenate([each, each, np.zeros_like(each), np.zeros((1, days), np.bool_)])
    dear = np.full(days, LINE_ABOVE * VALUE_SCALE, np.int64)
    return Line(np.full(days, most, np.int64), dear, 365_000, lifts)


def without_line(instance: Instance) -> Instance:
    """The same problem when nothing may be drawn."""
    return replace(instance, line=None)
