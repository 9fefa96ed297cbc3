"""What more cash is worth on which day: the prices of cash behind the payment plan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, link, require_loaded, series, table
from tools.run_planned import Planned
from tools.run_planning import next_run, planned
from tools.run_refusals import FloorCannotHold, cannot_hold
from tools.run_wish import Wish, wished
from workingcapital.facts import Chart, Evidence, Fact, nothing
from workingcapital.metrics.registry import fact
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.planning.timing import payable_bills

PER: Final = Decimal(1000)  # a unit alone earns too little to be read


@tool(response_format="content_and_artifact", parse_docstring=True)
def cash_value_by_day(runtime: ToolRuntime[Asker], floor: str | None = None) -> tuple[str, Evidence]:
    """What more cash (or a lower floor) would earn, by payment run: the marginal value of cash by day, with a chart.

    Args:
        floor: cash that must stay in the company's currency; the accounts' own floors if left out
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "payable")
        wish = wished(next_run(books, ours.code, asker.as_of), floor)
        try:
            return _told(*_plan(books, ours, asker.as_of, wish), asker.as_of)
        except FloorCannotHold as refused:
            return nothing("clarify", "floor_cannot_hold", f"{refused.title()} {refused.detail}")

    return for_each_company(asker, work)


def _plan(books: Books, ours: Company, as_of: date, wish: Wish) -> tuple[Planned, list[str]]:
    """The plan; where the accounts' own floors cannot be kept, that of the highest floor, and why."""
    payable = payable_bills(books, ours, as_of)
    made = planned(books, ours, as_of, wish, payable)
    if not made.plan.shortage:
        return made, []
    refused = cannot_hold(made)
    if wish.floor is not None or refused.highest() is None:
        raise refused
    kept = planned(books, ours, as_of, replace(wish, floor=refused.highest()), payable)
    return kept, [f"The accounts' own floors cannot be kept on this run. {refused.detail}"]


def _told(made: Planned, notices: list[str], as_of: date) -> Evidence:
    """The worth by run, the dearest days first in words."""
    worth = {run: _worth(made, run, price, as_of) for run, price in made.plan.marginal.items()}
    floor = fact(
        "forecast.floor.v1", {"floor": made.floor}, company=made.ours.code, as_of=as_of, currency=made.ours.currency
    )
    rows: list[list[Cell]] = [[run, each] for run, each in worth.items()]
    title, columns = f"Worth of more cash by run, {made.ours.code}", ["Run", f"Worth of {_per(made)} more"]
    points = [(run.isoformat(), each) for run, each in worth.items()]
    chart = Chart(title=title, kind="bar", currency=made.ours.currency, series=[series(columns[1], points)])
    return evidence(
        [*worth.values(), floor], table(title, columns, rows), rows,
        say=_say(made, worth, floor), notices=notices, charts=[chart],
    )  # fmt: skip


def _say(made: Planned, worth: dict[date, Fact], floor: Fact) -> str:
    some = [run for run, each in worth.items() if each.decimal() > 0]
    if not some:
        return (
            f"More cash would earn {made.ours.code} nothing on any day: the plan gives up no discount to keep the floor of "
            f"{link(floor)}."
        )
    text = (
        f"{_per(made)} more above the floor of {link(floor)}, there from {some[0]} on, would earn {made.ours.code} "
        f"{link(worth[some[0]])}."
    )
    free = next((run for run in worth if run > some[-1]), None)
    return text if free is None else f"{text} From the run of {free} on more cash earns nothing."


def _worth(made: Planned, run: date, price: Decimal, as_of: date) -> Fact:
    bills = tuple(f"instalment:{bill.item_id}" for bill, _ in made.plan.chosen)
    return fact(
        "plan.cash_worth.v1", {"amount": PER, "price": price}, company=made.ours.code, as_of=as_of,
        currency=made.ours.currency, label=f"Worth of {_per(made)} more from {run}", row_ids=bills, period=f"from {run}",
    )  # fmt: skip


def _per(made: Planned) -> str:
    return f"{made.ours.currency} {PER:,}"
