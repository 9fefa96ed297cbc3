"""Payment-timing problems of any size that look like a ledger: amounts, terms, discounts, receipts, a floor that binds.

Every weekday is a run, so a bill may leave on any of about 64 days and cash couples all
90. 45% of bills carry a discount of 1 to 3%, three in ten of these a second step; 8% may
be stretched 5, 10 or 14 days at 12% a year. Receipts follow the bills with a weekly swing,
and the opening balance is such that paying all on due dates just keeps the floor: every
discount taken has to be afforded.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np

from workingcapital.timing.certificate import Limit, Problem
from workingcapital.timing.instance import VALUE_SCALE, Bools, Instance, Ints

START: Final = date(2026, 7, 1)
BORROWING, LATE, VAT = Decimal("0.065"), Decimal("0.12"), 1.19


@dataclass
class _Draft:
    amount: Ints
    base: Ints  # the last run on or before the due date
    day: Ints
    pay: Ints
    value: Ints
    valid: Bools

    def put(self, k: int, day: Ints, discount: Ints, where: Bools) -> None:
        """Candidate k: debited on that day, earning that discount, for the bills of `where`."""
        pay = self.amount - discount
        self.day[:, k], self.pay[:, k], self.valid[:, k] = day, pay, where
        self.value[:, k] = np.rint(discount / VAT).astype(np.int64) * VALUE_SCALE - cost(pay, self.base - day)


def cost(pay: Ints, early: Ints) -> Ints:
    """Financing and late cost at 6.5% and 12% a year, in VALUE_SCALE-ths of a cent, exact."""
    thousandths = 65 * early + 120 * np.maximum(0, -early)
    result: Ints = (4 * pay * thousandths + 73) // 146  # pay × thousandths × 10 / 365, rounded; there are no halves
    return result


def ledger(bills: int, days: int = 90, seed: int = 7) -> Instance:
    """A problem of that many bills, the same for the same seed."""
    random = np.random.default_rng(seed)
    horizon = [START + timedelta(days=i) for i in range(days)]
    is_run = np.array([day.weekday() < 5 for day in horizon])
    last = np.maximum.accumulate(np.where(is_run, np.arange(days), 0))
    draft, due = _bills(random, bills, days, last)
    _discounts(random, draft, due, last)
    stretched = random.random(bills) < 0.08
    for k, later in enumerate((5, 10, 14), start=3):
        day = last[np.minimum(draft.base + later, days - 1)]
        draft.put(k, day, np.zeros(bills, np.int64), stretched & (day > draft.base))
    return Instance(
        tuple(horizon), _headroom(random, draft, days), np.arange(bills), draft.day, draft.pay, draft.value, draft.valid
    )


def _bills(random: np.random.Generator, n: int, days: int, last: Ints) -> tuple[_Draft, Ints]:
    amount = np.clip(np.exp(random.normal(7.2, 1.5, n)) * 100, 500, 5e8).astype(np.int64)
    age = random.integers(0, 45, n)
    term = random.choice([14, 30, 45, 60, 90], n, p=[0.1, 0.5, 0.15, 0.2, 0.05])
    due = np.clip(term - age % term, 0, days - 1)
    shape = (n, 6)
    draft = _Draft(
        amount, last[due], np.zeros(shape, np.int64), np.ones(shape, np.int64), np.zeros(shape, np.int64),
        np.zeros(shape, np.bool_),
    )  # fmt: skip
    draft.put(0, draft.base, np.zeros(n, np.int64), np.ones(n, np.bool_))
    return draft, due


def _discounts(random: np.random.Generator, draft: _Draft, due: Ints, last: Ints) -> None:
    n = len(due)
    has = random.random(n) < 0.45
    percent = random.choice([1.0, 1.5, 2.0, 3.0], n, p=[0.2, 0.2, 0.45, 0.15])
    first = np.minimum(random.integers(0, 14, n), due)
    second = np.minimum(first + random.integers(4, 10, n), due)
    has_second = has & (random.random(n) < 0.3)
    draft.put(1, last[first], np.rint(draft.amount * percent / 100).astype(np.int64), has)
    draft.put(2, last[second], np.rint(draft.amount * percent / 200).astype(np.int64), has_second)


def _headroom(random: np.random.Generator, draft: _Draft, days: int) -> Ints:
    """Cash above the floor: receipts in a weekly swing, payroll at each month's end."""
    out = np.cumsum(np.bincount(draft.base, draft.amount, days))
    total, moved = float(out[-1]), np.clip(draft.base + random.integers(-3, 4, len(draft.base)), 0, days - 1)
    receipts = np.bincount(moved, draft.amount, days) * random.gamma(8, 1 / 8, days)
    receipts *= 1.05 * total / receipts.sum()
    receipts[29::30] -= 0.02 * total
    cash = np.cumsum(receipts)
    room: Ints = np.rint(cash - (cash - out).min() + 0.006 * total).astype(np.int64)
    return room


def problem(instance: Instance) -> Problem:
    """The same problem as a certificate states it."""
    early = instance.day[:, :1] - instance.day
    saving = (instance.value + cost(instance.pay, early)) // VALUE_SCALE
    ways = [
        [(int(d), int(p), int(s), 0) for d, p, s, ok in zip(*row, strict=True) if ok]
        for row in zip(instance.day, instance.pay, saving, instance.valid, strict=True)
    ]
    days = len(instance.days)
    return Problem(
        "benchmark", "EUR", instance.days, [Limit("floor", [0], instance.headroom.tolist())], [BORROWING] * days,
        [LATE] * days, instance.item_ids.tolist(), ways,
    )  # fmt: skip


def chosen(instance: Instance, choice: Ints) -> list[int]:
    """A plan's choice counted among the ways there are."""
    result: list[int] = (np.cumsum(instance.valid, axis=1)[np.arange(instance.bills), choice] - 1).tolist()
    return result
