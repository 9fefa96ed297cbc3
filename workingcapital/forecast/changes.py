"""What changed between two forecasts of the same week end, by cause, in whole minor units that add up.

A forecast made on day `then` is taken to the one made on day `now` a step at a time: what happened to each open item
meanwhile, what is thought of it today, what was invoiced, what is still to be. Every step is the difference of two
tables of expected cash (items × periods, rounded to minor units), so that the steps add up exactly. The first period is
the time between both days, the others are the weeks since. Expected means the mean over all paths.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from workingcapital.forecast.coming import WEEK, NotIssued
from workingcapital.forecast.expected import to_come_by_week
from workingcapital.forecast.habits import Floats, Habits, Whole

BLOCK: Final = 4_096
NOT_PLANNED: Final = date.max
CAUSES: Final = (
    "received early", "not received yet", "credited or cancelled", "disputes", "promises", "pay-day model",
    "new invoices", "sales to come", "bills paid", "bills moved or held", "bills credited or cancelled", "new bills",
    "purchases to come", "payroll, tax and other", "exchange rates",
)  # fmt: skip
Steps = dict[str, Whole]  # by cause and period, in is positive


@dataclass(frozen=True)
class Thought:
    """What was thought of an item on one of the days: whose habit speaks, when it is due or planned, what is promised."""

    party: int
    due: date
    promised: date | None = None
    traits: tuple[float, ...] = ()


@dataclass(frozen=True)
class Item:
    """An item open on either day, in minor units; `then` or `now` is None where it was not open.

    `before`: open then. `moved`: settled in money meanwhile. `left`: open now. All three at the rates of then;
    `moved_now` and `left_now` at those of now.
    """

    then: Thought | None
    now: Thought | None
    before: int
    moved: int
    left: int
    moved_now: int
    left_now: int


@dataclass(frozen=True)
class Days:
    """Both days and the periods: from `then` to `now` (whole weeks), then a week at a time."""

    then: date
    now: date
    weeks: int  # from then on

    @property
    def passed(self) -> int:
        """Weeks between both days."""
        return (self.now - self.then).days // WEEK

    @property
    def periods(self) -> int:
        """The time passed, and each week since."""
        return 1 + self.weeks - self.passed

    def folded(self, by_day: Floats) -> Whole:
        """Days from `then` on (last axis) summed into the periods, and rounded."""
        starts = [0, *range(WEEK * self.passed, WEEK * self.weeks, WEEK)]
        found: Whole = np.rint(np.add.reduceat(by_day, starts, axis=-1)).astype(np.int64)
        return found

    def period(self, day: date) -> int:
        """The period a day falls in; what is past falls into the first; beyond the last: their number."""
        after = (day - self.now).days
        return 0 if after <= 0 else min(self.periods, 1 + (after - 1) // WEEK)


def added(*each: Steps) -> Steps:
    """Steps of several sources in one."""
    total: Steps = {}
    for steps in each:
        for cause, moves in steps.items():
            total[cause] = total.get(cause, np.zeros_like(moves)) + moves
    return total


def receivables(items: Sequence[Item], old: Habits, new: Habits, days: Days) -> Steps:
    """The steps of customers' items; those that were not open then are new invoices."""
    found: Steps = {}
    for some in _blocks([item for item in items if item.then is not None]):
        found = added(found, _known(some, old, new, days))
    return added(found, *({"new invoices": _fresh(some, new, days)} for some in _blocks(_new(items))))


def bills(items: Sequence[Item], days: Days) -> Steps:
    """The steps of our bills: `due` is the day of the run they are planned for, NOT_PLANNED of those that are held."""
    known = [item for item in items if item.then is not None]
    return {
        "bills paid": -_moved([item.moved for item in known], days) + _share(known, days, "moved"),
        "bills credited or cancelled": _share(known, days, "credited"),
        "bills moved or held": _share(known, days, "left") - _planned(known, [item.left for item in known], days),
        "new bills": -_moved([item.moved_now for item in _new(items)], days)
        - _planned(_new(items), [item.left_now for item in _new(items)], days),
        "exchange rates": -_moved([item.moved_now - item.moved for item in known], days)
        - _planned(known, [item.left_now - item.left for item in known], days),
    }


def to_come(then: NotIssued, old: Habits, now: NotIssued, new: Habits, days: Days) -> tuple[Whole, Whole]:
    """What was expected to be invoiced meanwhile, by period; and how much more is expected of the weeks since, than was."""
    before = days.folded(to_come_by_week(then, old, days.weeks))
    after = days.folded(_later(to_come_by_week(now, new, days.weeks - days.passed), days))
    meanwhile: Whole = before[: days.passed].sum(axis=0)
    since: Whole = after.sum(axis=0) - before[days.passed :].sum(axis=0)
    return meanwhile, since


def _later(by_day: Floats, days: Days) -> Floats:
    """Days from `now` on as days from `then` on."""
    return np.concatenate([np.zeros((len(by_day), WEEK * days.passed)), by_day], axis=1)


def _known(items: list[Item], old: Habits, new: Habits, days: Days) -> Steps:
    then = [item.then for item in items if item.then is not None]
    now = [item.now or item.then for item in items if item.then is not None]
    today = [each for each in now if each is not None]
    before = _expected(then, [item.before for item in items], old, days, days.then)
    moved, credited, left = _split(items, before)
    amounts, at_rate = [item.left for item in items], [item.left_now for item in items]
    # A step at a time: unpaid until now; disputed or not; promised or not; at today's rates; by today's habits.
    waiting = _expected(then, amounts, old, days, days.now)
    disputed = [Thought(b.party, a.due, a.promised, a.traits) for a, b in zip(then, today, strict=True)]
    promised = [Thought(b.party, a.due, b.promised, a.traits) for a, b in zip(then, today, strict=True)]
    by_dispute = _expected(disputed, amounts, old, days, days.now)
    by_promise = _expected(promised, amounts, old, days, days.now)
    by_rate = _expected(promised, at_rate, old, days, days.now)
    by_model = _expected(today, at_rate, new, days, days.now)
    came, came_now = (_moved([getattr(item, name) for item in items], days) for name in ("moved", "moved_now"))
    return {
        "received early": came - moved.sum(axis=0),
        "credited or cancelled": -credited.sum(axis=0),
        "not received yet": (waiting - left).sum(axis=0),
        "disputes": (by_dispute - waiting).sum(axis=0),
        "promises": (by_promise - by_dispute).sum(axis=0),
        "exchange rates": (by_rate - by_promise).sum(axis=0) + came_now - came,
        "pay-day model": (by_model - by_rate).sum(axis=0),
    }


def _fresh(items: list[Item], new: Habits, days: Days) -> Whole:
    now = [item.now for item in items]
    known = [(item, each) for item, each in zip(items, now, strict=True) if each is not None]
    ahead = _expected([each for _, each in known], [item.left_now for item, _ in known], new, days, days.now)
    found: Whole = ahead.sum(axis=0) + _moved([item.moved_now for item in items], days)
    return found


def _expected(thoughts: Sequence[Thought], amounts: Sequence[int], habits: Habits, days: Days, after: date) -> Whole:
    """Expected receipts of items unpaid on the day `after`: items × periods."""
    if not thoughts:
        return np.zeros((0, days.periods), np.int64)
    horizon = WEEK * days.weeks - (after - days.then).days
    by_day = habits.by_day(
        np.array([each.party for each in thoughts], np.int64),
        np.array([each.due.toordinal() for each in thoughts], np.int64),
        np.array([each.traits for each in thoughts], float).reshape(len(thoughts), -1),
        horizon,
        after=after.toordinal(),
    )
    for place, each in enumerate(thoughts):
        if each.promised is not None and each.promised > after:
            by_day[place] = 0.0
            if (each.promised - after).days <= horizon:
                by_day[place, (each.promised - after).days - 1] = 1.0
    amount = np.array(amounts, float)[:, None]
    return days.folded(amount * (by_day if after == days.then else _later(by_day, days)))


def _split(items: Sequence[Item], before: Whole) -> tuple[Whole, Whole, Whole]:
    """What was expected, as the parts that were paid, credited and left."""
    whole = np.array([item.before for item in items], float)[:, None]
    moved = np.rint(before * np.array([item.moved for item in items], float)[:, None] / whole).astype(np.int64)
    left = np.rint(before * np.array([item.left for item in items], float)[:, None] / whole).astype(np.int64)
    return moved, before - moved - left, left


def _moved(amounts: Iterable[int], days: Days) -> Whole:
    """Money that has moved is in the first period."""
    found = np.zeros(days.periods, np.int64)
    found[0] = sum(amounts)
    return found


def _planned(items: Sequence[Item], amounts: Sequence[int], days: Days) -> Whole:
    """Bills on the days they are planned for today; what is due is not in the time that has passed."""
    found = np.zeros(days.periods + 1, np.int64)
    for item, amount in zip(items, amounts, strict=True):
        if item.now is not None:
            found[max(1, days.period(item.now.due))] += amount
    return found[:-1]


def _share(items: Sequence[Item], days: Days, part: str) -> Whole:
    """Bills on the days they were planned for then: the part of each that was paid, credited or is left."""
    found = np.zeros(days.periods + 1, np.int64)
    for item in items:
        if item.then is not None:
            amount = {"moved": item.moved, "left": item.left}.get(part, item.before - item.moved - item.left)
            found[days.period(item.then.due)] += amount
    return found[:-1]


def _new(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.then is None]


def _blocks(items: Sequence[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), BLOCK):
        yield list(items[start : start + BLOCK])
