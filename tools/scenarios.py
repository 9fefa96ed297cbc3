"""Scenarios of payment plans: kept under a name, and compared with the plan by the books."""

from datetime import date
from typing import Any, Final

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, computed, evidence, for_each_company, link, table
from tools.reply import reply
from tools.run_planning import next_run
from tools.run_wish import wished
from tools.scenario_compare import Comparison, Side, compared, lowest
from workingcapital.facts import Evidence, Fact, nothing
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.planning import scenarios
from workingcapital.timing.scenario import parsed

MOST: Final = 6  # scenarios side by side


@tool(response_format="content_and_artifact", parse_docstring=True)
def save_scenario(
    runtime: ToolRuntime[Asker],
    name: str,
    collections_percent: str | None = None,
    floor_up: str | None = None,
    rate_points: str | None = None,
    payables_days: int | None = None,
    customers_days: int | None = None,
    customer: str | None = None,
    customer_days: int | None = None,
    supplier: str | None = None,
    supplier_days: int | None = None,
    skip_runs: list[date] | None = None,
) -> tuple[str, Evidence]:
    """Keep what is supposed under a name, to compare payment plans under it later. Nothing is paid or proposed.

    Args:
        name: what it is called, as "slow autumn"
        collections_percent: receipts so many per cent higher, lower when negative, as -20
        floor_up: the floor so much higher, in the company's currency
        rate_points: the cost of cash so many points higher, as 2
        payables_days: all open bills due so many days later
        customers_days: all customers pay so many days later
        customer: a customer who pays later than expected
        customer_days: by how many days
        supplier: a supplier whose bills fall due later
        supplier_days: by how many days
        skip_runs: payment runs that do not take place
    """
    asker = runtime.context
    given: dict[str, Any] = {
        "collections_percent": collections_percent,
        "floor_up": floor_up,
        "rate_points": rate_points,
        "payables_days": payables_days,
        "customers_days": customers_days,
        "slips": [{"customer": customer, "days": customer_days}] if customer and customer_days else None,
        "supplier_days": [{"supplier": supplier, "days": supplier_days}] if supplier and supplier_days else None,
        "skip_runs": [day.isoformat() for day in skip_runs] if skip_runs else None,
    }
    document = {key: value for key, value in given.items() if value is not None}
    if len(asker.focus) > 1:
        return reply(nothing("clarify", "which_company", "A scenario is one company's. Which one?", asker.focus))
    with asker.books() as books:
        kept = scenarios.save(books, asker.focus[0], name, document)
    words = ", ".join(parsed(kept.document).words())
    shown = table(f"Scenario {kept.name}, {asker.focus[0]}", ["Scenario", "Supposes"], [[kept.name, words]])
    return reply(evidence([], shown, say=f"Saved as {kept.name}."))


@tool(response_format="content_and_artifact", parse_docstring=True)
def compare_scenarios(
    runtime: ToolRuntime[Asker], names: list[str], run_date: date | None = None, floor: str | None = None
) -> tuple[str, Evidence]:
    """Saved scenarios beside the plan by the books: what each payment plan is worth, and why it differs, adding up.

    Args:
        names: the scenarios' names; all that are saved where empty
        run_date: the run planned from; the next run if left out
        floor: cash that must stay, in the company's currency; the accounts' own floors if left out
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        known = scenarios.listed(books, ours.code)
        if not known:
            return nothing(
                "no_data", "no_scenarios", f"{ours.code} has no saved scenario yet; suppose something and save it."
            )
        chosen = [scenarios.named(books, ours.code, name) for name in names] or known
        wish = wished(run_date or next_run(books, ours.code, asker.as_of), floor)
        found = compared(books, ours.code, asker.as_of, wish, [parsed(each.document) for each in chosen[:MOST]])
        return _told(found, ours, asker.as_of)

    return for_each_company(asker, work)


def _told(found: Comparison, ours: Company, as_of: date) -> Evidence:
    """A row for the books and one a scenario; a row for each cause of a difference."""
    books_value = _value(ours, as_of, found.plain.plan.value, "Value of the plan by the books")
    rows: list[list[Cell]] = [_row(ours, as_of, "by the books", found.plain, books_value)]
    causes: list[list[Cell]] = []
    facts = [books_value]
    for side in found.sides:
        name = side.scenario.name
        value = _value(ours, as_of, side.made.plan.value, f"Value of the plan, {name}")
        facts.append(value)
        rows.append(_row(ours, as_of, name, side.made, value))
        causes += _causes(ours, as_of, side, found)
    title = f"Scenarios from the run of {found.plain.wish.run}, {ours.code}"
    shown = table(title, ["Scenario", "Value", "Lowest cash", "Short of the floor"], rows)
    why = table(f"Why the plans differ, {ours.code}", ["Scenario", "Cause", "Effect"], causes)
    said = "; ".join(
        f"under {side.scenario.name} {link(fact)}" for side, fact in zip(found.sides, facts[1:], strict=True)
    )
    say = f"The plan by the books is worth {link(books_value)}; {said}."
    told = evidence(facts, shown, rows, say=say)
    cells = [cell for row in causes for cell in row if isinstance(cell, Fact)]
    return told.model_copy(update={"tables": [*told.tables, why], "facts": [*told.facts, *cells]})


def _row(ours: Company, as_of: date, name: str, made: Any, value: Fact) -> list[Cell]:
    least = _value(ours, as_of, lowest(made.plan), f"Lowest cash, {name}")
    short = _value(ours, as_of, made.plan.shortage, f"Short of the floor, {name}")
    return [name, value, least, short]


def _causes(ours: Company, as_of: date, side: Side, found: Comparison) -> list[list[Cell]]:
    name = side.scenario.name
    rows: list[list[Cell]] = [
        [name, each.what, _value(ours, as_of, each.effect, f"Effect, {name}: {each.what}")] for each in side.causes
    ]
    whole = side.made.plan.value - found.plain.plan.value
    return [*rows, [name, "together", _value(ours, as_of, whole, f"Effect, {name}")]]


def _value(ours: Company, as_of: date, amount: Any, label: str) -> Fact:
    return computed("plan.value.v1", ours, as_of, {"worths": [amount]}, label, currency=ours.currency)
