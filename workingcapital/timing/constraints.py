"""What each constraint of a plan costs: the floor, the budget, the raster of runs, every hold on a bill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from workingcapital.calendar import is_open
from workingcapital.money import rounded
from workingcapital.timing.candidates import Bill, Candidate, candidates
from workingcapital.timing.question import Question
from workingcapital.timing.run import RunPlan, plan

NO_FLOOR: Final = -(10**15)  # minor units


@dataclass(frozen=True)
class HoldCost:
    """What is lost if a held bill stays held past its discounts, cash at the plan's price."""

    bill: Bill
    why: str
    cost: Decimal


@dataclass(frozen=True)
class ConstraintCosts:
    """What the plan would be worth more without each; `raster`: could bills leave on any open day."""

    floor: Decimal
    budget: Decimal
    raster: Decimal
    holds: Sequence[HoldCost]


def constraint_costs(question: Question, made: RunPlan, held: Sequence[tuple[Bill, str]]) -> ConstraintCosts:
    """Solve again without the floor, without the budget, on every open day; price the holds."""
    free = plan(replace(question, floor=NO_FLOOR))
    unbounded = made if question.budget is None else plan(replace(question, budget=None))
    daily = plan(_every_open_day(question))
    losses = [HoldCost(bill, why, _lost(question, made, bill)) for bill, why in held]
    return ConstraintCosts(
        floor=_more(free, made),
        budget=_more(unbounded, made),
        raster=_more(daily, made),
        holds=sorted((each for each in losses if each.cost > 0), key=lambda each: (-each.cost, each.bill.item_id)),
    )


def _more(other: RunPlan, made: RunPlan) -> Decimal:
    return max(Decimal(0), other.value - made.value)


def _every_open_day(question: Question) -> Question:
    """The same bills, cash and floor with a run on every open day from the first run to the last."""
    runs = question.raster.runs
    days = [runs[0] + timedelta(days=i) for i in range((runs[-1] - runs[0]).days + 1)]
    daily = tuple(day for day in days if is_open(day, question.raster.holidays))
    return replace(question, raster=replace(question.raster, runs=daily))


def _lost(question: Question, made: RunPlan, bill: Bill) -> Decimal:
    """The bill's best candidate less paying it when due, each less its cash at the price of its run."""
    ways = candidates(bill, question.raster, question.costs, question.vat_recoverable)
    best = max(_net(each, made.marginal) for each in ways)
    return rounded(best - _net(ways[0], made.marginal), bill.currency)


def _net(candidate: Candidate, price: Mapping[date, Decimal]) -> Decimal:
    return candidate.worth - candidate.pay * price[candidate.debit]
