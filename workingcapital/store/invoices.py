"""One invoice with all that happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workingcapital.errors import NotFound
from workingcapital.invoices import normalise_number
from workingcapital.store.database.connection import Books


class NoSuchInvoice(NotFound):
    """There is no invoice of that number."""


class WhichInvoice(NotFound):
    """Several invoices carry that number."""

    def __init__(self, number: str, found: list["Invoice"]) -> None:
        super().__init__(f"{number!r} could be {' or '.join(each.called for each in found)}")
        self.options = [each.called for each in found]


@dataclass(frozen=True)
class Invoice:
    """An invoice as the ledger has it; amounts carry their sign."""

    invoice: int
    side: str
    kind: str
    number: str
    party: int
    party_name: str
    issued: date
    posted: date
    due: date
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    open_amount: Decimal
    status: str
    approval: str
    approved_by: str | None
    approved_at: datetime | None
    approval_limit: Decimal | None
    hold_code: str | None
    hold_reason: str | None
    po_number: str | None
    cost_centre: str | None
    terms: str | None
    dunning_level: int

    @property
    def row_id(self) -> str:
        """The invoice's name in a Fact."""
        return f"invoice:{self.invoice}"

    @property
    def called(self) -> str:
        """Number and party, as a question back offers it."""
        return f"{self.number} of {self.party_name}"


def find_invoices(books: Books, company: str, number: str, party: int | None = None) -> list[Invoice]:
    """The invoices that carry the number in any spelling; `number of party` is understood."""
    wanted, _, holder = number.partition(" of ")
    rows = books.execute(
        """
        select v.invoice_id as invoice, v.side, v.kind, v.number, v.party_id as party, p.name as party_name,
               v.issue_date as issued, v.posting_date as posted, v.due_date as due, v.currency, v.net, v.tax, v.gross,
               v.open_amount, v.status, v.approval, v.approved_by, v.approved_at, v.approval_limit, v.hold_code,
               v.hold_reason, v.po_number, v.cost_centre, coalesce(t.name, v.term_text) as terms, v.dunning_level
        from invoice v
        join party p using (company_id, party_id)
        left join payment_term t on t.company_id = v.company_id and t.term_id = v.term_id
        where v.company_id = %(company)s and v.status not in ('draft', 'void', 'deleted')
          and (v.normalised_number = %(normal)s or v.our_number = %(number)s)
          and (%(party)s::bigint is null or v.party_id = %(party)s)
          and (%(holder)s = '' or p.name = %(holder)s)
        order by v.number <> %(number)s, v.posting_date desc, v.invoice_id
        """,
        {
            "company": company,
            "normal": normalise_number(wanted),
            "number": wanted.strip(),
            "party": party,
            "holder": holder.strip(),
        },
    ).fetchall()
    return [Invoice(**row) for row in rows]


def the_invoice(books: Books, company: str, number: str, party: int | None = None) -> Invoice:
    """The one invoice a number means; raises NoSuchInvoice, or WhichInvoice when it could be several."""
    found = find_invoices(books, company, number, party)
    if not found:
        raise NoSuchInvoice(f"no invoice {number!r} in {company}")
    if len(found) > 1:
        raise WhichInvoice(number, found)
    return found[0]


def allocations(books: Books, company: str, invoice: int, as_of: date) -> list[dict[str, Any]]:
    """What settled the invoice by the day, oldest first: payments, credits, write-offs, and what was reversed."""
    return books.execute(
        """
        select a.allocation_id, a.allocated_on, a.amount, a.discount_taken, a.write_off, a.withheld, a.settles,
               a.reversed_on, a.payment_id, pay.reference, pay.run_date, credit.number as credit_number
        from allocation a
        join instalment i using (company_id, instalment_id)
        left join payment pay on pay.company_id = a.company_id and pay.payment_id = a.payment_id
        left join invoice credit on credit.company_id = a.company_id and credit.invoice_id = a.credit_invoice_id
        where a.company_id = %(company)s and i.invoice_id = %(invoice)s and a.allocated_on <= %(as_of)s
        order by a.allocated_on, a.allocation_id
        """,
        {"company": company, "invoice": invoice, "as_of": as_of},
    ).fetchall()


def disputes(books: Books, company: str, invoice: int, as_of: date) -> list[dict[str, Any]]:
    """The disputes about the invoice by the day."""
    return books.execute(
        "select dispute_id, reason, amount, opened_on, closed_on from dispute"
        " where company_id = %s and invoice_id = %s and opened_on <= %s order by opened_on",
        (company, invoice, as_of),
    ).fetchall()


def promises(books: Books, company: str, as_of: date, invoice: int | None = None) -> list[dict[str, Any]]:
    """Promises to pay made by the day for items still open, by promised date; for one invoice or all."""
    return books.execute(
        """
        select r.promise_id, r.invoice_id as invoice, r.promised_on, r.pay_on, r.amount, r.kept,
               v.number, v.currency, p.name as party_name, o.open_amount
        from promise_to_pay r
        join invoice v using (company_id, invoice_id)
        join party p using (company_id, party_id)
        join (select invoice_id, sum(open_amount) as open_amount
              from books.items_as_of(%(company)s, %(as_of)s, 'receivable') group by invoice_id) o
          on o.invoice_id = v.invoice_id
        where r.company_id = %(company)s and r.promised_on <= %(as_of)s
          and (%(invoice)s::bigint is null or r.invoice_id = %(invoice)s)
        order by r.pay_on, r.promise_id
        """,
        {"company": company, "as_of": as_of, "invoice": invoice},
    ).fetchall()


def is_broken(promise: Mapping[str, Any], as_of: date) -> bool:
    """Whether a promise of an item still open was broken: its day has passed, or somebody said so."""
    return promise["kept"] is False or promise["pay_on"] < as_of
