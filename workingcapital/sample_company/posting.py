"""From a document to the books: invoice, lines, taxes, instalments and discount steps."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.invoices import normalise_number
from workingcapital.sample_company.chance import cents, percent_of
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.rates import Market
from workingcapital.sample_company.rows import Books, Row
from workingcapital.sample_company.terms import TERMS, Portion, falls_on

Line = tuple[str, Decimal, Decimal]  # description, quantity, unit price


@dataclass(eq=False)
class Draft:
    """A document before it has a key. `more` overrules columns of the invoice row."""

    company: Company
    side: str
    party: Row
    number: str
    issue: date
    posting: date
    currency: str
    tax_percent: Decimal
    term: str
    lines: list[Line]
    kind: str = "invoice"
    receipt: date | None = None
    cost_centre: str | None = None
    withholding: Decimal | None = None
    credits: "Draft | None" = None
    duplicates: "Draft | None" = None
    approved_on: date | None = None
    blocked_until: date | None = None
    pay_on: date | None = None
    twin: "Draft | None" = None
    stays_open: bool = False
    settled_by: "Draft | None" = None
    dispute: tuple[date, date, str] | None = None  # opened, closed, reason
    habit: Any = None
    order: Any = None
    more: Row = field(default_factory=dict)
    key: str = ""

    @property
    def net(self) -> Decimal:
        """Σ of the lines."""
        return sum((cents(quantity * price) for _, quantity, price in self.lines), Decimal("0.00"))

    @property
    def gross(self) -> Decimal:
        """Net and tax."""
        return self.net + percent_of(self.net, self.tax_percent)


def post(books: Books, market: Market, draft: Draft) -> Row:
    """Write a draft, which has its key by now, into the books."""
    net, tax = draft.net, percent_of(draft.net, draft.tax_percent)
    base, code = draft.company.currency, draft.company.code
    _, portions = TERMS[draft.term]
    row: Row = {
        "company_id": code, "key": draft.key, "side": draft.side, "kind": draft.kind, "number": draft.number,
        "normalised_number": normalise_number(draft.number), "our_number": None, "party_key": draft.party["key"],
        "payee_key": None, "credits_key": draft.credits.key if draft.credits else None, "issue_date": draft.issue,
        "posting_date": draft.posting, "receipt_date": draft.receipt, "baseline_date": None, "due_date": None,
        "currency": draft.currency,
        "fx_rate": None if draft.currency == base else market.rate(draft.currency, base, draft.posting),
        "net": net, "tax": tax, "gross": net + tax, "withholding_percent": draft.withholding, "open_amount": net + tax,
        "term_key": f"{code}/TERM/{draft.term}", "term_text": TERMS[draft.term][0], "approval": "approved",
        "approved_by": None, "approved_at": None, "approval_limit": None, "hold_reason": None, "hold_until": None,
        "hold_code": None, "disputed": False, "dunning_block": False, "dunning_level": 0,
        "cost_centre": draft.cost_centre,
        "po_number": draft.order.number if draft.order else None, "payment_reference": draft.number, "erp_lock": None,
        "duplicate_of_key": draft.duplicates.key if draft.duplicates else None, "intercompany": False, "status": "open",
    }  # fmt: skip
    invoice = books.add("invoice", **(row | draft.more))
    _lines(books, draft)
    _tax(books, draft, net, tax)
    _instalments(books, draft, invoice, portions)
    return invoice


def _lines(books: Books, draft: Draft) -> None:
    for sequence, (description, quantity, price) in enumerate(draft.lines, 1):
        books.add(
            "invoice_line", company_id=draft.company.code, invoice_key=draft.key, sequence=sequence,
            description=description,
            quantity=quantity, unit_price=price, net=cents(quantity * price), tax_percent=draft.tax_percent,
            cost_centre=draft.cost_centre, po_line=str(sequence) if draft.order else None,
        )  # fmt: skip


def _tax(books: Books, draft: Draft, net: Decimal, tax: Decimal) -> None:
    foreign = draft.party["country"] != draft.company.country
    category = "S" if draft.tax_percent else "AE" if draft.side == "payable" and foreign else "G" if foreign else "O"
    books.add(
        "invoice_tax", company_id=draft.company.code, invoice_key=draft.key, category=category,
        percent=draft.tax_percent,
        base=net, amount=tax,
    )  # fmt: skip


def _instalments(books: Books, draft: Draft, invoice: Row, portions: tuple[Portion, ...]) -> None:
    """Split the gross; a credit note is one instalment, due when it is issued, without discount."""
    if draft.kind == "credit_note":
        portions = (Portion(("days_after_invoice", 0)),)
    rest = invoice["gross"]
    for sequence, portion in enumerate(portions, 1):
        amount = percent_of(invoice["gross"], portion.percent) if portion.percent else rest
        rest -= amount
        due = falls_on(portion.due, draft.issue)
        key = f"{draft.key}/{sequence}"
        books.add(
            "instalment", company_id=draft.company.code, key=key, invoice_key=draft.key, sequence=sequence,
            due_date=due,
            amount=amount, open_amount=amount,
        )  # fmt: skip
        _steps(books, draft, key, amount, portion)
    invoice["due_date"] = due


def _steps(books: Books, draft: Draft, key: str, amount: Decimal, portion: Portion) -> None:
    """Discounts on the gross; the part that corrects VAT is no saving where VAT is recovered."""
    recovered = draft.side == "receivable" or draft.company.vat_recoverable
    for sequence, step in enumerate(portion.steps, 1):
        discount = percent_of(amount, step.percent)
        tax_part = cents(discount * draft.tax_percent / (100 + draft.tax_percent)) if recovered else Decimal("0.00")
        books.add(
            "discount_step", company_id=draft.company.code, instalment_key=key, sequence=sequence,
            pay_by=falls_on(step.due, draft.issue), percent=step.percent, base=amount, amount=discount,
            tax_part=tax_part,
            source="term", in_time_by=draft.company.in_time_by,
        )  # fmt: skip
