"""One invoice: where it stands, why it waits, what was paid, and who approved it."""

from datetime import date
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import (
    Cell,
    booked,
    booked_day,
    evidence,
    for_each_company,
    link,
    party_or_none,
    table,
)
from workingcapital.facts import Evidence, Fact
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.invoices import (
    Invoice,
    WhichInvoice,
    allocations,
    disputes,
    find_invoices,
    promises,
    the_invoice,
)
from workingcapital.store.payables import blocks
from workingcapital.store.purchasing import matches


@tool(response_format="content_and_artifact", parse_docstring=True)
def invoice_status(
    runtime: ToolRuntime[Asker], number: str, party: str | None = None, blocked: bool = False
) -> tuple[str, Evidence]:
    """An invoice or bill: paid or open, why it is blocked, its history, payments, approval, order and disputes.

    Args:
        number: the invoice number in any spelling
        party: name of the supplier or customer, where the number alone is not enough
        blocked: of several that carry the number, the one that is blocked is meant
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        known = party_or_none(books, ours.code, party, None)
        holder = known.party if known else None
        try:
            bill = the_invoice(books, ours.code, number, holder)
        except WhichInvoice:
            held = blocks(books, ours.code, asker.as_of) if blocked else {}
            stuck = [each for each in find_invoices(books, ours.code, number, holder) if each.invoice in held]
            if len(stuck) != 1:
                raise
            bill = stuck[0]
        return status(books, ours.code, asker.as_of, bill)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def approval_history(runtime: ToolRuntime[Asker], number: str, party: str | None = None) -> tuple[str, Evidence]:
    """Who approved a bill, when and under which limit.

    Args:
        number: the invoice number in any spelling
        party: name of the supplier, where the number alone is not enough
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        known = party_or_none(books, ours.code, party, None)
        bill = the_invoice(books, ours.code, number, known.party if known else None)
        gross = _gross(ours.code, asker.as_of, bill)
        if bill.approval != "approved" or bill.approved_by is None:
            words = {"approved": "booked as approved, without a name"}.get(bill.approval, _approval(bill))
            return evidence([gross], say=f"{bill.called}, {link(gross)}: {words}.")
        facts, limit = [gross], ""
        if bill.approval_limit is not None:
            row = ("invoice", "approval_limit", bill.invoice)
            facts.append(
                booked(
                    ours.code, asker.as_of, row, bill.approval_limit, "Approval limit", ours.currency, bill.party_name
                )
            )
            limit = f" under a limit of {link(facts[-1])}"
        day = f" on {bill.approved_at.date()}" if bill.approved_at else ""
        return evidence(facts, say=f"{bill.called}, {link(gross)}: approved by {bill.approved_by}{day}{limit}.")

    return for_each_company(asker, work)


def status(books: Books, code: str, as_of: date, bill: Invoice) -> Evidence:
    """An invoice as it stands: what is open, why it waits, and all that happened to it."""
    gross = _gross(code, as_of, bill)
    left = measure(books, "open.total.v1", code, as_of, side=bill.side, invoice=bill.invoice, currency=bill.currency)
    due = booked_day(
        code, as_of, ("invoice", "due_date", bill.invoice), bill.due, f"Due date of {bill.number}", bill.party_name
    )
    reasons = [why for _, why in blocks(books, code, as_of).get(bill.invoice, [])] if bill.side == "payable" else []
    if left.decimal() == 0:
        reasons = []
    settled = allocations(books, code, bill.invoice, as_of)
    rows = _history(books, code, as_of, bill, settled)
    shown = table(f"History of {bill.number}, {code}", ["Day", "What", "Note", "Currency", "Amount"], rows)
    say = f"{bill.called} over {link(gross)}: {_standing(bill, left, due, as_of)}."
    paid = _paid(code, as_of, bill, settled)
    if paid:
        say += (
            f" Paid on {paid[0]}: {link(paid[1])}" + (f", with a discount of {link(paid[2])}" if paid[2] else "") + "."
        )
    if reasons:
        say += " It is blocked: " + "; ".join(reasons) + "."
        say += f" Its order is {bill.po_number}." if bill.po_number else ""
    facts = [left, gross, due, *(each for each in (paid or ())[1:] if each)]
    return evidence(facts, shown, rows, say, notices=_matching(books, code, bill))


def _paid(
    code: str, as_of: date, bill: Invoice, settled: list[dict[str, Any]]
) -> tuple[date, Fact, Fact | None] | None:
    """Day, sum and discount, where one payment that stands settled the invoice; several stand in the history."""
    stands = [each for each in settled if not each["reversed_on"] or each["reversed_on"] > as_of]
    if len(stands) != 1 or not stands[0]["payment_id"]:
        return None
    one = stands[0]
    amount = _settling(code, as_of, bill, one, "amount", "Paid on")
    discount = (
        _settling(code, as_of, bill, one, "discount_taken", "Discount taken on") if one["discount_taken"] else None
    )
    return one["allocated_on"], amount, discount


def _settling(code: str, as_of: date, bill: Invoice, paid: dict[str, Any], column: str, label: str) -> Fact:
    """A part of what settled the invoice."""
    row = ("allocation", column, paid["allocation_id"])
    return booked(code, as_of, row, paid[column], f"{label} {bill.number}", bill.currency, bill.party_name)


def _standing(bill: Invoice, left: Fact, due: Fact, as_of: date) -> str:
    if left.decimal() == 0:
        return "settled in full"
    late = " and is overdue" if bill.due < as_of and bill.kind != "credit_note" else ""
    kind = "credit not used yet" if bill.kind == "credit_note" else "open"
    return f"{link(left)} {kind}, due {link(due)}{late}"


def _history(books: Books, code: str, as_of: date, bill: Invoice, settled: list[dict[str, Any]]) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        [bill.issued, "issued", bill.terms, bill.currency, _gross(code, as_of, bill)],
        [bill.posted, "posted", bill.po_number and f"order {bill.po_number}", None, None],
    ]
    if bill.side == "payable":
        rows.append(
            [bill.approved_at.date() if bill.approved_at else None, _approval(bill), bill.approved_by, None, None]
        )
    for dispute in disputes(books, code, bill.invoice, as_of):
        closed = f", closed {dispute['closed_on']}" if dispute["closed_on"] and dispute["closed_on"] <= as_of else ""
        rows.append([dispute["opened_on"], f"disputed{closed}", dispute["reason"], None, None])
    for paid in settled:
        what = "paid" if paid["payment_id"] else "credited" if paid["credit_number"] else "written off"
        note = paid["reference"] or paid["credit_number"]
        undone = f" (reversed {paid['reversed_on']})" if paid["reversed_on"] and paid["reversed_on"] <= as_of else ""
        part = "amount" if paid["discount_taken"] else "settles"
        amount = _settling(code, as_of, bill, paid, part, f"{what.capitalize()} on")
        rows.append([paid["allocated_on"], f"{what}{undone}", note, bill.currency, amount])
        if paid["discount_taken"]:
            discount = _settling(code, as_of, bill, paid, "discount_taken", "Discount taken on")
            rows.append([paid["allocated_on"], f"discount taken{undone}", note, bill.currency, discount])
    for promise in promises(books, code, as_of, bill.invoice):
        row = ("promise_to_pay", "amount", promise["promise_id"])
        amount = booked(code, as_of, row, promise["amount"], "Promised", bill.currency, bill.party_name)
        rows.append([promise["promised_on"], f"promised for {promise['pay_on']}", None, bill.currency, amount])
    return sorted(rows, key=lambda row: str(row[0] or ""))


def _matching(books: Books, code: str, bill: Invoice) -> list[str]:
    """What the three-way match says, where it says anything."""
    wrong = [each for each in matches(books, code, invoice=bill.invoice) if each["verdict"] != "matched"]
    words = {
        "price": "price above the order",
        "quantity": "more invoiced than received",
        "no_receipt": "nothing received yet",
    }
    return [
        f"Match with order {each['order_number']}, line {each['line']}: {words[each['verdict']]}." for each in wrong
    ]


def _gross(code: str, as_of: date, bill: Invoice) -> Fact:
    row = ("invoice", "gross", bill.invoice)
    return booked(code, as_of, row, bill.gross, f"Amount of {bill.number}", bill.currency, bill.party_name)


def _approval(bill: Invoice) -> str:
    words = {"entered": "entered, not yet sent for approval", "waiting": "waiting for approval", "rejected": "rejected"}
    return words.get(bill.approval, "approved")
