"""A question in whole numbers: the instance that is solved and the problem that its certificate states.

Both come from the same limits: the floor over all cash, each account's own, the budget of the
first run, the budget of offers. A way's kind says from which account it is paid and whether by
an offer; a limit counts some kinds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from workingcapital.errors import BadInput
from workingcapital.money import from_minor, to_minor
from workingcapital.timing.candidates import Candidate, candidates
from workingcapital.timing.certificate import Drawable, Limit, Problem
from workingcapital.timing.instance import VALUE_SCALE, Instance, Ints
from workingcapital.timing.limits import Limits, Line
from workingcapital.timing.question import Question

BY_TERMS, BY_OFFER = 0, 1


@dataclass(frozen=True)
class Option:
    """One way to pay a bill from one account."""

    candidate: Candidate
    account: int

    @property
    def kind(self) -> int:
        """What limits count it by."""
        return 2 * self.account + (BY_OFFER if self.candidate.offer else BY_TERMS)


@dataclass(frozen=True)
class Stated:
    """The question's options by bill (each bill's first is its due date's run), its instance and its problem."""

    question: Question
    days: Sequence[date]
    options: Sequence[Sequence[Option]]
    problem: Problem
    instance: Instance

    def cell(self, kind: int, day: date) -> int:
        """Where a way of a kind leaves on a day."""
        return kind * len(self.days) + (day - self.days[0]).days

    def by_limit(self, prices: Ints) -> list[list[int]]:
        """Prices by limit and day, 0 where nothing is limited."""
        found, place = [], 0
        for limit in self.problem.limits:
            row = [0] * len(self.days)
            for t, cash in enumerate(limit.cash):
                if cash is not None:
                    row[t] = int(prices[place])
                    place += 1
            found.append(row)
        return found


def stated(question: Question) -> Stated:
    """The question in whole numbers; raises NoRun, CashUnknown, NotABill, TooLarge."""
    days = question.days()
    options = [
        [
            Option(each, account)
            for account in bill.accounts
            for each in candidates(bill, question.raster, question.costs, question.vat_recoverable)
        ]
        for bill in question.bills
    ]
    problem = _problem(question, days, options)
    return Stated(question, days, options, problem, _instance(question, problem, options))


def _problem(question: Question, days: Sequence[date], options: Sequence[Sequence[Option]]) -> Problem:
    currency, place = question.currency, {day: i for i, day in enumerate(days)}
    line = question.line
    return Problem(
        about=question.about,
        currency=currency,
        days=days,
        limits=_limits(question, days, options),
        financing=[question.costs.financing.on(day) for day in days],
        late=None if question.costs.late is None else [question.costs.late.on(day) for day in days],
        items=[bill.item_id for bill in question.bills],
        ways=[
            [
                (
                    place[option.candidate.debit],
                    to_minor(option.candidate.pay, currency),
                    to_minor(option.candidate.saving - option.candidate.fee, currency),
                    option.kind,
                )
                for option in each
            ]
            for each in options
        ],
        line=None
        if line is None
        else Drawable([line.most] * len(days), [0, 1 + line.account] if question.accounts else [0]),
        line_rate=None if line is None else [line.rate.on(day) for day in days],
    )


def _limits(question: Question, days: Sequence[date], options: Sequence[Sequence[Option]]) -> list[Limit]:
    """The floor, the accounts' floors, the first run's budget, the budget of offers."""
    accounts = {option.account for each in options for option in each}
    if accounts - set(range(max(1, len(question.accounts)))):
        raise BadInput("a bill is paid from an account that is not among those given")
    kinds = range(2 * max(1, len(question.accounts)))
    reserve = None if question.reserve is None else [question.reserve[day] for day in days]
    found = [Limit("floor", list(kinds), [question.cash[day] for day in days], question.floor, reserve)]
    for i, account in enumerate(question.accounts):
        cash = [account.cash[day] for day in days]
        found.append(
            Limit(f"floor of {account.name}", [2 * i, 2 * i + 1], cash, account.floor, reserve if i == 0 else None)
        )
    unlimited: list[int | None] = [None] * (len(days) - 1)
    if question.budget is not None:
        found.append(Limit("budget", list(kinds), [question.budget, *unlimited]))
    if question.offers_budget is not None:
        found.append(Limit("budget of offers", list(kinds[1::2]), [*unlimited, question.offers_budget]))
    return found


def _instance(question: Question, problem: Problem, options: Sequence[Sequence[Option]]) -> Instance:
    """The problem as arrays; a row for each limit and day, a cell for each kind and day."""
    n, k, t = len(options), max((len(each) for each in options), default=1), len(problem.days)
    cell, pay, value = (np.zeros((n, k), np.int64) for _ in range(3))
    valid = np.zeros((n, k), np.bool_)
    for i, (bill_ways, bill_options) in enumerate(zip(problem.ways, options, strict=True)):
        for j, ((place, paid, _, kind), option) in enumerate(zip(bill_ways, bill_options, strict=True)):
            cell[i, j], pay[i, j] = kind * t + place, paid
            value[i, j], valid[i, j] = scaled(option.candidate.worth, question.currency), True
    rules, headroom = rows_of(problem)
    limited = [
        [day for day, cash in zip(problem.days, limit.cash, strict=True) if cash is not None]
        for limit in problem.limits
    ]
    return Instance(
        days=tuple(day for each in limited for day in each),
        headroom=headroom,
        item_ids=np.array(problem.items, np.int64),
        day=cell,
        pay=pay,
        value=value,
        valid=valid,
        rules=rules,
        line=line_of(problem),
    )


def rows_of(problem: Problem) -> tuple[Limits, Ints]:
    """The rows of a problem's limits over cells of (kind, day), and what may have left by each."""
    t, kinds = len(problem.days), max(max(limit.kinds) for limit in problem.limits) + 1
    first, sizes, room = [], [], []
    for limit in problem.limits:
        limited = np.array([cash is not None for cash in limit.cash])
        size = int(limited.sum())
        row = np.concatenate([[0], np.cumsum(limited)])[:t]  # the first limited day on or after each day
        first.append(np.concatenate([row if kind in limit.kinds else np.full(t, size) for kind in range(kinds)]))
        sizes.append(size)
        reserve = limit.reserve or [0] * t
        room += [cash - limit.floor - kept for cash, kept in zip(limit.cash, reserve, strict=True) if cash is not None]
    return Limits(np.stack(first).astype(np.int64), tuple(sizes)), np.array(room, np.int64)


def line_of(problem: Problem) -> Line | None:
    """The problem's credit line over its rows; a day's draw costs what the line costs above one's own cash."""
    if problem.line is None:
        return None
    rates, t = problem.rates(), len(problem.days)
    dear = [max(0, line - own) * VALUE_SCALE for line, own in zip(rates["line"], rates["financing"], strict=True)]
    lifts = [
        np.eye(t, dtype=np.bool_)[[cash is not None for cash in limit.cash]] & (place in problem.line.lifts)
        for place, limit in enumerate(problem.limits)
    ]
    return Line(
        np.array(problem.line.most, np.int64), np.array(dear, np.int64), 365 * rates["per"], np.concatenate(lifts)
    )


def scaled(value: Decimal, currency: str) -> int:
    """An amount in VALUE_SCALE-ths of a minor unit, half to even."""
    return int((value * VALUE_SCALE / from_minor(1, currency)).to_integral_value())
