"""What is open, how old it is, and what is overdue: on either side of the books."""

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import (
    Cell,
    counted,
    decimal_of,
    evidence,
    for_each_company,
    link,
    party_or_none,
    require_loaded,
    table,
)
from workingcapital.facts import Evidence, Fact
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.balances import balance, gathered_item, gathered_total, grouped, party_name
from workingcapital.store.items import GroupBy, ItemFilter, OpenItem
from workingcapital.store.items import open_items as read_items

Side = Literal["payable", "receivable"]
_GROUP: Final = {
    "party": "Party", "currency": "Currency", "month": "Due in", "cost_centre": "Cost centre", "country": "Country",
}  # fmt: skip


@tool(response_format="content_and_artifact", parse_docstring=True)
def open_items(
    runtime: ToolRuntime[Asker],
    side: Side,
    party: str | None = None,
    group_by: Literal["none", "party", "currency", "month", "cost_centre", "country"] = "none",
    min_amount: str | None = None,
    max_amount: str | None = None,
    currency: str | None = None,
    country: str | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
    disputed: bool | None = None,
    top: int = 10,
) -> tuple[str, Evidence]:
    """Open bills (payable) or customer invoices (receivable): sum, number and the largest ones, or sums by group.

    Args:
        side: payable for what we owe, receivable for what we are owed
        party: name or number of a supplier or customer
        group_by: sums by party, currency, month due, cost centre or country instead of single items
        min_amount: only items of at least this amount
        max_amount: only items of at most this amount
        currency: only items in this currency
        country: two-letter country of the suppliers or customers
        due_from: only items due on or after this day
        due_to: only items due on or before this day
        disputed: only disputed items, or only undisputed ones
        top: how many rows to show
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, side)
        known = party_or_none(books, ours.code, party, side)
        which = ItemFilter(
            side=side,
            party=known.party if known else None,
            currency=currency.upper() if currency else None,
            country=country.upper() if country else None,
            min_amount=decimal_of(min_amount, "min_amount"),
            max_amount=decimal_of(max_amount, "max_amount"),
            due_from=due_from,
            due_to=due_to,
            disputed=disputed,
        )
        return _listed(books, ours.code, asker.as_of, which, group_by, top)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def overdue(
    runtime: ToolRuntime[Asker],
    side: Side = "receivable",
    group_by: Literal["item", "party"] = "item",
    min_days: int = 1,
    party: str | None = None,
    country: str | None = None,
    top: int = 10,
) -> tuple[str, Evidence]:
    """What is past its due date: the sum, its share of all open items, and the largest items or parties.

    Args:
        side: receivable for customers who are late, payable for our own late bills
        group_by: single items, or sums by party (the drivers)
        min_days: least number of days past due
        party: name or number of one supplier or customer
        country: two-letter country of the party
        top: how many rows to show
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, side)
        known = party_or_none(books, ours.code, party, side)
        which = ItemFilter(
            side=side,
            party=known.party if known else None,
            country=country.upper() if country else None,
            overdue_days=max(min_days, 1),
            credits=False,
        )
        found = _listed(books, ours.code, asker.as_of, which, "party" if group_by == "party" else "none", top)
        if min_days <= 1 and country is None and found.facts[0].value != "0.00":
            asked = {"side": side, **({"party": known.party} if known else {})}
            share = measure(books, "overdue.share.v1", ours.code, asker.as_of, **asked)
            found.facts.insert(1, share)
            if share.inputs["overdue"] != _parts_total(found.facts[0]):
                found.notices.append(
                    "The share is of trade alone: intercompany items are in the sum and not in the share."
                )
        return found

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def unused_credits(runtime: ToolRuntime[Asker], side: Side = "payable") -> tuple[str, Evidence]:
    """Credit notes that have not been used yet, largest first.

    Args:
        side: payable for suppliers' credit notes, receivable for those we gave
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, side)
        return _listed(books, ours.code, asker.as_of, ItemFilter(side=side, credits=True), "none", 20)

    return for_each_company(asker, work)


def item_fact(code: str, as_of: date, item: OpenItem) -> Fact:
    """What is open of one item."""
    return state("open.item.v1", code, as_of, {"item": item.item}, gathered_item(item))


def _listed(books: Books, code: str, as_of: date, which: ItemFilter, group_by: GroupBy, top: int) -> Evidence:
    asked = which.asked()
    found = balance(books, code, as_of, which)
    known = party_name(books, code, which.party)
    total = state("open.total.v1", code, as_of, asked, gathered_total(found, which, known))
    number = counted(code, as_of, found.rows, f"Number of {_lower(total.label)}", of="open_items", **asked)
    if not found.count:
        return evidence([total, number], say=f"{code}: no {_lower(total.label)}.")
    if group_by == "none":
        rows, columns = _items(code, as_of, read_items(books, code, as_of, which, first=top))
    else:
        rows, columns = _groups(books, code, as_of, which, group_by, top)
    shown = table(f"{total.label}, {code}", columns, rows)
    return evidence([total, number], shown, rows, say=f"{total.label} of {code}: {link(total)}.")


def _items(code: str, as_of: date, items: list[OpenItem]) -> tuple[list[list[Cell]], list[str]]:
    rows: list[list[Cell]] = [
        [
            item.number,
            item.party_name,
            item.issued,
            item.due,
            max((as_of - item.due).days, 0),
            item.currency,
            item_fact(code, as_of, item),
        ]
        for item in items
    ]
    return rows, ["Number", "Party", "Issued", "Due", "Days overdue", "Currency", "Open"]


def _groups(
    books: Books, code: str, as_of: date, which: ItemFilter, group_by: GroupBy, top: int
) -> tuple[list[list[Cell]], list[str]]:
    rows: list[list[Cell]] = []
    own = group_by == "currency"  # the group is the currency: it is not said twice
    for name, narrow, found in grouped(books, code, as_of, which, group_by, top):
        party = name if group_by == "party" else None
        total = state("open.total.v1", code, as_of, narrow.asked(), gathered_total(found, narrow, party))
        rows.append([name, found.count, *([] if own else [total.currency]), total])
    return rows, [_GROUP[group_by], "Items", *([] if own else ["Currency"]), "Open"]


def _parts_total(total: Fact) -> str:
    """A sum unrounded, as text, from the parts that it was computed of."""
    return format(sum((Decimal(amount) * Decimal(rate) for _, amount, rate in total.inputs["parts"]), Decimal(0)), "f")


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
