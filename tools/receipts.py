"""Receipts that wait to be applied, and what a receipt could pay."""

from decimal import Decimal
from itertools import combinations

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import (
    Cell,
    decimal_of,
    evidence,
    for_each_company,
    link,
    party_or_none,
    require_loaded,
    table,
)
from tools.open_items import item_fact
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence, nothing
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.unapplied import gathered_unapplied_part
from workingcapital.store.items import ItemFilter, OpenItem, open_items
from workingcapital.store.payments import unapplied


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
