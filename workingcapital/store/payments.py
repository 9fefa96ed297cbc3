"""Money that moved."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.calendar import last_run_in_time
from workingcapital.periods import Period
from workingcapital.store.companies import Company, holidays
from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class Payment:
    """A payment out or in."""

    payment: int
    direction: str
    party: int | None
    party_name: str | None
    value_date: date
    currency: str
    amount: Decimal
    reference: str | None
    unapplied: Decimal

    @property
    def row_id(self) -> str:
        """The payment's name in a Fact."""
        return f"payment:{self.payment}"


@dataclass(frozen=True)
class PaidDays:
    """Payments of a period in one currency: the amount settled, and amount × days from due and from invoice to paid."""

    currency: str
    amount: Decimal
    late_days: Decimal
    age_days: Decimal
    rows: tuple[str, ...]


@dataclass(frozen=True)
class EarlyPayment:
    """A bill paid without a discount before the last run by its due date."""

    allocation: int
    number: str
    party_name: str
    currency: str
    amount: Decimal
    paid_on: date
    due: date
    could_wait_to: date

    @property
    def days_early(self) -> int:
        """Days the cash could have stayed."""
        return (self.could_wait_to - self.paid_on).days

    @property
    def row_id(self) -> str:
        """The row's name in a Fact."""
        return f"allocation:{self.allocation}"


def payments(
    books: Books, company: str, direction: str, first: date, last: date, party: int | None = None
) -> list[Payment]:
    """Payments with a value date from `first` to `last`, largest first; returned and void ones left out."""
    rows = books.execute(
        """
        select y.payment_id as payment, y.direction, y.party_id as party, p.name as party_name, y.value_date,
               y.currency, y.amount, y.reference, y.amount - coalesce(u.used, 0) as unapplied
        from payment y
        left join party p using (company_id, party_id)
        left join (
            select a.payment_id, sum(abs(a.amount)) as used from allocation a
            where a.company_id = %(company)s and a.payment_id is not null and a.allocated_on <= %(last)s
              and (a.reversed_on is null or a.reversed_on > %(last)s)
            group by a.payment_id
        ) u on u.payment_id = y.payment_id
        where y.company_id = %(company)s and y.direction = %(direction)s and y.status in ('booked', 'released')
          and y.value_date between %(first)s and %(last)s and (%(party)s::bigint is null or y.party_id = %(party)s)
        order by y.amount desc, y.payment_id
        """,
        {"company": company, "direction": direction, "first": first, "last": last, "party": party},
    ).fetchall()
    return [Payment(**row) for row in rows]


def unapplied(books: Books, company: str, as_of: date, direction: str = "in") -> list[Payment]:
    """Payments of any time that are not wholly allocated on the day."""
    return [each for each in payments(books, company, direction, date.min, as_of) if each.unapplied > 0]


def paid_days(books: Books, company: str, side: str, period: Period) -> list[PaidDays]:
    """What payments settled in the period, weighted by days: invoices only, no credits, no intercompany."""
    rows = books.execute(
        """
        select v.currency, sum(a.settles) as amount, sum(a.settles * (a.allocated_on - i.due_date)) as late_days,
               sum(a.settles * (a.allocated_on - v.issue_date)) as age_days,
               array_agg('allocation:' || a.allocation_id order by a.allocation_id) as rows
        from allocation a
        join instalment i using (company_id, instalment_id)
        join invoice v using (company_id, invoice_id)
        where a.company_id = %(company)s and v.side = %(side)s and v.kind <> 'credit_note' and not v.intercompany
          and v.status not in ('draft', 'void', 'deleted') and a.payment_id is not null
          and a.allocated_on between %(start)s and %(end)s and (a.reversed_on is null or a.reversed_on > %(end)s)
        group by v.currency order by v.currency
        """,
        {"company": company, "side": side, "start": period.start, "end": period.end},
    ).fetchall()
    return [PaidDays(**{**row, "rows": tuple(row["rows"])}) for row in rows]


def early_payments(
    books: Books, company: Company, first: date, last: date, allocation: int | None = None
) -> list[EarlyPayment]:
    """Bills paid in the window for which no discount was taken and a later run was still in time, dearest first."""
    closed = holidays(books, company)
    rows = books.execute(
        """
        select a.allocation_id as allocation, v.number, p.name as party_name, v.currency, a.amount,
               y.value_date as paid_on, i.due_date as due, coalesce(t.in_time_by, 'credit') as in_time_by
        from allocation a
        join payment y using (company_id, payment_id)
        join instalment i on i.company_id = a.company_id and i.instalment_id = a.instalment_id
        join invoice v on v.company_id = a.company_id and v.invoice_id = i.invoice_id
        join party p on p.company_id = v.company_id and p.party_id = v.party_id
        left join payment_term t on t.company_id = v.company_id and t.term_id = v.term_id
        where a.company_id = %(company)s and v.side = 'payable' and v.kind <> 'credit_note' and not v.intercompany
          and a.discount_taken = 0 and a.reversed_on is null and y.status in ('booked', 'released')
          and y.value_date between %(first)s and %(last)s and y.value_date < i.due_date
          and (%(allocation)s::bigint is null or a.allocation_id = %(allocation)s)
        order by a.allocation_id
        """,
        {"company": company.code, "first": first, "last": last, "allocation": allocation},
    ).fetchall()
    found = []
    for row in rows:
        rule = row.pop("in_time_by")
        run = last_run_in_time(row["due"], row["paid_on"], company.run_weekdays, closed, rule, company.rail)
        if run is not None and run > row["paid_on"]:
            found.append(EarlyPayment(**row, could_wait_to=run))
    return sorted(found, key=lambda each: (-each.amount * each.days_early, each.allocation))


def like_payments(
    books: Books, company: str, as_of: date, amount: Decimal | None, party: int | None
) -> list[dict[str, Any]]:
    """Payments out of that amount (or to that party), newest first, with the bills they settled."""
    return books.execute(
        """
        select y.payment_id as payment, y.value_date, y.amount, y.currency, p.name as party_name, y.reference,
               array_remove(array_agg(distinct v.number), null) as numbers
        from payment y
        left join party p using (company_id, party_id)
        left join allocation a on a.company_id = y.company_id and a.payment_id = y.payment_id and a.reversed_on is null
        left join instalment i on i.company_id = a.company_id and i.instalment_id = a.instalment_id
        left join invoice v on v.company_id = i.company_id and v.invoice_id = i.invoice_id
        where y.company_id = %(company)s and y.direction = 'out' and y.status in ('booked', 'released')
          and y.value_date <= %(as_of)s
          and (%(amount)s::numeric is null or y.amount = %(amount)s or abs(a.settles) = %(amount)s)
          and (%(party)s::bigint is null or y.party_id = %(party)s)
        group by y.payment_id, y.value_date, y.amount, y.currency, p.name, y.reference
        order by y.value_date desc, y.payment_id desc limit 50
        """,
        {"company": company, "as_of": as_of, "amount": amount, "party": party},
    ).fetchall()
