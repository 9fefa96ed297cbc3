"""Bills of the past as a replay needs them: since when they could be paid, their disputes, what settled them; and cash."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.outlook import InBase
from workingcapital.timing.candidates import Bill, Step
from workingcapital.timing.regret import PastBill, Settlement

_BILLS = """
    select i.instalment_id as item, v.number, p.name as party, i.due_date as due, i.amount, v.currency,
           coalesce(v.withholding_percent, 0) as withheld,
           greatest(v.posting_date, coalesce(v.approved_at::date, v.posting_date)) as known,
           coalesce((select jsonb_agg(jsonb_build_array(s.pay_by, s.percent::text, s.amount::text, s.tax_part::text,
                                                        s.in_time_by) order by s.pay_by)
                     from discount_step s where s.company_id = i.company_id and s.instalment_id = i.instalment_id),
                    '[]') as steps,
           coalesce((select jsonb_agg(jsonb_build_array(d.opened_on, d.closed_on) order by d.opened_on)
                     from dispute d where d.company_id = v.company_id and d.invoice_id = v.invoice_id), '[]') as disputes,
           coalesce((select jsonb_agg(jsonb_build_array(a.allocated_on, a.amount::text, a.discount_taken::text,
                                                        a.tax_correction::text, a.payment_id is not null,
                                                        a.reversed_on is null) order by a.allocated_on, a.allocation_id)
                     from allocation a where a.company_id = i.company_id and a.instalment_id = i.instalment_id),
                    '[]') as settled
    from invoice v join instalment i using (company_id, invoice_id) join party p using (company_id, party_id)
    where v.company_id = %(company)s and v.side = 'payable' and v.kind <> 'credit_note' and i.amount > 0
      and not v.intercompany and v.currency = %(currency)s and v.status not in ('draft', 'void', 'deleted')
      and v.posting_date between %(first)s and %(last)s
    order by i.instalment_id
"""


def past_bills(books: Books, ours: Company, first: date, last: date) -> list[PastBill]:
    """The bills posted between two days in the company's currency; what was settled and taken back counts as not settled."""
    given = {"company": ours.code, "currency": ours.currency, "first": first, "last": last}
    return [_past(row) for row in books.execute(_BILLS, given)]


def balances(books: Books, ours: Company, first: date, last: date) -> dict[date, int]:
    """Cash at the end of each day by the statements, in minor units of the company's currency, from the first day on
    that every account has a statement."""
    rows = books.execute(
        """
        with day as (
            select generate_series(%(first)s::date, %(last)s::date, interval '1 day')::date as day
        ), statement as (                               -- each until the next one of its account begins
            select *, lead(from_date, 1, 'infinity') over (
                       partition by bank_account_id order by from_date, statement_id) as next_from
            from bank_statement where company_id = %(company)s and opening is not null
        )
        select d.day, b.currency, s.opening + coalesce(sum(l.amount), 0) as balance
        from day d
        cross join bank_account b
        left join statement s
            on s.bank_account_id = b.bank_account_id and d.day >= s.from_date and d.day < s.next_from
        left join bank_line l
            on l.company_id = s.company_id and l.statement_id = s.statement_id and l.booked_on <= d.day
        where b.company_id = %(company)s
        group by d.day, b.bank_account_id, b.currency, s.statement_id, s.opening order by d.day
        """,
        {"company": ours.code, "first": first, "last": last},
    ).fetchall()
    found: dict[date, int] = {}
    unknown = {row["day"] for row in rows if row["balance"] is None}
    base = InBase(books, ours, last)
    for row in rows:
        if row["day"] not in unknown:
            found[row["day"]] = found.get(row["day"], 0) + base(row["balance"], row["currency"])
    return found


def _past(row: Mapping[str, Any]) -> PastBill:
    steps = tuple(
        Step(date.fromisoformat(by), Decimal(percent), Decimal(amount), Decimal(tax), in_time)
        for by, percent, amount, tax, in_time in row["steps"]
    )
    bill = Bill(
        row["item"], row["number"], row["party"], row["due"], row["amount"], row["currency"], row["withheld"], steps
    )
    settled = tuple(
        Settlement(date.fromisoformat(on), Decimal(amount), Decimal(discount), Decimal(tax), cash)
        for on, amount, discount, tax, cash, stands in row["settled"]
        if stands
    )
    disputes = tuple(
        (date.fromisoformat(opened), None if closed is None else date.fromisoformat(closed))
        for opened, closed in row["disputes"]
    )
    return PastBill(bill, row["known"], disputes, settled)
