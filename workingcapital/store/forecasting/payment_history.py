"""How items were paid, as the books of a day know it: settled ones, and those still open for as long as they were seen."""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from workingcapital.forecast.habits import DISPUTED, Seen
from workingcapital.store.database.connection import Books

TRAITS = ("log amount", "term", "drift")
_DRIFT_FROM = date(2020, 1, 1)


@dataclass(frozen=True)
class Issued:
    """An instalment of an invoice of the past weeks, tax included."""

    party: int
    amount: Decimal
    currency: str
    issued: date
    posted: date
    due: date


_SEEN = """
    select v.party_id as party, i.due_date as due, a.allocated_on as until, true as paid,
           i.amount, v.issue_date as issued,
           exists (select from dispute d where d.company_id = v.company_id and d.invoice_id = v.invoice_id
                   and d.opened_on <= %(as_of)s) as disputed
    from allocation a
    join instalment i using (company_id, instalment_id)
    join invoice v using (company_id, invoice_id)
    where a.company_id = %(company)s and v.side = %(side)s and a.payment_id is not null and v.gross > 0
      and a.allocated_on between %(since)s and %(as_of)s
      and (a.reversed_on is null or a.reversed_on > %(as_of)s) and not v.intercompany
    union all
    select party_id, due_date, %(as_of)s::date, false, item_amount, issue_date, disputed_on_day
    from books.items_as_of(%(company)s, %(as_of)s, %(side)s)
    where open_amount > 0 and not intercompany and hold_reason is null and due_date >= %(since)s
"""


def seen(books: Books, company: str, side: str, as_of: date, since: date, traits: tuple[str, ...] = ()) -> Seen:
    """Items settled in money since a day, and the open ones that are not held, as the books of the day know them.

    Items that were disputed tell when disputed items are paid, the others when their customer pays.
    """
    rows = books.execute(_SEEN, {"company": company, "side": side, "as_of": as_of, "since": since}).fetchall()
    return Seen(
        party=np.array([DISPUTED if row["disputed"] else row["party"] for row in rows], np.int64),
        due=np.array([row["due"].toordinal() for row in rows], np.int64),
        until=np.array([row["until"].toordinal() for row in rows], np.int64),
        paid=np.array([row["paid"] for row in rows], bool),
        traits=np.array([traits_of(traits, row["amount"], row["issued"], row["due"]) for row in rows], float).reshape(
            len(rows), len(traits)
        ),
    )


def traits_of(names: tuple[str, ...], amount: Decimal, issued: date, due: date) -> tuple[float, ...]:
    """What else of an item may speak of its pay day: the logarithm of its amount, its term in months."""
    known = {
        "log amount": math.log(max(float(amount), 1.0)),
        "term": (due - issued).days / 30,
        "drift": (issued - _DRIFT_FROM).days / 365,
    }
    return tuple(known[name] for name in names)


def paid_on(books: Books, company: str, side: str, after: date, as_of: date) -> dict[int, date]:
    """The day of the last money that came for each instalment between two days, as the books of the later one know it."""
    rows = books.execute(
        """
        select a.instalment_id as item, max(a.allocated_on) as on_day
        from allocation a join instalment i using (company_id, instalment_id)
        join invoice v using (company_id, invoice_id)
        where a.company_id = %(company)s and v.side = %(side)s and a.payment_id is not null
          and a.allocated_on > %(after)s and a.allocated_on <= %(as_of)s
          and (a.reversed_on is null or a.reversed_on > %(as_of)s)
        group by 1
        """,
        {"company": company, "side": side, "after": after, "as_of": as_of},
    ).fetchall()
    return {row["item"]: row["on_day"] for row in rows}


def moved(books: Books, company: str, side: str, after: date, as_of: date) -> dict[int, tuple[Decimal, str]]:
    """The money that came for each instalment between two days, with its currency; what was taken back counts negative."""
    rows = books.execute(
        """
        select a.instalment_id as item, v.currency,
               sum(case when a.allocated_on > %(after)s then a.amount else 0 end)
               - sum(case when a.reversed_on > %(after)s and a.reversed_on <= %(as_of)s then a.amount else 0 end) as amount
        from allocation a join instalment i using (company_id, instalment_id)
        join invoice v using (company_id, invoice_id)
        where a.company_id = %(company)s and v.side = %(side)s and a.payment_id is not null and not v.intercompany
          and a.allocated_on <= %(as_of)s
          and (a.allocated_on > %(after)s or (a.reversed_on > %(after)s and a.reversed_on <= %(as_of)s))
        group by 1, 2
        """,
        {"company": company, "side": side, "after": after, "as_of": as_of},
    ).fetchall()
    return {row["item"]: (row["amount"], row["currency"]) for row in rows if row["amount"]}


def issued(books: Books, company: str, side: str, as_of: date, weeks: int) -> list[Issued]:
    """The instalments posted in the weeks before the day, credit notes negative, without intercompany."""
    rows = books.execute(
        """
        select v.party_id as party, i.amount, v.currency, v.issue_date as issued, v.posting_date as posted,
               i.due_date as due
        from invoice v join instalment i using (company_id, invoice_id)
        where v.company_id = %(company)s and v.side = %(side)s and v.posting_date <= %(as_of)s
          and v.posting_date > %(as_of)s::date - 7 * %(weeks)s and not v.intercompany
          and v.status not in ('draft', 'void', 'deleted')
        order by i.instalment_id
        """,
        {"company": company, "side": side, "as_of": as_of, "weeks": weeks},
    ).fetchall()
    return [Issued(**row) for row in rows]
