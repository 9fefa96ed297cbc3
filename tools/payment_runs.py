"""Propose a payment run: the plan is computed, the body is built by the database, other people approve it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, decimal_of, evidence, link, table
from tools.reply import reply
from workingcapital.calendar import run_days
from workingcapital.controls.proposals import RunLine
from workingcapital.errors import BadInput, Conflict
from workingcapital.facts import Evidence, Fact, Outcome, nothing
from workingcapital.metrics.registry import NoData, fact
from workingcapital.money import from_minor, rounded, to_minor
from workingcapital.store import proposals
from workingcapital.store.cash import account_balances
from workingcapital.store.companies import Company, company, holidays
from workingcapital.store.connection import Books
from workingcapital.store.outlook import InBase
from workingcapital.store.rates import borrowing_rate
from workingcapital.store.timing import HORIZON_DAYS, Payable, cash_before_bills, payable_bills, raster
from workingcapital.timing.candidates import Bill, Candidate, Costs
from workingcapital.timing.certificate import written
from workingcapital.timing.reasons import reason as reason_for
from workingcapital.timing.reasons import yearly_yield
from workingcapital.timing.run import NoRun, Question, RunPlan, plan

# Statutory late interest between firms, used only to rank bills that a budget leaves no cash for.
LATE_COST: Final = Decimal("0.12")


class FloorCannotHold(Conflict):
    """No plan keeps this floor."""


class NothingToPay(NoData):
    """No bill belongs on this run."""


@dataclass(frozen=True)
class Wish:
    """What the asker wants: the run, cash that must stay, and at most how much may leave with the run."""

    run: date
    floor: Decimal | None = None
    budget: Decimal | None = None


@dataclass(frozen=True)
class Planned:
    """A plan with all it was made from."""

    ours: Company
    question: Question
    plan: RunPlan
    payable: Payable
    wish: Wish
    floor: Decimal

    @property
    def lines(self) -> list[tuple[Bill, Candidate]]:
        """What the run pays."""
        return self.plan.on(self.wish.run)


def plan_run(books: Books, code: str, as_of: date, wish: Wish) -> Planned:
    """Plan all runs from the wished one on; raises NoRun, NothingToPay, FloorCannotHold."""
    ours = company(books, code)
    runs = raster(books, ours, wish.run)
    _check_run(books, ours, as_of, wish.run)
    cash = cash_before_bills(books, ours, as_of, wish.run + timedelta(days=HORIZON_DAYS))
    payable = payable_bills(books, ours, as_of, HORIZON_DAYS)
    floor = _floor(books, ours, as_of, wish)
    question = Question(
        bills=payable.bills,
        raster=runs,
        costs=Costs(borrowing_rate(books, code, ours.currency, as_of).value, LATE_COST if wish.budget else None),
        cash={day: balance for day, balance in cash.items() if day >= wish.run},
        floor=to_minor(rounded(floor, ours.currency), ours.currency),
        currency=ours.currency,
        budget=None if wish.budget is None else to_minor(rounded(wish.budget, ours.currency), ours.currency),
        vat_recoverable=ours.vat_recoverable,
        about=f"{code}, run of {wish.run}",
    )
    made = Planned(ours, question, plan(question), payable, wish, floor)
    _check_plan(made)
    return made


def propose_run(
    asker: Asker,
    run: date,
    floor: str | None,
    budget: str | None = None,
    scenario: Path | None = None,
    *,
    call: str,
    certificate: Path | None = None,
) -> dict[str, Any]:
    """Plan the run and draft the proposal; the document of the contract. Writes the plan's proof where asked to."""
    if scenario is not None:
        raise BadInput("scenario files are not read yet; give --floor or --budget")
    wish = Wish(run, decimal_of(floor, "floor"), decimal_of(budget, "budget"))
    with asker.books() as books:
        made = plan_run(books, asker.company, asker.as_of, wish)
        if certificate is not None and made.plan.proof is not None:
            written(dict(made.plan.proof), certificate)
        return draft(books, asker, made, "payment run", call)


def draft(books: Books, asker: Asker, made: Planned, why: str, call: str) -> dict[str, Any]:
    """Let the database build the proposal's body from the item ids of the plan."""
    lines = [RunLine(bill.item_id, chosen.debit, chosen.in_time) for bill, chosen in made.lines]
    return proposals.propose(
        books, made.ours.code, lines, made.wish.run, why, asker.thread_id or call, asker.turn, call, _beside(made)
    )


@tool(response_format="content_and_artifact", parse_docstring=True)
def propose_payment_run(
    runtime: ToolRuntime[Asker],
    run_date: date | None = None,
    floor: str | None = None,
    budget: str | None = None,
    reason: str = "",
) -> tuple[str, Evidence]:
    """Propose a payment run: the best bills to pay on that run; other people have to approve it.

    Args:
        run_date: the run's day; the next run if left out
        floor: cash that must stay in the company's currency; the accounts' own floors if left out
        budget: at most this much may leave with the run
        reason: what the approvers should know
    """
    asker = runtime.context
    if len(asker.focus) > 1:
        return reply(nothing("clarify", "which_company", "A run pays from one company. Which one?", asker.focus))
    with asker.books() as books:
        ours = replace(asker, company=asker.focus[0])
        return reply(_proposed(books, ours, run_date, floor, budget, reason, runtime.tool_call_id or ""))


def _proposed(
    books: Books, asker: Asker, run: date | None, floor: str | None, budget: str | None, why: str, call: str
) -> Evidence:
    wish = Wish(run or _next_run(books, asker), decimal_of(floor, "floor"), decimal_of(budget, "budget"))
    try:
        made = plan_run(books, asker.company, asker.as_of, wish)
    except (NoRun, NothingToPay, FloorCannotHold) as refused:
        outcome: Outcome = "no_data" if isinstance(refused, NoData) else "clarify"
        options = [each["option"] for each in refused.errors if "option" in each]
        return nothing(outcome, refused.kind().replace("-", "_"), f"{refused.title()} {refused.detail}", options)
    body = draft(books, asker, made, why or "payment run", call)
    return _told(made, body, asker.as_of)


def _told(made: Planned, body: dict[str, Any], as_of: date) -> Evidence:
    """The plan as evidence: its total, its worth and bound, and a line for each bill."""
    facts = plan_facts(made, as_of)
    total, value, bound, count = (
        facts["run.total.v1"],
        facts["plan.value.v1"],
        facts["plan.bound.v1"],
        facts["run.lines.v1"],
    )
    rows = [_row(made, as_of, bill, chosen) for bill, chosen in made.lines]
    shown = table(
        f"Run of {made.wish.run}, {made.ours.code}", ["Supplier", "Bill", "Due", "Pays", "Discount", "Why"], rows
    )
    say = (
        f"Run of {made.wish.run} for {made.ours.code}: {link(count)} bills, {link(total)}. The plan over all runs is worth "
        f"{link(value)} against paying on due dates; no plan that keeps the floor is worth more than {link(bound)}."
    )
    return evidence([*facts.values()], shown, rows, say=say, proposal=body, notices=_notices(made))


def plan_facts(made: Planned, as_of: date) -> dict[str, Fact]:
    """The plan's figures by formula."""
    currency, plan_, lines = made.ours.currency, made.plan, made.lines
    items = tuple(f"instalment:{bill.item_id}" for bill, _ in lines)
    everything = tuple(f"instalment:{bill.item_id}" for bill, _ in plan_.chosen)
    worths = [rounded(chosen.worth, "KWD") for _, chosen in plan_.chosen]
    given: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
        "run.total.v1": ({"amounts": [chosen.pay for _, chosen in lines]}, items),
        "run.discounts.v1": ({"discounts": [chosen.discount for _, chosen in lines]}, items),
        "run.lines.v1": ({"items": [bill.item_id for bill, _ in lines]}, items),
        "plan.value.v1": ({"worths": worths}, everything),
        "plan.bound.v1": ({"value": plan_.value, "distance": plan_.bound - plan_.value}, everything),
        "forecast.floor.v1": ({"floor": made.floor}, ()),
    }
    period = f"run of {made.wish.run}"
    return {
        formula: fact(
            formula, inputs, company=made.ours.code, as_of=as_of, currency=currency, row_ids=rows, period=period
        )
        for formula, (inputs, rows) in given.items()
    }


def _row(made: Planned, as_of: date, bill: Bill, chosen: Candidate) -> list[Cell]:
    pays = _line_fact("run.total.v1", {"amounts": [chosen.pay]}, f"Pays {bill.number}", made, as_of, bill)
    discount = _line_fact(
        "run.discounts.v1", {"discounts": [chosen.discount]}, f"Discount on {bill.number}", made, as_of, bill
    )
    return [
        bill.party,
        bill.number,
        bill.due,
        pays,
        discount,
        reason_for(bill, chosen, made.question.raster, made.question.costs),
    ]


def _line_fact(formula: str, inputs: Mapping[str, Any], label: str, made: Planned, as_of: date, bill: Bill) -> Fact:
    return fact(
        formula,
        inputs,
        company=made.ours.code,
        as_of=as_of,
        currency=made.ours.currency,
        label=label,
        party=bill.party,
        row_ids=(f"instalment:{bill.item_id}",),
    )


def _beside(made: Planned) -> dict[str, Any]:
    """What stands beside the body: value, bound, gap, baselines, reasons, bills left out, cash by run."""
    plan_, costs, runs = made.plan, made.question.costs, made.question.raster
    later = [
        {
            "item_id": bill.item_id,
            "number": bill.number,
            "party": bill.party,
            "why": f"better on the run of {chosen.debit}",
        }
        for bill, chosen in plan_.chosen
        if chosen.debit != made.wish.run
    ]
    return {
        "value": str(plan_.value),
        "bound": str(plan_.bound),
        "gap": str(plan_.gap),
        "baselines": {name: str(each.worth) for name, each in plan_.baselines.items()},
        "baseline_shortage": {name: str(each.shortage) for name, each in plan_.baselines.items()},
        "left_out": [*made.payable.left_out, *later],
        "cash": [
            {
                "day": run.isoformat(),
                "balance": str(balance),
                "floor": str(made.floor),
                "marginal_value": str(plan_.marginal[run]),
            }
            for run, balance in plan_.balance.items()
        ],
        "certificate": plan_.digest,
        "lines": {
            str(bill.item_id): {
                "reason": reason_for(bill, chosen, runs, costs),
                "yield": _text(yearly_yield(bill, chosen, runs)),
            }
            for bill, chosen in made.lines
        },
    }


def _check_run(books: Books, ours: Company, as_of: date, run: date) -> None:
    closed = holidays(books, ours.calendar)
    coming = run_days(as_of, as_of + timedelta(days=28), ours.run_weekdays, closed)
    if run < as_of:
        raise NoRun(f"{run} has passed; the next run is on {coming[0]}")
    if run not in run_days(run, run, ours.run_weekdays, closed):
        nearby = ", ".join(str(day) for day in coming[:4])
        raise NoRun(f"{ours.code} has no run on {run}; the next ones are {nearby}")


def _check_plan(made: Planned) -> None:
    currency = made.ours.currency
    if made.plan.shortage > 0:
        feasible = max(Decimal(0), made.floor - made.plan.shortage)
        raise FloorCannotHold(
            f"Even with every bill paid as late as it may be, cash falls {made.plan.shortage:,} {currency} short of "
            f"{rounded(made.floor, currency):,} {currency}. A floor of {rounded(feasible, currency):,} {currency} can be kept, or "
            "bring in receipts earlier, or draw the credit line.",
            errors=[
                {"option": f"Propose the run of {made.wish.run} keeping {feasible.to_integral_value()} {currency}"}
            ],
        )
    if not made.lines:
        raise NothingToPay(
            f"No open bill of {made.ours.code} belongs on the run of {made.wish.run}: each waits for a better one."
        )


def _floor(books: Books, ours: Company, as_of: date, wish: Wish) -> Decimal:
    if wish.floor is not None:
        return wish.floor
    base = InBase(books, ours, as_of)
    accounts = account_balances(books, ours.code, as_of)
    return from_minor(sum(base(each.floor, each.currency) for each in accounts), ours.currency)


def _next_run(books: Books, asker: Asker) -> date:
    ours = company(books, asker.company)
    start = asker.as_of + timedelta(days=1)
    return run_days(start, start + timedelta(days=28), ours.run_weekdays, holidays(books, ours.calendar))[0]


def _notices(made: Planned) -> list[str]:
    notices = []
    if made.payable.left_out:
        notices.append(f"{len(made.payable.left_out)} open bills are left out, each with its reason in the proposal.")
    late = [bill for bill, chosen in made.lines if bill.due < made.wish.run]
    if late:
        notices.append(f"{len(late)} bills of the run are past their due date already.")
    return notices


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
