"""How much hangs on few parties, on credit limits and on foreign currencies."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import (
    Cell,
    booked,
    evidence,
    for_each_company,
    require_loaded,
    series,
    table,
)
from workingcapital.facts import Chart, Evidence, Fact, nothing
from workingcapital.periods import month_of
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.balances import from_sums, gathered_total, grouped
from workingcapital.store.gathering.exposure import gathered_limit_use
from workingcapital.store.items import ItemFilter, ItemSum, open_sums
from workingcapital.store.parties import Party, all_parties


@tool(response_format="content_and_artifact", parse_docstring=True)
def credit_limit_use(runtime: ToolRuntime[Asker], top: int = 10) -> tuple[str, Evidence]:
    """How much of their credit limit customers use, fullest first.

    Args:
        top: how many customers to show
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "receivable")
        rows: list[list[Cell]] = [
            _limit_row(books, ours, asker.as_of, party, sums) for party, sums in _limited(books, ours.code, asker.as_of)
        ]
        rows.sort(key=_largest_first)
        if not rows:
            return nothing("no_data", "no_limits", f"{ours.code}: no customer with open items has a credit limit.")
        over = [row[0] for row in rows if isinstance(row[1], Fact) and row[1].decimal() > 100]
        notices = [f"Over the limit: {', '.join(str(name) for name in over)}."] if over else []
        columns = ["Customer", "Use in per cent", "Currency", "Limit"]
        return evidence([], table(f"Credit limit use, {ours.code}", columns, rows[:top]), rows[:top], notices=notices)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def concentration(
    runtime: ToolRuntime[Asker], side: Literal["payable", "receivable"] = "receivable", top: int = 5
) -> tuple[str, Evidence]:
    """Share of the largest customers (or suppliers) in what is open.

    Args:
        side: receivable for customers, payable for suppliers
        top: how many of the largest
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, side)
        share = measure(books, "concentration.v1", ours.code, asker.as_of, side=side, top=top)
        which = ItemFilter(side, intercompany=False)
        groups = grouped(books, ours.code, asker.as_of, which, "party", top)
        facts = [
            state("open.total.v1", ours.code, asker.as_of, narrow.asked(), gathered_total(found, narrow, name))
            for name, narrow, found in groups
        ]
        rows: list[list[Cell]] = [[fact.party, fact.currency, fact] for fact in facts]
        title = f"Largest open {side}s, {ours.code}"
        chart = Chart(
            title=title,
            kind="bar",
            currency=ours.currency,
            series=[series("open", [(f.party or "", f) for f in facts])],
        )
        return evidence([share], table(title, ["Party", "Currency", "Open"], rows), rows, charts=[chart])

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def fx_exposure(runtime: ToolRuntime[Asker], months: int = 6) -> tuple[str, Evidence]:
    """Net exposure by foreign currency and month due: open receivables less open payables.

    Args:
        months: how many months ahead to show one by one; what is due earlier and later has a row each
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        foreign = sorted(
            {each.currency for each in open_sums(books, ours.code, asker.as_of, ItemFilter(), "currency")}
            - {ours.currency}
        )
        if not foreign:
            return nothing("no_data", "none", f"{ours.code}: nothing is open in a foreign currency.")
        rows: list[list[Cell]] = []
        totals = []
        for currency in foreign:
            for name, window in _windows(asker.as_of, months):
                net = measure(books, "fx.net_exposure.v1", ours.code, asker.as_of, currency=currency, **window)
                if net.decimal() != 0:
                    rows.append([currency, name, net])
            totals.append(measure(books, "fx.net_exposure.v1", ours.code, asker.as_of, currency=currency))
            rows.append([currency, "all", totals[-1]])
        return evidence(totals, table(f"Net exposure, {ours.code}", ["Currency", "Due in", "Net"], rows), rows)

    return for_each_company(asker, work)


def _limited(books: Books, code: str, as_of: date) -> list[tuple[Party, list[ItemSum]]]:
    """Customers with a credit limit and open items, with the sums of those."""
    sums: dict[str | None, list[ItemSum]] = {}
    for each in open_sums(books, code, as_of, ItemFilter("receivable"), "party"):
        sums.setdefault(each.key, []).append(each)
    known = all_parties(books, code, "receivable")
    return [(each, sums[str(each.party)]) for each in known if each.credit_limit and str(each.party) in sums]


def _limit_row(books: Books, ours: Company, as_of: date, party: Party, sums: list[ItemSum]) -> list[Cell]:
    currency, limit = party.credit_currency or ours.currency, party.credit_limit or Decimal(0)
    found = gathered_limit_use(party, from_sums(books, ours.code, as_of, sums, currency), limit)
    use = state("credit_limit.use.v1", ours.code, as_of, {"party": party.party}, found)
    row = ("party", "credit_limit", party.party)
    return [party.name, use, currency, booked(ours.code, as_of, row, limit, "Credit limit", currency, party.name)]


def _windows(as_of: date, months: int) -> list[tuple[str, dict[str, str]]]:
    """What is due before this month, in it, in each of the months ahead and later: together, everything."""
    ahead = [month_of(as_of)]
    for _ in range(months):
        ahead.append(month_of(ahead[-1].end + timedelta(days=1)))
    within = [(each.name, {"due_from": each.start.isoformat(), "due_to": each.end.isoformat()}) for each in ahead]
    before = {"due_to": (ahead[0].start - timedelta(days=1)).isoformat()}
    after = {"due_from": (ahead[-1].end + timedelta(days=1)).isoformat()}
    return [("earlier", before), *within, ("later", after)]


def _largest_first(row: list[Cell]) -> Decimal:
    return -row[1].decimal() if isinstance(row[1], Fact) else Decimal(0)
