"""A payment run planned: bills, runs, cash and limits in; which bill on which run, with bound, gap and baselines out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np

from workingcapital.money import from_minor, rounded
from workingcapital.timing.candidates import Bill, Candidate
from workingcapital.timing.certificate import Proof, certificate
from workingcapital.timing.instance import VALUE_SCALE, Instance, Ints, drawn, room_left, shortage, worth
from workingcapital.timing.optimiser import Effort, Plan, attainable, solve
from workingcapital.timing.prices import PRICE_SCALE
from workingcapital.timing.question import Question
from workingcapital.timing.stated import Stated, stated


@dataclass(frozen=True)
class Baseline:
    """A simple rule for comparison: its worth, and by how much it breaks the floor (0: it keeps it)."""

    worth: Decimal
    shortage: Decimal


@dataclass(frozen=True)
class RunPlan:
    """The plan over all runs. Amounts in the company's currency; `marginal` is what one more unit of cash is worth, by run.

    `balance`: the lowest from each run until the next, draws included. `drawn`: by day, days without a draw left out.
    `broken`: the limit that falls short by `shortage`.
    """

    chosen: Sequence[tuple[Bill, Candidate]]
    value: Decimal
    bound: Decimal
    attainable: Decimal
    shortage: Decimal
    balance: Mapping[date, Decimal]
    marginal: Mapping[date, Decimal]
    baselines: Mapping[str, Baseline]
    proof: Mapping[str, Any] | None
    drawn: Mapping[date, Decimal]
    limits: Sequence[str]
    broken: str | None = None

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
    """The best plan; `shortage` above 0 says a limit cannot be kept, and by how much at least.

    Raises NoRun, CashUnknown, NotABill, TooLarge.
    """
    asked = stated(question)
    return _told(asked, solve(asked.instance, effort))


def _told(asked: Stated, solved: Plan) -> RunPlan:
    question, instance, currency = asked.question, asked.instance, asked.question.currency
    draws = drawn(instance, solved.choice)
    return RunPlan(
        chosen=[
            (bill, each[i].candidate)
            for bill, each, i in zip(question.bills, asked.options, solved.choice, strict=True)
        ],
        value=_unscaled(solved.worth, currency),
        bound=_unscaled(solved.bound, currency),
        attainable=_unscaled(attainable(instance), currency),
        shortage=from_minor(solved.shortage, currency),
        balance=_balances(asked, solved, draws),
        marginal=_marginal(asked, solved.prices),
        baselines={name: _baseline(instance, choice, currency) for name, choice in _rules(instance).items()},
        proof=None if solved.shortage else _proof(asked, solved),
        drawn={
            day: from_minor(int(amount), currency) for day, amount in zip(asked.days, draws, strict=False) if amount
        },
        limits=[limit.name for limit in asked.problem.limits],
        broken=_broken(asked, solved, draws) if solved.shortage else None,
    )


def _broken(asked: Stated, solved: Plan, draws: Ints) -> str:
    """The limit that falls shortest."""
    room = room_left(asked.instance, solved.choice, draws)
    worst = [int(room[span].min()) for span in asked.instance.limits.spans()]
    return asked.problem.limits[worst.index(min(worst))].name


def _balances(asked: Stated, solved: Plan, draws: Ints) -> dict[date, Decimal]:
    """The lowest balance over all accounts from each run until the next, what was drawn included."""
    question, t = asked.question, len(asked.days)
    reserve = np.array([0 if question.reserve is None else question.reserve[day] for day in asked.days])
    balance = room_left(asked.instance, solved.choice, draws)[:t] + question.floor + reserve
    starts = [(run - asked.days[0]).days for run in question.raster.runs]
    return {
        run: from_minor(int(balance[start:end].min()), question.currency)
        for run, (start, end) in zip(question.raster.runs, pairwise([*starts, t]), strict=True)
    }


def _marginal(asked: Stated, prices: Ints) -> dict[date, Decimal]:
    """What one more unit is worth from each run on, in the account that bills are paid from."""
    cost = asked.instance.limits.cost(prices)
    return {
        run: (Decimal(int(cost[asked.cell(0, run)])) / (VALUE_SCALE * PRICE_SCALE)).quantize(Decimal("0.000001"))
        for run in asked.question.raster.runs
    }


def _proof(asked: Stated, solved: Plan) -> Mapping[str, Any]:
    """The plan's certificate, by limit and day."""
    prices = asked.by_limit(solved.prices)
    return certificate(asked.problem, Proof(solved.choice.tolist(), prices, solved.worth, solved.bound))


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


def _unscaled(value: int, currency: str) -> Decimal:
    return rounded(Decimal(value) / VALUE_SCALE * from_minor(1, currency), currency)
