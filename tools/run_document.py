"""What stands beside the body of a planned run, and what an approver is told about it first."""

from decimal import Decimal
from typing import Any

from tools.run_planning import Planned
from workingcapital.money import from_minor, rounded
from workingcapital.timing.candidates import Bill, Candidate, due_run
from workingcapital.timing.constraints import ConstraintCosts, constraint_costs
from workingcapital.timing.flips import flips
from workingcapital.timing.reasons import reason, yearly_yield
from workingcapital.timing.scenario import difference

HOLDS_SHOWN = 10


def beside(made: Planned, with_flips: bool = False) -> dict[str, Any]:
    """Value, bound, gap, baselines, reasons, bills left out, cash by run, cost of each constraint, proof, scenario."""
    plan = made.plan
    later = [
        {
            "item_id": bill.item_id,
            "number": bill.number,
            "party": bill.party,
            "why": f"better on the run of {chosen.debit}",
        }
        for bill, chosen in plan.chosen
        if chosen.debit != made.wish.run
    ]
    return {
        "value": str(plan.value),
        "bound": str(plan.bound),
        "gap": str(plan.gap),
        "baselines": {name: str(each.worth) for name, each in plan.baselines.items()},
        "baseline_shortage": {name: str(each.shortage) for name, each in plan.baselines.items()},
        "left_out": [*made.payable.left_out, *later],
        "cash": [
            {
                "day": run.isoformat(),
                "balance": str(balance),
                "floor": str(made.floor),
                "marginal_value": str(plan.marginal[run]),
            }
            for run, balance in plan.balance.items()
        ],
        "certificate": plan.digest,
        "constraints": _constraints(constraint_costs(made.question, plan, made.payable.held)),
        "scenario": _scenario(made),
        "flips": _flips(made) if with_flips else None,
        "lines": {
            str(bill.item_id): {
                "reason": reason_of(made, bill, chosen),
                "yield": _text(yearly_yield(bill, chosen, made.question.raster)),
            }
            for bill, chosen in made.lines
        },
    }


def reason_of(made: Planned, bill: Bill, chosen: Candidate) -> str:
    """Why the bill is on the run."""
    asked = made.question
    return reason(bill, chosen, asked.raster, asked.costs, asked.vat_recoverable)


def notices(made: Planned) -> list[str]:
    """What is left out, what is late, whose credits come first, what a scenario changes."""
    said = []
    if made.payable.left_out:
        said.append(f"{len(made.payable.left_out)} open bills are left out, each with its reason in the proposal.")
    late = [bill for bill, _ in made.lines if bill.due < made.wish.run]
    if late:
        said.append(f"{len(late)} bills of the run are past their due date already.")
    said += _deferred(made) + _credits(made)
    if made.scenario is not None:
        said.append(f"Scenario {made.scenario.name}: {', '.join(made.scenario.words()) or 'nothing changed'}.")
    return said


def _deferred(made: Planned) -> list[str]:
    """Bills that wait past their due date: by permission, or for want of the asker's budget."""
    waiting = [bill for bill, chosen in made.plan.chosen if chosen.debit > due_run(bill, made.question.raster)]
    allowed = [bill for bill in waiting if bill.may_be_late]
    said = []
    if allowed:
        said.append(f"{len(allowed)} bills wait past their due date; a named person allowed it for their suppliers.")
    if len(waiting) > len(allowed):
        said.append(
            f"{len(waiting) - len(allowed)} bills would be paid after their due date for want of budget; "
            "nobody has allowed this for their suppliers."
        )
    return said


def _credits(made: Planned) -> list[str]:
    """Suppliers of the run with open credits: their net position, to be offset before money leaves."""
    credits, currency, paid = made.payable.credits(), made.ours.currency, dict[str, Decimal]()
    for bill, chosen in made.lines:
        paid[bill.party] = paid.get(bill.party, Decimal(0)) + chosen.pay
    return [
        f"{party} has open credits of {rounded(credits[party], currency):,} {currency} against "
        f"{rounded(total, currency):,} {currency} on this run: net {rounded(total - credits[party], currency):,} "
        f"{currency}. Offset them first."
        for party, total in sorted(paid.items())
        if party in credits
    ]


def _constraints(costs: ConstraintCosts) -> dict[str, Any]:
    holds = [
        {
            "item_id": each.bill.item_id,
            "number": each.bill.number,
            "party": each.bill.party,
            "why": each.why,
            "cost": str(each.cost),
        }
        for each in costs.holds[:HOLDS_SHOWN]
    ]
    return {"floor": str(costs.floor), "budget": str(costs.budget), "raster": str(costs.raster), "holds": holds}


def _flips(made: Planned) -> list[dict[str, Any]]:
    """By line the rate in per cent a year and the floor up to which it stays, and from which it changes."""
    currency = made.ours.currency
    found = flips(made.question, made.plan, [bill.item_id for bill, _ in made.lines])
    rows = []
    for bill, _ in made.lines:
        rate, floor = found.rate.get(bill.item_id), found.floor.get(bill.item_id)
        row: dict[str, Any] = {"item_id": bill.item_id, "number": bill.number, "party": bill.party}
        row["rate"] = rate and {"stays": f"{rate.stays * 100:.2f}", "changes": f"{rate.changes * 100:.2f}"}
        row["floor"] = floor and {
            "stays": str(from_minor(int(floor.stays), currency)),
            "changes": str(from_minor(int(floor.changes), currency)),
        }
        rows.append(row)
    return rows


def _scenario(made: Planned) -> dict[str, Any] | None:
    """The scenario and how its plan differs from the plan by the books."""
    if made.scenario is None or made.plain is None:
        return None
    apart = difference(made.plain, made.plan)
    numbers = {bill.item_id: (bill.number, bill.party) for bill, _ in made.plan.chosen}
    return {
        "name": made.scenario.name,
        "changes": made.scenario.words(),
        "value_by_the_books": str(apart.without),
        "value": str(apart.within),
        "moved": [
            {
                "item_id": item,
                "number": numbers[item][0],
                "party": numbers[item][1],
                "from": before.isoformat(),
                "to": after.isoformat(),
            }
            for item, before, after in apart.moved
        ],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
