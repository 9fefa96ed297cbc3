"""A payment run planned: bills, runs, cash and floor in; which bill on which run, with bound, gap and baselines out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from workingcapital.errors import BadInput
from workingcapital.money import from_minor, rounded, to_minor
from workingcapital.timing.candidates import Bill, Candidate, Costs, Raster, candidates
from workingcapital.timing.certificate import Problem, certificate
from workingcapital.timing.instance import VALUE_SCALE, Instance, Ints, shortage, spent, worth
from workingcapital.timing.optimiser import Effort, Plan, attainable, solve
from workingcapital.timing.prices import PRICE_SCALE


class NoRun(BadInput):
    """There is no payment run on that day."""


@dataclass(frozen=True)
class Question:
    """What is to be planned. `cash` is the balance at the end of each day before any of these bills, in minor units.

    The days of `cash` have no gaps and reach past the last run. `budget` bounds what leaves with the first run.
    """

    bills: Sequence[Bill]
    raster: Raster
    costs: Costs
    cash: Mapping[date, int]
    floor: int
    currency: str
    budget: int | None = None
    vat_recoverable: bool = True
    about: str = "payment run"


@dataclass(frozen=True)
class Baseline:
    """A simple rule for comparison: its worth, and by how much it breaks the floor (0: it keeps it)."""

    worth: Decimal
    shortage: Decimal


@dataclass(frozen=True)
class RunPlan:
    """The plan over all runs. Amounts in the company's currency; `marginal` is what one more unit of cash is worth, by run."""

    chosen: Sequence[tuple[Bill, Candidate]]
    value: Decimal
    bound: Decimal
    attainable: Decimal
    shortage: Decimal
    balance: Mapping[date, Decimal]
    marginal: Mapping[date, Decimal]
    baselines: Mapping[str, Baseline]
    proof: Mapping[str, Any] | None

    @property
    def digest(self) -> str | None:
        """The certificate's digest; None where the floor cannot be kept, for then there is nothing to prove."""
        return None if self.proof is None else str(self.proof["digest"])

    @property
    def gap(self) -> Decimal:
        """(bound − value) / attainable discounts in per cent; 0 where there is nothing to attain."""
        if self.attainable == 0:
            return Decimal(0)
        return rounded((self.bound - self.value) * 100 / self.attainable, "KWD")

    def on(self, run: date) -> list[tuple[Bill, Candidate]]:
        """What is debited on one run, largest worth first."""
        return sorted(
            (pair for pair in self.chosen if pair[1].debit == run), key=lambda pair: (-pair[1].worth, pair[0].item_id)
        )


def plan(question: Question, effort: Effort | None = None) -> RunPlan:
    """The best plan; `shortage` above 0 says the floor (or budget) cannot be kept, and by how much at least."""
    if not question.raster.runs:
        raise NoRun("no run lies within the horizon")
    options = [candidates(bill, question.raster, question.costs, question.vat_recoverable) for bill in question.bills]
    instance = _instance(question, options)
    solved = solve(instance, effort)
    return _told(question, options, instance, solved)


def _instance(question: Question, options: Sequence[Sequence[Candidate]]) -> Instance:
    """The question in whole numbers; one cash day a run, with the least headroom until the next."""
    n, k = len(options), max((len(each) for each in options), default=1)
    place = {run: i for i, run in enumerate(question.raster.runs)}
    day, pay, value = (np.zeros((n, k), np.int64) for _ in range(3))
    valid = np.zeros((n, k), np.bool_)
    for i, bill_options in enumerate(options):
        for j, option in enumerate(bill_options):
            day[i, j], pay[i, j] = place[option.debit], to_minor(option.pay, question.currency)
            value[i, j], valid[i, j] = _scaled(option.worth, question.currency), True
    ids = np.array([bill.item_id for bill in question.bills], np.int64)
    return Instance(question.raster.runs, _headroom(question), ids, day, pay, value, valid)


def _headroom(question: Question) -> Ints:
    return np.array([min(_room(question, day) for day in span) for span in _spans(question)], np.int64)


def _room(question: Question, day: date) -> int:
    """What may have left by the end of a day."""
    room = question.cash[day] - question.floor
    return room if question.budget is None or day != _days(question)[0] else min(room, question.budget)


def _days(question: Question) -> list[date]:
    """The days from the first run on whose cash is known."""
    return sorted(day for day in question.cash if day >= question.raster.runs[0])


def _spans(question: Question) -> list[list[date]]:
    """The days from each run until the next."""
    days, runs = _days(question), question.raster.runs
    ends = [*runs[1:], date.max]
    return [[day for day in days if run <= day < end] for run, end in zip(runs, ends, strict=True)]


def _told(question: Question, options: Sequence[Sequence[Candidate]], instance: Instance, solved: Plan) -> RunPlan:
    out = spent(instance, solved.choice)
    runs, currency = question.raster.runs, question.currency
    return RunPlan(
        chosen=[(bill, each[i]) for bill, each, i in zip(question.bills, options, solved.choice, strict=True)],
        value=_unscaled(solved.worth, currency),
        bound=_unscaled(solved.bound, currency),
        attainable=_unscaled(attainable(instance), currency),
        shortage=from_minor(solved.shortage, currency),
        balance={
            run: from_minor(int(room) + question.floor - int(paid), currency)
            for run, room, paid in zip(runs, instance.headroom, out, strict=True)
        },
        marginal={
            run: (Decimal(int(price)) / (VALUE_SCALE * PRICE_SCALE)).quantize(Decimal("0.000001"))
            for run, price in zip(runs, np.cumsum(solved.prices[::-1])[::-1], strict=True)
        },
        baselines={name: _baseline(instance, choice, currency) for name, choice in _rules(instance).items()},
        proof=None if solved.shortage else _proof(question, options, instance, solved),
    )


def _proof(
    question: Question, options: Sequence[Sequence[Candidate]], instance: Instance, solved: Plan
) -> Mapping[str, Any]:
    """The plan's certificate, day by day; a run's price of cash stands on the tightest day until the next run."""
    days, currency = _days(question), question.currency
    place = {day: i for i, day in enumerate(days)}
    prices = [0] * len(days)
    for span, price in zip(_spans(question), solved.prices, strict=True):
        prices[place[min(span, key=lambda day: (_room(question, day), day))]] = int(price)
    problem = Problem(
        about=question.about,
        currency=currency,
        days=days,
        cash=[question.cash[day] for day in days],
        floor=question.floor,
        budget=question.budget,
        financing=question.costs.financing,
        late=question.costs.late,
        items=[bill.item_id for bill in question.bills],
        ways=[
            [(place[way.debit], to_minor(way.pay, currency), to_minor(way.saving - way.fee, currency)) for way in ways]
            for ways in options
        ],
    )
    return certificate(problem, solved.choice.tolist(), prices, solved.worth, solved.bound)


def _rules(instance: Instance) -> dict[str, Ints]:
    """Due date: each bill's first candidate. All discounts: its most valuable saving. Now: its earliest run."""
    never = np.iinfo(np.int64).max
    return {
        "due_date": np.zeros(instance.bills, np.int64),
        "all_discounts": np.where(instance.valid, -instance.pay, -never).argmax(axis=1),
        "now": np.where(instance.valid, instance.day, never).argmin(axis=1),
    }


def _baseline(instance: Instance, choice: Ints, currency: str) -> Baseline:
    return Baseline(_unscaled(worth(instance, choice), currency), from_minor(shortage(instance, choice), currency))


def _scaled(value: Decimal, currency: str) -> int:
    return int((value * VALUE_SCALE / from_minor(1, currency)).to_integral_value())


def _unscaled(value: int, currency: str) -> Decimal:
    return rounded(Decimal(value) / VALUE_SCALE * from_minor(1, currency), currency)
