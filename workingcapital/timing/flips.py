"""What would change the advice: for each line the rate, the floor and the days of late receipts up to which it stays.

Each end is a plan solved anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from workingcapital.timing.question import Question
from workingcapital.timing.run import RunPlan, plan

SOLVES: Final = 14  # plans for each of rate and floor
FURTHEST_RATE: Final = Decimal("0.25")  # added to the rate
LATEST: Final = 60  # days that receipts may come late
Runs = Mapping[int, date]


@dataclass(frozen=True)
class Flip:
    """At `stays` the line is advised as now, at `changes` otherwise: ratios a year, minor units of floor, or days late."""

    stays: Decimal
    changes: Decimal


@dataclass(frozen=True)
class Flips:
    """By item; a line that does not change as far as was looked has no entry. `late` by whose receipts are late."""

    rate: Mapping[int, Flip]
    floor: Mapping[int, Flip]
    late: Mapping[str, Mapping[int, Flip]]

    def nearest(self) -> "dict[str, Flip]":
        """For the plan: the change of each kind that comes first for any line; `late` named by who is late."""
        every = {"rate": self.rate, "floor": self.floor, **{f"late: {who}": found for who, found in self.late.items()}}
        return {name: min(found.values(), key=lambda flip: flip.changes) for name, found in every.items() if found}


def flips(question: Question, made: RunPlan, items: Sequence[int], solves: int = SOLVES) -> Flips:
    """The nearest changes upward that were found in so many plans; a rising floor stands for receipts that fail too."""
    now = _runs(made)

    def at_rate(more: Decimal) -> Runs | None:
        costs = replace(question.costs, financing=question.costs.financing.raised(more))
        return _planned(replace(question, costs=costs))

    def at_floor(more: Decimal) -> Runs | None:
        return _planned(replace(question, floor=question.floor + int(more)))

    room = max((max(question.cash.values()) - question.floor, 1)) if question.cash else 1
    rate = _Search(at_rate, now, items, FURTHEST_RATE, Decimal("0.0001")).found(solves)
    floor = _Search(at_floor, now, items, Decimal(room), Decimal(1)).found(solves)
    late = {
        who: _Search(_at_late(question, who), now, items, Decimal(LATEST), Decimal(1)).found(solves)
        for who in question.receipts
    }
    return Flips(_raised(rate, question.costs.financing.first), _raised(floor, Decimal(question.floor)), late)


def _at_late(question: Question, who: str) -> Callable[[Decimal], Runs | None]:
    return lambda days: _planned(with_late_receipts(question, who, int(days)))


def with_late_receipts(question: Question, who: str, days: int) -> Question:
    """The question when somebody's expected receipts come so many days later."""
    by_day = question.receipts[who]
    cash, total, delayed = {}, 0, 0
    for day in sorted(question.cash):
        total += by_day.get(day, 0)
        delayed += by_day.get(day - timedelta(days=days), 0)
        cash[day] = total - delayed
    accounts = [
        replace(account, cash={day: account.cash[day] - cash[day] for day in cash}) if place == 0 else account
        for place, account in enumerate(question.accounts)
    ]
    return replace(question, cash={day: question.cash[day] - cash[day] for day in cash}, accounts=accounts)


def _raised(found: Mapping[int, Flip], base: Decimal) -> dict[int, Flip]:
    return {item: Flip(base + flip.stays, base + flip.changes) for item, flip in found.items()}


def _planned(question: Question) -> Runs | None:
    made = plan(question)
    return None if made.shortage else _runs(made)


def _runs(made: RunPlan) -> Runs:
    return {bill.item_id: chosen.debit for bill, chosen in made.chosen}


class _Search:
    """Brackets for all lines at once: every plan narrows each line's, and the next halves the widest."""

    def __init__(
        self,
        solve: Callable[[Decimal], Runs | None],
        now: Runs,
        items: Sequence[int],
        furthest: Decimal,
        grain: Decimal,
    ) -> None:
        self._solve, self._now, self._items, self._grain = solve, now, items, grain
        self._known: dict[Decimal, Runs | None] = {Decimal(0): now}
        self._next = furthest

    def found(self, solves: int) -> dict[int, Flip]:
        """The brackets after so many plans."""
        for _ in range(solves):
            self._known[self._next] = self._solve(self._next)
            widest = max(self._brackets().values(), key=_width, default=None)
            if widest is None or widest.changes - widest.stays <= self._grain:
                break
            middle = (widest.stays + widest.changes) / 2
            self._next = (middle / self._grain).to_integral_value() * self._grain
            if self._next in self._known:
                break
        return self._brackets()

    def _brackets(self) -> dict[int, Flip]:
        return {item: flip for item in self._items if (flip := self._bracket(item)) is not None}

    def _bracket(self, item: int) -> Flip | None:
        """From the last plan that still advises the same to the first that does not; no plan at all is a change."""
        stays = Decimal(0)
        for point in sorted(self._known):
            runs = self._known[point]
            if runs is None or runs[item] != self._now[item]:
                return Flip(stays, point)
            stays = point
        return None


def _width(flip: Flip) -> Decimal:
    """Relative to how near it is: a near change deserves the sharper answer."""
    return (flip.changes - flip.stays) / flip.changes
