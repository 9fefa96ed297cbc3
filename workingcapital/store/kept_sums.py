"""Sums over many open items, from what the database keeps: movements by day, and the spans of items by party.

A test proves both equal to the booked rows after any sequence of changes (tests/store/test_open_amounts.py).
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from workingcapital.store.connection import Books

SIDES: Final = ["payable", "receivable"]

_COLUMN: Final = """
    case when credit then 'credits' when disputed then 'disputed'
         when %(as_of)s - due_date <= 0 then 'current' when %(as_of)s - due_date <= 30 then '1–30'
         when %(as_of)s - due_date <= 60 then '31–60' when %(as_of)s - due_date <= 90 then '61–90'
         else '91+' end
"""
_NARROWED: Final = """
    where due_date between %(due_from)s and %(due_to)s
      and currency = coalesce(%(currency)s, currency)
      and intercompany = coalesce(%(intercompany)s, intercompany)
      and disputed = coalesce(%(disputed)s, disputed) and credit = coalesce(%(credits)s, credit)
"""

# The months before the day's month, then the days of its month: a few thousand rows, however many items there are.
BY_DAY: Final = f"""
    with balance as (
        select due_date, currency, intercompany, credit, disputed, amount, items from open_movement
        where company_id = %(company)s and side = any (%(sides)s) and grain = 'month' and day < %(month)s
        union all
        select due_date, currency, intercompany, credit, disputed, amount, items from open_movement
        where company_id = %(company)s and side = any (%(sides)s) and grain = 'day' and day between %(month)s and %(as_of)s
    ), narrowed as (
        select due_date, currency, credit, disputed, sum(amount) as amount, sum(items) as items
        from balance {_NARROWED} group by due_date, currency, credit, disputed
    ), placed as (
        select currency, amount, items, {_COLUMN} as "column",
               case %(group_by)s when 'currency' then currency::text when 'month' then to_char(due_date, 'YYYY-MM')
                   when 'column' then {_COLUMN} end as key
        from narrowed
    )
    select key, null as name, currency, sum(amount) as amount, sum(items)::bigint as items from placed
    where "column" = coalesce(%(column)s, "column")
    group by key, currency having sum(items) <> 0 order by key, currency
"""

# What is open now is in an index of its own; what has ended since the day is looked up beside it.
BY_PARTY: Final = f"""
    with span as (
        select party_id, due_date, currency, intercompany, open_amount < 0 as credit, disputed, open_amount
        from open_span
        where company_id = %(company)s and side = any (%(sides)s) and to_day = 'infinity'
          and due_date between %(due_from)s and %(due_to)s and from_day <= %(as_of)s
        union all
        select party_id, due_date, currency, intercompany, open_amount < 0, disputed, open_amount
        from open_span
        where company_id = %(company)s and side = any (%(sides)s) and to_day < 'infinity' and to_day > %(as_of)s
          and due_date between %(due_from)s and %(due_to)s and from_day <= %(as_of)s
    ), summed as (
        select party_id, currency, sum(open_amount) as amount, count(*) as items from span {_NARROWED}
          and {_COLUMN} = coalesce(%(column)s, {_COLUMN})
        group by party_id, currency
    )
    select s.party_id::text as key, p.name, s.currency, s.amount, s.items
    from summed s join party p on p.company_id = %(company)s and p.party_id = s.party_id
    order by s.party_id::text, s.currency
"""


class KeptSum(NamedTuple):
    """Open items of one group and currency, without their names."""

    key: str | None
    name: str | None
    currency: str
    amount: Decimal
    items: int


def sums(books: Books, company: str, as_of: date, narrowing: dict[str, Any], group_by: str) -> list[KeptSum]:
    """Sums of the items of a day by group and currency; `narrowing` holds the fields of an ItemFilter."""
    query = BY_PARTY if group_by == "party" else BY_DAY
    rows = books.execute(query.encode(), _parameters(company, as_of, narrowing, group_by)).fetchall()
    return [KeptSum(**row) for row in rows]


def _parameters(company: str, as_of: date, narrowing: dict[str, Any], group_by: str) -> dict[str, Any]:
    side, late = narrowing["side"], narrowing["overdue_days"]
    last = narrowing["due_to"] or date.max
    return {
        **narrowing,
        "company": company,
        "as_of": as_of,
        "month": as_of.replace(day=1),
        "sides": [side] if side else SIDES,
        "due_from": narrowing["due_from"] or date.min,
        "due_to": last if late is None else min(last, as_of - timedelta(days=late)),
        "group_by": group_by,
    }
