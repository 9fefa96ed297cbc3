"""Customers: their limits, how they pay, and what stands in the way of a call."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class PayingHabit:
    """How late a customer paid in two stretches of time, weighted by amount; what is open and not yet due."""

    party: int
    party_name: str
    currency: str
    before_amount: Decimal
    before_days: Decimal
    lately_amount: Decimal
    lately_days: Decimal
    rows: tuple[str, ...]


def paying_habits(
    books: Books, company: str, as_of: date, party: int | None = None, lately: int = 90, before: int = 365
) -> list[PayingHabit]:
    """Σ amount and Σ amount × days late per customer: the last `lately` days, and the `before` days before those."""
    rows = books.execute(
        """
        select v.party_id as party, p.name as party_name, v.currency,
               coalesce(sum(a.settles) filter (where not lately), 0) as before_amount,
               coalesce(sum(a.settles * (a.allocated_on - i.due_date)) filter (where not lately), 0) as before_days,
               coalesce(sum(a.settles) filter (where lately), 0) as lately_amount,
               coalesce(sum(a.settles * (a.allocated_on - i.due_date)) filter (where lately), 0) as lately_days,
               array_agg('allocation:' || a.allocation_id order by a.allocation_id) as rows
        from allocation a
        join instalment i using (company_id, instalment_id)
        join invoice v using (company_id, invoice_id)
        join party p using (company_id, party_id),
             lateral (select a.allocated_on > %(as_of)s::date - %(lately)s::int as lately) w
        where a.company_id = %(company)s and v.side = 'receivable' and v.kind <> 'credit_note' and not v.intercompany
          and a.payment_id is not null and a.allocated_on <= %(as_of)s
          and (%(party)s::bigint is null or v.party_id = %(party)s)
          and a.allocated_on > %(as_of)s::date - %(lately)s::int - %(before)s::int
          and (a.reversed_on is null or a.reversed_on > %(as_of)s)
        group by v.party_id, p.name, v.currency
        """,
        {"company": company, "as_of": as_of, "party": party, "lately": lately, "before": before},
    ).fetchall()
    return [PayingHabit(**{**row, "rows": tuple(row["rows"])}) for row in rows]


def last_contacts(books: Books, company: str, as_of: date) -> dict[int, dict[str, Any]]:
    """The newest contact with each customer by the day: when, how, and the letters sent."""
    rows = books.execute(
        """
        select distinct on (c.party_id) c.party_id as party, c.contact_id,
               (c.at at time zone k.time_zone)::date as on_day, c.channel, c.note
        from contact_log c join company k using (company_id)
        where c.company_id = %(company)s and (c.at at time zone k.time_zone)::date <= %(as_of)s
        order by c.party_id, c.at desc
        """,
        {"company": company, "as_of": as_of},
    ).fetchall()
    return {row["party"]: row for row in rows}


def kept_promises(books: Books, company: str, as_of: date) -> dict[int, tuple[int, int]]:
    """(kept, broken) promises of each customer by the day."""
    rows = books.execute(
        """
        select v.party_id as party, count(*) filter (where r.kept) as kept, count(*) filter (where not r.kept) as broken
        from promise_to_pay r join invoice v using (company_id, invoice_id)
        where r.company_id = %(company)s and r.promised_on <= %(as_of)s group by v.party_id
        """,
        {"company": company, "as_of": as_of},
    ).fetchall()
    return {row["party"]: (row["kept"], row["broken"]) for row in rows}
