"""Payments made and received, and whether a bill was paid already."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import (
    Cell,
    booked,
    decimal_of,
    evidence,
    for_each_company,
    link,
    party_or_none,
    require_loaded,
    table,
)
from tools.invoices import status
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence, Fact, nothing
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.invoices import the_invoice
from workingcapital.store.payments import like_payments, payments


@tool(response_format="content_and_artifact", parse_docstring=True)
def did_we_pay(
    runtime: ToolRuntime[Asker], number: str | None = None, party: str | None = None, amount: str | None = None
) -> tuple[str, Evidence]:
    """Whether a bill was paid already: by its number, or payments of an amount or to a supplier.

    Args:
        number: the supplier's invoice number
        party: name or number of the supplier
        amount: an amount paid
    """
    asker = runtime.context
    if number is None and party is None and amount is None:
        raise BadInput("say a number, a supplier or an amount")

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "payable")
        known = party_or_none(books, ours.code, party, "payable")
        whom = known.party if known else None
        if number is not None:
            bill = the_invoice(books, ours.code, number, whom)
            return status(books, ours.code, asker.as_of, bill)
        return _payments_like(books, ours.code, asker.as_of, amount, whom)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def payments_made(
    runtime: ToolRuntime[Asker],
    side: Literal["payable", "receivable"] = "payable",
    party: str | None = None,
    date_from: date | None = None,
    date_to: date | None = None,
    top: int = 20,
) -> tuple[str, Evidence]:
    """Payments we made (payable) or received (receivable) in a window: their sum and the largest.

    Args:
        side: payable for payments to suppliers, receivable for payments by customers
        party: name or number of a supplier or customer
        date_from: first value date; the start of this month if left out
        date_to: last value date; today if left out
        top: how many rows to show
    """
    asker = runtime.context
    last = min(date_to or asker.as_of, asker.as_of)
    first = date_from or last.replace(day=1)

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, side)
        known = party_or_none(books, ours.code, party, side)
        direction = "out" if side == "payable" else "in"
        asked: dict[str, object] = {"direction": direction, "first": first.isoformat(), "last": last.isoformat()}
        if known:
            asked |= {"party": known.party, "party_name": known.name}
        total = measure(books, "sum.v1", ours.code, asker.as_of, **asked)
        found = payments(books, ours.code, direction, first, last, known.party if known else None)
        rows: list[list[Cell]] = [
            [
                each.value_date,
                each.party_name or "unknown",
                each.reference,
                each.currency,
                booked(
                    ours.code, asker.as_of, ("payment", "amount", each.payment), each.amount, "Payment", each.currency,
                    each.party_name,
                ),
            ]
            for each in found[:top]
        ]  # fmt: skip
        columns = ["Value date", "Party", "Reference", "Currency", "Amount"]
        shown = table(f"{total.label} from {first} to {last}, {ours.code}", columns, rows) if rows else None
        whose = f" {'to' if side == 'payable' else 'by'} {known.name}" if known else ""
        return evidence([total], shown, rows, f"{total.label}{whose} from {first} to {last}: {link(total)}.")

    return for_each_company(asker, work)


def _payments_like(books: Books, code: str, as_of: date, amount: str | None, party: int | None) -> Evidence:
    found = like_payments(books, code, as_of, decimal_of(amount, "amount"), party)
    if not found:
        return nothing("no_data", "no_payment", f"{code}: no such payment is booked.")
    rows: list[list[Cell]] = [
        [
            each["value_date"],
            each["party_name"],
            ", ".join(each["numbers"][:5]) or "not applied",
            each["currency"],
            _paid(code, as_of, each),
        ]
        for each in found[:20]
    ]  # fmt: skip
    shown = table(f"Payments made, {code}", ["Value date", "Supplier", "Bills", "Currency", "Amount"], rows)
    return evidence([], shown, rows, "The newest such payment comes first.")


def _paid(code: str, as_of: date, each: Mapping[str, Any]) -> Fact:
    row = ("payment", "amount", each["payment"])
    return booked(code, as_of, row, each["amount"], "Payment", each["currency"], each["party_name"])
