"""Bills paid off in a period and how long they took; discounts taken."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workingcapital.periods import Period
from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class PaidBill:
    """A bill whose last payment fell in the period. `days` from its receipt to then, `late` days past its due date,
    `disputed` whether it was in dispute between that and the payment."""

    invoice: int
    currency: str
    gross: Decimal
    days: int
    late: int
    disputed: bool


@dataclass(frozen=True)
class Discount:
    """A discount that was taken (row: allocation)."""

    row_id: str
    currency: str
    amount: Decimal


def paid_bills(books: Books, company: str, period: Period) -> list[PaidBill]:
    """Bills wholly settled, their last payment in the period: no credits, no intercompany."""
    rows = books.execute(
        """
        select v.invoice_id as invoice, v.currency, v.gross, s.paid_on - coalesce(v.receipt_date, v.issue_date) as days,
               s.paid_on - v.due_date as late,
               exists (select from dispute d where d.company_id = v.company_id and d.invoice_id = v.invoice_id
                         and d.opened_on <= s.paid_on and coalesce(d.closed_on, s.paid_on) > v.due_date) as disputed
        from invoice v
        join lateral (
            select sum(a.settles) as settled, max(a.allocated_on) filter (where a.payment_id is not null) as paid_on
            from instalment i join allocation a using (company_id, instalment_id)
            where i.company_id = v.company_id and i.invoice_id = v.invoice_id
              and a.allocated_on <= %(end)s and (a.reversed_on is null or a.reversed_on > %(end)s)
        ) s on true
        where v.company_id = %(company)s and v.side = 'payable' and v.kind <> 'credit_note' and not v.intercompany
          and v.status not in ('draft', 'void', 'deleted') and v.posting_date <= %(end)s
          and s.settled = v.gross and s.paid_on between %(start)s and %(end)s
        order by v.invoice_id
        """,
        {"company": company, "start": period.start, "end": period.end},
    ).fetchall()
    return [PaidBill(**row) for row in rows]


def discounts_taken(books: Books, company: str, period: Period) -> list[Discount]:
    """Discounts that payments of the period took on bills."""
    rows = books.execute(
        """
        select 'allocation:' || a.allocation_id as row_id, v.currency, a.discount_taken as amount
        from allocation a join instalment i using (company_id, instalment_id)
        join invoice v using (company_id, invoice_id)
        where a.company_id = %(company)s and v.side = 'payable' and not v.intercompany and a.discount_taken <> 0
          and a.allocated_on between %(start)s and %(end)s and (a.reversed_on is null or a.reversed_on > %(end)s)
        order by a.allocation_id
        """,
        {"company": company, "start": period.start, "end": period.end},
    ).fetchall()
    return [Discount(**row) for row in rows]


def last_load(books: Books, company: str) -> tuple[str, date] | None:
    """Source and day of the newest load that stands."""
    row = books.execute(
        """
        select source_system, coalesce(period_to, loaded_at::date) as until from load
        where company_id = %s and undone_at is null order by load_id desc limit 1
        """,
        (company,),
    ).fetchone()
    return None if row is None else (row["source_system"], row["until"])
