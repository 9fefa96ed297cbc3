"""Customers: whom to call, who is slipping, what they promised, and how much hangs on them."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any, Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import (
    Cell,
    booked,
    booked_day,
    counted,
    decimal_of,
    evidence,
    for_each_company,
    link,
    party_or_none,
    require_loaded,
    series,
    table,
)
from tools.open_items import item_fact
from workingcapital.calendar import month_of
from workingcapital.errors import BadInput
from workingcapital.facts import Chart, Evidence, Fact, nothing
from workingcapital.store.companies import Company
from workingcapital.store.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.balances import from_sums, gathered_total, gathered_unapplied_part, grouped
from workingcapital.store.gathering.collecting import Call, calls, gathered_slip, slipping
from workingcapital.store.gathering.exposure import gathered_limit_use
from workingcapital.store.invoices import promises as read_promises
from workingcapital.store.items import ItemFilter, ItemSum, OpenItem, open_items, open_sums
from workingcapital.store.parties import Party, all_parties
from workingcapital.store.payments import unapplied


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
        return evidence([], table(f"Call today, {ours.code}", columns, rows), rows)

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
def promises(runtime: ToolRuntime[Asker]) -> tuple[str, Evidence]:
    """Promises to pay for invoices that are still open: due, coming and broken."""
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "receivable")
        found = read_promises(books, ours.code, asker.as_of)
        if not found:
            return nothing("no_data", "none", f"{ours.code}: no open invoice has a promise.")
        ids = [f"promise_to_pay:{each['promise_id']}" for each in found]
        number = counted(ours.code, asker.as_of, ids, "Number of open promises", of="promises")
        rows: list[list[Cell]] = [_promise(ours.code, asker.as_of, each) for each in found]
        columns = ["Customer", "Invoice", "Promised for", "State", "Currency", "Amount"]
        return evidence([number], table(f"Promises to pay, {ours.code}", columns, rows), rows)

    return for_each_company(asker, work)


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
        groups = grouped(books, ours.code, asker.as_of, which, "party")[:top]
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
def unapplied_cash(runtime: ToolRuntime[Asker], top: int = 20) -> tuple[str, Evidence]:
    """Receipts that are not applied to invoices yet.

    Args:
        top: how many receipts to show
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "receivable")
        total = measure(books, "unapplied.v1", ours.code, asker.as_of)
        rows: list[list[Cell]] = []
        for each in sorted(unapplied(books, ours.code, asker.as_of), key=lambda each: -each.unapplied)[:top]:
            found = gathered_unapplied_part(each)
            part = state("unapplied.payment.v1", ours.code, asker.as_of, {"payment": each.payment}, found)
            rows.append([each.value_date, each.party_name or "unknown", each.reference, each.currency, part])
        columns = ["Received", "From", "Reference", "Currency", "Not applied"]
        shown = table(f"Unapplied cash, {ours.code}", columns, rows) if rows else None
        return evidence([total], shown, rows, f"Unapplied cash of {ours.code}: {link(total)}.")

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def fx_exposure(runtime: ToolRuntime[Asker], months: int = 6) -> tuple[str, Evidence]:
    """Net exposure by foreign currency and month due: open receivables less open payables.

    Args:
        months: how many months ahead to show; earlier and later ones are in the total
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
            totals.append(measure(books, "fx.net_exposure.v1", ours.code, asker.as_of, currency=currency))
            rows.append([currency, "all", totals[-1]])
            for first, last, name in _windows(asker.as_of, months):
                window = {"due_from": first.isoformat(), "due_to": last.isoformat()}
                net = measure(books, "fx.net_exposure.v1", ours.code, asker.as_of, currency=currency, **window)
                if net.decimal() != 0:
                    rows.append([currency, name, net])
        return evidence(totals, table(f"Net exposure, {ours.code}", ["Currency", "Due in", "Net"], rows), rows)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def match_receipt(runtime: ToolRuntime[Asker], amount: str, party: str | None = None) -> tuple[str, Evidence]:
    """Which open invoices a receipt could pay: one, or up to four of one customer, to the cent or less a discount.

    Args:
        amount: what was received
        party: name or number of the customer who paid
    """
    asker = runtime.context
    received = decimal_of(amount, "amount")
    if received is None or received <= 0:
        raise BadInput("a receipt is above zero")

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "receivable")
        known = party_or_none(books, ours.code, party, "receivable")
        which = ItemFilter("receivable", known.party if known else None)
        found = _combinations(open_items(books, ours.code, asker.as_of, which), received)
        if not found:
            return nothing("no_data", "no_match", f"{ours.code}: no open invoices add up to this amount.")
        rows: list[list[Cell]] = [
            [str(place), item.party_name, item.number, item.due, item.currency, item_fact(ours.code, asker.as_of, item)]
            for place, items in enumerate(found[:5], 1)
            for item in items
        ]
        columns = ["Proposal", "Customer", "Invoice", "Due", "Currency", "Open"]
        sure = "Exactly one combination fits." if len(found) == 1 else "Several combinations fit: a person decides."
        return evidence([], table(f"Invoices that add up to the receipt, {ours.code}", columns, rows), rows, sure)

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


def _combinations(items: list[OpenItem], received: Decimal) -> list[tuple[OpenItem, ...]]:
    """Sets of up to four items of one customer and currency that add up exactly, fewest and oldest first."""
    by_party: dict[tuple[int, str], list[OpenItem]] = {}
    for item in sorted(items, key=lambda item: (item.due, item.item)):
        if abs(item.open_amount) <= received:
            by_party.setdefault((item.party, item.currency), []).append(item)
    found = []
    for size in range(1, 5):
        for candidates in by_party.values():
            found += [some for some in combinations(candidates[:40], size) if _sum(some) == received]
        if found:
            return found
    return found


def _sum(items: tuple[OpenItem, ...]) -> Decimal:
    return sum((item.open_amount for item in items), Decimal(0))


def _promise(code: str, as_of: date, each: Mapping[str, Any]) -> list[Cell]:
    broken = each["kept"] is False or each["pay_on"] < as_of
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


def _windows(as_of: date, months: int) -> list[tuple[date, date, str]]:
    """The months ahead, each from its first to its last day."""
    found, day = [], as_of
    for _ in range(months + 1):
        month = month_of(day)
        found.append((month.start, month.end, month.name))
        day = month.end + timedelta(days=1)
    return found


def _largest_first(row: list[Cell]) -> Decimal:
    return -row[1].decimal() if isinstance(row[1], Fact) else Decimal(0)
