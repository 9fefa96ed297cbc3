"""Customers: whom to call, who is slipping, what they promised, and how much hangs on them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import (
    Cell,
    booked,
    booked_day,
    counted,
    evidence,
    for_each_company,
    require_loaded,
    table,
)
from workingcapital.facts import Evidence, nothing
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.collecting import Call, calls, gathered_slip, slipping
from workingcapital.store.invoices import is_broken
from workingcapital.store.invoices import promises as read_promises


@tool(response_format="content_and_artifact", parse_docstring=True)
def call_list(runtime: ToolRuntime[Asker], top: int = 10) -> tuple[str, Evidence]:
    """Whom to call today and why: overdue amount and age, broken promises, last contact; disputed items left out.

    Args:
        top: how many customers to show
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "receivable")
        found = calls(books, ours.code, asker.as_of)[:top]
        if not found:
            return nothing("no_data", "none", f"{ours.code}: nobody has to be called today.")
        rows: list[list[Cell]] = []
        for each in found:
            fact = measure(books, "open.total.v1", ours.code, asker.as_of, **each.which.asked())
            rows.append([each.name, each.oldest_days, fact.currency, fact, _why(each)])
        columns = ["Customer", "Oldest, days", "Currency", "Overdue", "Why"]
        shown = table(f"Call today, {ours.code}", columns, rows)
        return evidence(
            [], shown, rows, notices=["Without disputed items, credits and what is less than four days late."]
        )

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def slipping_customers(runtime: ToolRuntime[Asker], top: int = 10) -> tuple[str, Evidence]:
    """Customers who pay later and later: days late over the last 90 days against the year before, before it hurts.

    Args:
        top: how many customers to show
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "receivable")
        found = slipping(books, ours.code, asker.as_of)[:top]
        if not found:
            return nothing("no_data", "none", f"{ours.code}: nobody pays later than before.")
        rows: list[list[Cell]] = []
        for each in found:
            slip = state(
                "slip.v1", ours.code, asker.as_of, {"party": each.party, "currency": each.currency}, gathered_slip(each)
            )
            left = measure(books, "open.total.v1", ours.code, asker.as_of, side="receivable", party=each.party)
            rows.append([each.party_name, slip, left.currency, left])
        columns = ["Customer", "Days later than before", "Currency", "Open"]
        return evidence([], table(f"Paying later than before, {ours.code}", columns, rows), rows)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def promises(runtime: ToolRuntime[Asker], broken: bool = False) -> tuple[str, Evidence]:
    """Promises to pay for invoices that are still open: due, coming and broken.

    Args:
        broken: only those whose day has passed without the money
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "receivable")
        found = read_promises(books, ours.code, asker.as_of)
        if not found:
            return nothing("no_data", "none", f"{ours.code}: no open invoice has a promise.")
        if broken:
            found = [each for each in found if is_broken(each, asker.as_of)]
        if not found:
            return nothing("no_data", "none_broken", f"{ours.code}: no promise to pay was broken.")
        ids = [f"promise_to_pay:{each['promise_id']}" for each in found]
        label, of = (
            ("Number of broken promises", "broken_promises") if broken else ("Number of open promises", "promises")
        )
        number = counted(ours.code, asker.as_of, ids, label, of=of)
        rows: list[list[Cell]] = [_promise(ours.code, asker.as_of, each) for each in found]
        columns = ["Customer", "Invoice", "Promised for", "State", "Currency", "Amount"]
        return evidence([number], table(f"Promises to pay, {ours.code}", columns, rows), rows)

    return for_each_company(asker, work)


def _promise(code: str, as_of: date, each: Mapping[str, Any]) -> list[Cell]:
    broken = is_broken(each, as_of)
    day = ("promise_to_pay", "pay_on", each["promise_id"])
    amount = ("promise_to_pay", "amount", each["promise_id"])
    party = each["party_name"]
    return [
        party,
        each["number"],
        booked_day(code, as_of, day, each["pay_on"], f"Promised day of {each['number']}", party),
        "broken" if broken else "due today" if each["pay_on"] == as_of else "coming",
        each["currency"],
        booked(code, as_of, amount, each["amount"], f"Promised for {each['number']}", each["currency"], party),
    ]


def _why(each: Call) -> str:
    reasons = [f"{each.items} overdue item{'' if each.items == 1 else 's'}, the oldest {each.oldest_days} days"]
    if each.broken_promises:
        reasons.append(f"{each.broken_promises} broken promise{'' if each.broken_promises == 1 else 's'}")
    if each.promised_for:
        reasons.append(f"promised for {each.promised_for}")
    reasons.append(f"last contact {each.last_contact}" if each.last_contact else "no contact yet")
    return ", ".join(reasons)
