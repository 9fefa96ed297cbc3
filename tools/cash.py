"""Where cash is, and where it will be."""

from decimal import Decimal
from typing import Final

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, decimal_of, evidence, for_each_company, link, series, table
from workingcapital.facts import Chart, Evidence, Fact
from workingcapital.forecast.cash import week_end
from workingcapital.forecast.supposed import Supposed
from workingcapital.store.cash import account_balances
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import state
from workingcapital.store.forecasting.cash_forecasts import Forecast, forecast
from workingcapital.store.gathering.cash import (
    QUANTILES,
    gathered_balance,
    gathered_breach,
    gathered_first_breach,
    gathered_floor,
    gathered_position,
    gathered_quantile,
)
from workingcapital.store.gathering.differences import difference

COLUMNS: Final = (
    ("receipts", "p50"), ("payments", "p50"), ("closing", "p10"), ("closing", "p50"), ("closing", "p90"),
)  # fmt: skip


@tool(response_format="content_and_artifact", parse_docstring=True)
def cash_position(runtime: ToolRuntime[Asker]) -> tuple[str, Evidence]:
    """Cash in the bank today: by account and in all."""
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        accounts = account_balances(books, ours.code, asker.as_of)
        total = state(
            "cash.position.v1", ours.code, asker.as_of, {}, gathered_position(books, ours, asker.as_of, accounts)
        )
        rows: list[list[Cell]] = []
        for account in accounts:
            found = gathered_balance(account)
            rows.append(
                [
                    account.name,
                    account.currency,
                    state("cash.balance.v1", ours.code, asker.as_of, {"account": account.account}, found),
                    account.until,
                ]
            )
        shown = table(f"Bank accounts, {ours.code}", ["Account", "Currency", "Balance", "Statements until"], rows)
        return evidence([total], shown, rows, say=f"{ours.code} has {link(total)} in the bank.")

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def cash_forecast(
    runtime: ToolRuntime[Asker],
    weeks: int = 13,
    floor: str | None = None,
    collections_percent: int = 0,
    customers_later_days: int = 0,
    customer: str | None = None,
    bills_later_days: int = 0,
) -> tuple[str, Evidence]:
    """Cash a week at a time: receipts, payments and closing with P10 and P90, and when it first goes under the floor.

    Args:
        weeks: how many weeks ahead, 1 to 52
        floor: cash that must stay, in the company's currency; the accounts' own floors if left out
        collections_percent: what if collections change by so many per cent: -20 for a fifth less
        customers_later_days: what if customers pay so many days later than they do
        customer: the one customer who pays later; all of them if left out
        bills_later_days: what if we pay open bills so many days later
    """
    asker = runtime.context
    least = decimal_of(floor, "floor")
    supposed = Supposed(collections_percent, customers_later_days, customer, bills_later_days)

    def work(books: Books, ours: Company) -> Evidence:
        made = forecast(books, ours.code, asker.as_of, weeks, least, supposed)
        rows = [week_row(made, week) for week in range(1, weeks + 1)]
        named = "Cash forecast as supposed" if made.asked.get("supposed") else "Cash forecast"
        shown = table(
            f"{named}, {ours.code} ({made.known.currency})",
            ["Week to", "Receipts P50", "Payments P50", "Closing P10", "Closing P50", "Closing P90"],
            rows,
        )
        head = headline(made)
        if made.asked.get("supposed"):
            plain = forecast(books, ours.code, asker.as_of, weeks, least)
            head.append(difference(head[-1], _quantile(plain, "closing", weeks, "p50"), "Closing against the books"))
        return evidence(
            head, shown, rows, say=_say(made, head), charts=[chart(made, rows, head[0])], notices=_notices(made)
        )

    return for_each_company(asker, work)


def week_row(made: Forecast, week: int) -> list[Cell]:
    """A week's end with its receipts, payments and closings."""
    return [week_end(made.as_of, week - 1), *(_quantile(made, line, week, name) for line, name in COLUMNS)]


def _quantile(made: Forecast, line: str, week: int, name: str) -> Fact:
    asked = {**made.asked, "line": line, "week": week, "quantile": QUANTILES[name]}
    found = gathered_quantile(made, line, week, QUANTILES[name])
    return state("forecast.quantile.v1", made.code, made.as_of, asked, found)


def headline(made: Forecast) -> list[Fact]:
    """Floor, chance of going under it, first week under it, closing at the end."""
    found = (
        ("forecast.floor.v1", gathered_floor(made)),
        ("forecast.breach.v1", gathered_breach(made)),
        ("forecast.first_breach.v1", gathered_first_breach(made)),
    )
    facts = [state(formula, made.code, made.as_of, made.asked, gathered) for formula, gathered in found]
    return [*facts, _quantile(made, "closing", made.known.outlook.weeks, "p50")]


def _say(made: Forecast, head: list[Fact]) -> str:
    floor, chance, first, last, *change = head
    if first.decimal() == Decimal(0):
        breach = f"It stays above the floor of {link(floor)} on the middle path"
    else:
        breach = f"It first goes under the floor of {link(floor)} in week {link(first)}"
    end = week_end(made.as_of, made.known.outlook.weeks - 1)
    if change:
        words = Supposed.of(made.asked).words()
        breach = f"Supposed: {words}; that is {link(change[0])} against the books. {breach}"
    return f"{made.code} closes at {link(last)} on {end} (P50). {breach}; the chance of going under it at all is {link(chance)}."


def _notices(made: Forecast) -> list[str]:
    if not made.simulated.disputed:
        return []
    return [f"{made.code}: disputed receivables are on a line of their own, expected as disputed ones were paid."]


def chart(made: Forecast, rows: list[list[Cell]], floor: Fact) -> Chart:
    """The band of closings with its middle and the floor."""
    days = [str(row[0]) for row in rows]
    lines = []
    for place, name in ((3, "P10"), (4, "P50"), (5, "P90")):
        points = [(day, cell) for day, row in zip(days, rows, strict=True) if isinstance(cell := row[place], Fact)]
        lines.append(series(name, points))
    lines.append(series("Floor", [(day, floor) for day in days]))
    return Chart(title=f"Cash forecast, {made.code}", kind="band", currency=made.known.currency, series=lines)
