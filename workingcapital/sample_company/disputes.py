"""Disputes: what customers complain about, and what the group complains about to its suppliers."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from workingcapital.sample_company.chance import happens, percent_of, pick, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.days import TODAY
from workingcapital.sample_company.posting import Draft
from workingcapital.sample_company.rows import Books

SHARES = [Decimal(percent) for percent in (10, 15, 25, 30, 50)]
REASONS = (
    "Quantity short",
    "Price differs from the offer",
    "Goods damaged",
    "Delivered late",
    "Order reference missing",
)


def dispute_invoices(company: Company, drafts: list[Draft]) -> None:
    """Decide which customer invoices are disputed, and until when: nobody pays in between."""
    rng = stream(company.code, "disputes")
    for draft in drafts:
        if draft.kind == "invoice" and draft.habit is not None and happens(rng, draft.habit.disputes):
            opened = draft.issue + timedelta(days=rng.randrange(4, 24))
            closed = opened + timedelta(days=rng.randrange(14, 75))
            if opened <= TODAY:
                draft.dispute = (opened, closed, pick(rng, REASONS))
                draft.blocked_until = closed


def dispute_bills(company: Company, drafts: list[Draft]) -> None:
    """A few recent bills are held because of quality."""
    rng = stream(company.code, "quality")
    recent = [
        draft for draft in drafts
        if draft.kind == "invoice" and draft.order is not None and draft.blocked_until is None
        and draft.term != "THIRDS" and TODAY - timedelta(days=40) < draft.posting < TODAY - timedelta(days=8)
    ]  # fmt: skip
    for draft in rng.sample(recent, {"HALDE": 4, "HALUK": 2, "HALUS": 1}[company.code]):
        draft.stays_open = True
        draft.dispute = (
            draft.posting + timedelta(days=5),
            TODAY + timedelta(days=20),
            "Goods fail incoming inspection",
        )
        draft.more.update(hold_code="quality", hold_reason="Goods fail incoming inspection; credit note asked for")


def disputes(books: Books, drafts: list[Draft]) -> None:
    """Dispute rows, and the marks on invoices that are disputed today."""
    for draft in drafts:
        if draft.dispute is not None:
            _write(books, stream(draft.key, "dispute"), draft, *draft.dispute)


def _write(books: Books, rng: Random, draft: Draft, opened: date, closed: date, reason: str) -> None:
    invoice = books[draft.key]
    still = closed > TODAY
    part = percent_of(invoice["gross"], pick(rng, SHARES)) if happens(rng, 40) else invoice["gross"]
    books.add(
        "dispute", company_id=draft.company.code, invoice_key=draft.key, reason=reason, amount=part, opened_on=opened,
        closed_on=None if still else closed,
    )  # fmt: skip
    if still:
        invoice.update(disputed=True, dunning_block=draft.side == "receivable")
