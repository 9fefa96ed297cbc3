"""Propose a payment run: the plan is computed, the body is built by the database, other people approve it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, link, series, table
from tools.reply import reply
from tools.run_document import beside, notices, reason_of
from tools.run_planned import Planned
from tools.run_planning import next_run, plan_run
from tools.run_refusals import FloorCannotHold, NothingToPay
from tools.run_wish import Wish, wished
from workingcapital.controls.proposals import RunLine
from workingcapital.facts import Chart, Evidence, Fact, Outcome, nothing
from workingcapital.metrics.registry import NoData, fact
from workingcapital.money import rounded
from workingcapital.store.database.connection import Books
from workingcapital.store.proposals import proposals
from workingcapital.timing.candidates import Bill, Candidate
from workingcapital.timing.certificate import written
from workingcapital.timing.question import NoRun
from workingcapital.timing.scenario import read


def propose_run(
    asker: Asker,
    wish: Wish,
    scenario: Path | None = None,
    *,
    call: str,
    certificate: Path | None = None,
    flips: bool = False,
) -> dict[str, Any]:
    """Plan the run and draft the proposal; the document of the contract.

    Writes the plan's proof where asked to; `flips` looks for what would change the advice, some seconds more.
    """
    with asker.books() as books:
        return propose_run_in(books, asker, wish, scenario, call=call, certificate=certificate, flips=flips)


def propose_run_in(
    books: Books,
    asker: Asker,
    wish: Wish,
    scenario: Path | None = None,
    *,
    call: str,
    certificate: Path | None = None,
    flips: bool = False,
) -> dict[str, Any]:
    """As propose_run(), in a transaction that is open already."""
    supposed = None if scenario is None else read(scenario)
    made = plan_run(books, asker.company, asker.as_of, wish, supposed)
    if certificate is not None and made.plan.proof is not None:
        written(dict(made.plan.proof), certificate)
    why = "payment run" if supposed is None else f"payment run, scenario {supposed.name}"
    return draft(books, asker, made, why, call, flips)


def draft(books: Books, asker: Asker, made: Planned, why: str, call: str, flips: bool = False) -> dict[str, Any]:
    """Let the database build the proposal's body from the item ids of the plan."""
    lines = [RunLine(bill.item_id, chosen.debit, chosen.in_time) for bill, chosen in made.lines]
    return proposals.propose(
        books, made.ours.code, lines, made.wish.run, why, asker.thread_id or call, asker.turn, call, beside(made, flips)
    )


@tool(response_format="content_and_artifact", parse_docstring=True)
def propose_payment_run(
    runtime: ToolRuntime[Asker],
    run_date: date | None = None,
    floor: str | None = None,
    budget: str | None = None,
    sure: str | None = None,
    draw: str | None = None,
    by_account: bool = False,
    reason: str = "",
) -> tuple[str, Evidence]:
    """Propose a payment run: the best bills to pay on that run; other people have to approve it.

    Args:
        run_date: the run's day; the next run if left out
        floor: cash that must stay in the company's currency; the accounts' own floors if left out
        budget: at most this much may leave with the run
        sure: with what certainty in per cent the floor must hold on all days together, as 95; on expected receipts if left out
        draw: at most this much of the credit line may be drawn; it is not drawn if left out
        by_account: the account that pays keeps its own floor as well
        reason: what the approvers should know
    """
    asker = runtime.context
    if len(asker.focus) > 1:
        return reply(nothing("clarify", "which_company", "A run pays from one company. Which one?", asker.focus))
    with asker.books() as books:
        ours = replace(asker, company=asker.focus[0])
        run = run_date or next_run(books, ours.company, ours.as_of)
        wish = wished(run, floor, budget, sure=sure, draw=draw, by_account=by_account)
        return reply(_proposed(books, ours, wish, reason, runtime.tool_call_id or ""))


def _proposed(books: Books, asker: Asker, wish: Wish, why: str, call: str) -> Evidence:
    try:
        made, lowered = _planned(books, asker, wish)
    except (NoRun, NothingToPay, FloorCannotHold) as refused:
        outcome: Outcome = "no_data" if isinstance(refused, NoData) else "clarify"
        options = [each["option"] for each in refused.errors if "option" in each]
        return nothing(outcome, refused.kind().replace("-", "_"), f"{refused.title()} {refused.detail}", options)
    body = draft(books, asker, made, why or "payment run", call)
    return _told(made, body, asker.as_of, lowered, said=wish.floor is not None)


def _planned(books: Books, asker: Asker, wish: Wish) -> tuple[Planned, str | None]:
    """The plan; with the accounts' own floors out of reach whatever is paid, one that keeps what can be kept, and why.

    A floor the asker named is theirs to lower: then FloorCannotHold goes on to them.
    """
    try:
        return plan_run(books, asker.company, asker.as_of, wish), None
    except FloorCannotHold as refused:
        highest = refused.highest()
        if wish.floor is not None or highest is None:
            raise
        made = plan_run(books, asker.company, asker.as_of, replace(wish, floor=highest))
        return made, f"The accounts' own floors cannot be kept on this run. {refused.detail}"


def _told(made: Planned, body: dict[str, Any], as_of: date, lowered: str | None, said: bool) -> Evidence:
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
    kept, told = link(facts["forecast.floor.v1"]), notices(made)
    if lowered is not None:
        say += f" No floor was given and the accounts' own cannot be kept: this draft keeps {kept}."
        told = [lowered, *told]
    elif said:
        say += f" It keeps the floor you named, {kept}."
    else:
        say += f" No floor was given: it keeps the accounts' own, {kept}."
    charts = [_by_run(made, as_of)]
    return evidence([*facts.values()], shown, rows, say=say, proposal=body, notices=told, charts=charts)


def _by_run(made: Planned, as_of: date) -> Chart:
    """The plan by run: what leaves with each."""
    points = []
    for run in made.question.raster.runs:
        paid = made.plan.on(run)
        if paid:
            rows = tuple(f"instalment:{bill.item_id}" for bill, _ in paid)
            amounts = {"amounts": [chosen.pay for _, chosen in paid]}
            of_run = fact(
                "run.total.v1", amounts, company=made.ours.code, as_of=as_of, currency=made.ours.currency,
                row_ids=rows, period=f"run of {run}",
            )  # fmt: skip
            points.append((run.isoformat(), of_run))
    currency = made.ours.currency
    return Chart(title=f"Plan by run, {made.ours.code}", kind="bar", currency=currency, series=[series("Pays", points)])


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
        reason_of(made, bill, chosen),
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
