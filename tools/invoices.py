"""One invoice: where it stands, why it waits, what was paid, and who approved it."""

from datetime import date

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
from workingcapital.store.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.invoices import Invoice, allocations, disputes, promises, the_invoice
from workingcapital.store.payables import blocks
from workingcapital.store.purchasing import matches


@tool(response_format="content_and_artifact", parse_docstring=True)
def invoice_status(runtime: ToolRuntime[Asker], number: str, party: str | None = None) -> tuple[str, Evidence]:
    """An invoice or bill: paid or open, why it is blocked, its history, payments, approval, order and disputes.

    Args:
        number: the invoice number in any spelling
        party: name of the supplier or customer, where the number alone is not enough
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        known = party_or_none(books, ours.code, party, None)
        bill = the_invoice(books, ours.code, number, known.party if known else None)
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
    rows = _history(books, code, as_of, bill)
    shown = table(f"History of {bill.number}, {code}", ["Day", "What", "Note", "Currency", "Amount"], rows)
    say = f"{bill.called} over {link(gross)}: {_standing(bill, left, due, as_of)}."
    if reasons:
        say += " It is blocked: " + "; ".join(reasons) + "."
    return evidence([left, gross, due], shown, rows, say, notices=_matching(books, code, bill))


def _standing(bill: Invoice, left: Fact, due: Fact, as_of: date) -> str:
    if left.decimal() == 0:
        return "settled in full"
    late = " and is overdue" if bill.due < as_of and bill.kind != "credit_note" else ""
    kind = "credit not used yet" if bill.kind == "credit_note" else "open"
    return f"{link(left)} {kind}, due {link(due)}{late}"


def _history(books: Books, code: str, as_of: date, bill: Invoice) -> list[list[Cell]]:
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
    for paid in allocations(books, code, bill.invoice, as_of):
        what = "paid" if paid["payment_id"] else "credited" if paid["credit_number"] else "written off"
        label = f"{what.capitalize()} on {bill.number}"
        row = ("allocation", "settles", paid["allocation_id"])
        amount = booked(code, as_of, row, paid["settles"], label, bill.currency, bill.party_name)
        note = paid["reference"] or paid["credit_number"]
        discount = " less discount" if paid["discount_taken"] else ""
        undone = f" (reversed {paid['reversed_on']})" if paid["reversed_on"] and paid["reversed_on"] <= as_of else ""
        rows.append([paid["allocated_on"], f"{what}{discount}{undone}", note, bill.currency, amount])
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
