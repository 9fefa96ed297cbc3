"""Several scenarios beside the plan by the books: what each is worth, and the difference by cause, adding up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tools.run_planned import Planned
from tools.run_planning import check_run, planned
from tools.run_wish import Wish
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Books
from workingcapital.store.planning.timing import HORIZON_DAYS, payable_bills
from workingcapital.timing.run import RunPlan
from workingcapital.timing.scenario import Difference, Scenario, difference


@dataclass(frozen=True)
class Cause:
    """What one change adds to the plan's value, in the order in which the changes are made."""

    what: str
    effect: Decimal


@dataclass(frozen=True)
class Side:
    """A scenario's plan beside the plan by the books; the causes' effects add up to the difference of their values."""

    scenario: Scenario
    made: Planned
    causes: Sequence[Cause]
    apart: Difference


@dataclass(frozen=True)
class Comparison:
    """The plan by the books and each scenario's."""

    plain: Planned
    sides: Sequence[Side]


def compared(books: Books, code: str, as_of: date, wish: Wish, scenarios: Sequence[Scenario]) -> Comparison:
    """Plan the books and every scenario, one change at a time; plans that cannot keep the floor say their shortage."""
    ours = company(books, code)
    check_run(books, ours, as_of, wish.run, None)
    payable = payable_bills(books, ours, as_of, HORIZON_DAYS)
    plain = planned(books, ours, as_of, wish, payable)
    sides = []
    for scenario in scenarios:
        before, causes, made = plain, [], plain
        for step in scenario.steps():
            made = planned(books, ours, as_of, wish, payable, step)
            causes.append(Cause(step.name, made.plan.value - before.plan.value))
            before = made
        made = replace(made, scenario=scenario)
        sides.append(Side(scenario, made, causes, difference(plain.plan, made.plan)))
    return Comparison(plain, sides)


def document(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON; money as text in the company's currency."""
    return {
        "company": found.plain.ours.code,
        "run_date": found.plain.wish.run.isoformat(),
        "currency": found.plain.ours.currency,
        "by_the_books": _figures(found.plain),
        "scenarios": [
            {
                "name": side.scenario.name,
                "changes": side.scenario.words(),
                **_figures(side.made),
                "difference": str(side.made.plan.value - found.plain.plan.value),
                "causes": [{"cause": each.what, "effect": str(each.effect)} for each in side.causes],
                "moved_bills": len(side.apart.moved),
            }
            for side in found.sides
        ],
    }


def _figures(made: Planned) -> dict[str, Any]:
    plan = made.plan
    return {
        "value": str(plan.value),
        "bound": str(plan.bound),
        "floor": str(made.floor),
        "shortage": str(plan.shortage),
        "lowest_balance": str(lowest(plan)),
        "paid_on_the_run": str(paid_on_the_run(made)),
    }


def lowest(plan: RunPlan) -> Decimal:
    """The lowest balance from the first run on."""
    return min(plan.balance.values())


def paid_on_the_run(made: Planned) -> Decimal:
    """What leaves with the wished run; nothing where a scenario skips it."""
    return sum((chosen.pay for _, chosen in made.lines), Decimal(0))
