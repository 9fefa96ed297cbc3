"""What stands beside the body of a planned run, and what an approver is told about it first."""

from decimal import Decimal
from typing import Any

from tools.run_planned import Planned
from tools.run_wish import percent
from workingcapital.money import from_minor, rounded
from workingcapital.timing.candidates import Bill, Candidate, due_run
from workingcapital.timing.constraints import ConstraintCosts, constraint_costs
from workingcapital.timing.flips import flips
from workingcapital.timing.law import told
from workingcapital.timing.oddities import oddities
from workingcapital.timing.reasons import reason, yearly_yield
from workingcapital.timing.scenario import difference

HOLDS_SHOWN = 10


def beside(made: Planned, with_flips: bool = False) -> dict[str, Any]:
    """Value, bound, gap, baselines, reasons, bills left out, cash by run, cost of each constraint, notices, proof, scenario."""
    plan = made.plan
    later = [
        {
            "item_id": bill.item_id,
            "number": bill.number,
            "party": bill.party,
            "why": f"better on the run of {chosen.debit}",
        }
        for bill, chosen in plan.chosen
        if chosen.debit != made.wish.run and chosen.offer is None
    ]
    agreed_first = [
        {
            "item_id": bill.item_id,
            "number": bill.number,
            "party": bill.party,
            "why": f"the plan takes the supplier's offer on {chosen.debit}; propose the offer first",
        }
        for bill, chosen in made.taken_offers
    ]
    return {
        "value": str(plan.value),
        "bound": str(plan.bound),
        "gap": str(plan.gap),
        "baselines": {name: str(each.worth) for name, each in plan.baselines.items()},
        "baseline_shortage": {name: str(each.shortage) for name, each in plan.baselines.items()},
        "left_out": [*made.payable.left_out, *agreed_first, *later],
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
        "notices": notices(made),
        "limits": list(plan.limits),
        "sure": None if made.wish.sure is None else percent(made.wish.sure),
        "reserve": _reserve(made),
        "drawn": [{"day": day.isoformat(), "amount": str(amount)} for day, amount in plan.drawn.items()],
        "offers": [_offer(made, bill, chosen) for bill, chosen in made.taken_offers],
        "not_proven": not_proven(made),
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


def not_proven(made: Planned) -> list[str]:
    """What the certificate takes as given and cannot prove."""
    said = ["that bills, rates and expected cash are those of the books"]
    if made.wish.sure is not None:
        said.append(
            f"that the reserve is enough with {percent(made.wish.sure)}% certainty: it comes from simulated receipts; "
            "that it is kept every day is proven"
        )
    if made.wish.by_account:
        said.append("that all receipts come into the account that pays, and other accounts are topped up from it")
    return said


def _reserve(made: Planned) -> list[dict[str, str]]:
    """Cash kept above the floor on each run's day because receipts are uncertain."""
    kept = made.question.reserve
    if kept is None:
        return []
    return [
        {"day": run.isoformat(), "amount": str(from_minor(kept[run], made.ours.currency))}
        for run in made.question.raster.runs
    ]


def _offer(made: Planned, bill: Bill, chosen: Candidate) -> dict[str, Any]:
    """An offer that the plan takes: what it gives, and what it is worth after financing."""
    assert chosen.offer is not None
    return {
        "item_id": bill.item_id,
        "number": bill.number,
        "party": bill.party,
        "apr": f"{(chosen.offer.rate * 100).normalize():f}",
        "pay_on": chosen.debit.isoformat(),
        "pay_amount": str(chosen.pay),
        "discount": str(chosen.discount),
        "worth": str(rounded(chosen.worth, made.ours.currency)),
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
    said += told((bill, chosen.in_time) for bill, chosen in made.plan.chosen)
    said += _deferred(made) + _credits(made) + _full_model(made)
    said += [odd for bill, _ in made.lines for odd in oddities(bill)]
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


def _full_model(made: Planned) -> list[str]:
    """How surely the floor holds, what is drawn, which offers are taken."""
    said, currency = [], made.ours.currency
    if made.question.reserve is not None and made.wish.sure is not None:
        most = from_minor(max(made.question.reserve.values()), currency)
        said.append(
            f"The floor holds with {percent(made.wish.sure)}% certainty on all days together: up to {most:,} {currency} "
            "are kept above it, measured on simulated receipts."
        )
    if made.plan.drawn:
        day, peak = max(made.plan.drawn.items(), key=lambda each: each[1])
        said.append(f"The credit line is drawn on {len(made.plan.drawn)} days, most on {day}: {peak:,} {currency}.")
    elif made.wish.draw is not None:
        said.append("The credit line is not drawn: no discount is worth its price.")
    if made.taken_offers:
        said.append(f"{len(made.taken_offers)} suppliers' offers are worth taking; each is proposed on its own first.")
    return said


def _credits(made: Planned) -> list[str]:
    """Suppliers of the run with open credits: their net position, to be offset before money leaves."""
    credits, currency, paid = made.payable.credits(), made.ours.currency, dict[str, Decimal]()
    for bill, chosen in made.lines:
        paid[bill.party] = paid.get(bill.party, Decimal(0)) + chosen.pay
    return [
        f"{party} has open credits of {rounded(credits[party], currency):,} {currency} against "
        f"{rounded(total, currency):,} {currency} on this run: net {rounded(total - credits[party], currency):,} "
        f"{currency}. They are not netted: this run pays the bills in full. Offset them first."
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
    """By line the rate (per cent a year), the floor and the days of late receipts up to which it stays, and the next."""
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
        row["late"] = [
            {"who": who, "stays": int(flip.stays), "changes": int(flip.changes)}
            for who, by_item in found.late.items()
            if (flip := by_item.get(bill.item_id)) is not None
        ]
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
