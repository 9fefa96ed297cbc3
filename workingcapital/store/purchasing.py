"""Orders, receipts and what was invoiced against them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.errors import NotFound
from workingcapital.store.database.connection import Books


class NoSuchOrder(NotFound):
    """There is no purchase order of that number."""


@dataclass(frozen=True)
class OrderLine:
    """One line of an order: ordered, received by the day, and its price."""

    sequence: int
    item: str
    ordered: Decimal
    price: Decimal
    received: Decimal
    received_on: date | None
    receipts: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """A purchase order with its lines."""

    order: int
    number: str
    party: int
    party_name: str
    order_date: date
    currency: str
    status: str
    lines: tuple[OrderLine, ...]


def the_order(books: Books, company: str, number: str, as_of: date) -> Order:
    """The order of that number, with what was received by the day."""
    head = books.execute(
        """
        select o.order_id as order, o.number, o.party_id as party, p.name as party_name, o.order_date,
               o.currency, o.status
        from purchase_order o join party p using (company_id, party_id)
        where o.company_id = %(company)s and lower(o.number) = lower(trim(%(number)s))
        """,
        {"company": company, "number": number},
    ).fetchone()
    if head is None:
        raise NoSuchOrder(f"no purchase order {number!r} in {company}")
    rows = books.execute(
        """
        select l.sequence, l.item, l.quantity as ordered, l.unit_price as price,
               coalesce(sum(g.quantity), 0) as received, max(g.received_on) as received_on,
               array_remove(array_agg('goods_receipt:' || g.receipt_id order by g.receipt_id), null) as receipts
        from purchase_order_line l
        left join goods_receipt g on g.company_id = l.company_id and g.order_id = l.order_id
             and g.order_line_sequence = l.sequence and g.received_on <= %(as_of)s
        where l.company_id = %(company)s and l.order_id = %(order)s
        group by l.sequence, l.item, l.quantity, l.unit_price order by l.sequence
        """,
        {"company": company, "order": head["order"], "as_of": as_of},
    ).fetchall()
    return Order(**head, lines=tuple(OrderLine(**{**row, "receipts": tuple(row["receipts"])}) for row in rows))


def matches(books: Books, company: str, order: int | None = None, invoice: int | None = None) -> list[dict[str, Any]]:
    """The stored three-way matches of an order or an invoice."""
    return books.execute(
        """
        select m.match_id, m.invoice_id as invoice, v.number, m.order_id as order, o.number as order_number,
               m.order_line_sequence as line, m.verdict, m.ordered, m.received, m.invoiced, m.order_price,
               m.invoice_price, m.tolerance_percent, m.tolerance_amount, v.currency, v.gross, p.name as party_name
        from match_result m
        join invoice v using (company_id, invoice_id)
        join party p using (company_id, party_id)
        join purchase_order o on o.company_id = m.company_id and o.order_id = m.order_id
        where m.company_id = %(company)s and (%(order)s::bigint is null or m.order_id = %(order)s)
          and (%(invoice)s::bigint is null or m.invoice_id = %(invoice)s)
        order by m.invoice_id, m.order_line_sequence, m.match_id
        """,
        {"company": company, "order": order, "invoice": invoice},
    ).fetchall()


def invoices_of_order(books: Books, company: str, number: str, as_of: date) -> list[dict[str, Any]]:
    """The bills that name the order."""
    return books.execute(
        """
        select v.invoice_id as invoice, v.number, v.issue_date as issued, v.currency, v.net, v.gross, v.open_amount
        from invoice v
        where v.company_id = %(company)s and lower(v.po_number) = lower(trim(%(number)s)) and v.side = 'payable'
          and v.posting_date <= %(as_of)s and v.status not in ('draft', 'void', 'deleted')
        order by v.issue_date, v.invoice_id
        """,
        {"company": company, "number": number, "as_of": as_of},
    ).fetchall()
