"""Sums over many open items, from what the database keeps: movements by day, spans of items, months of parties.

A test proves both equal to the booked rows after any sequence of changes (tests/store/test_open_amounts.py).
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from workingcapital.store.database.connection import Books

SIDES: Final = ["payable", "receivable"]
_DAY: Final = timedelta(days=1)
_MIDDLE: Final = 15  # of a month: up to here its days are fewer than the rest of them

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

_NAMED: Final = """
    select s.party_id::text as key, p.name, s.currency, s.amount, s.items
    from summed s join party p on p.company_id = %(company)s and p.party_id = s.party_id
    where s.items <> 0 order by s.party_id::text, s.currency
"""
# Ranked here, so that of ten thousand parties ten are sent; parties that are worth the same go by their names.
_LARGEST: Final = """
    , largest as (
        select s.party_id, abs(sum(s.amount * coalesce(r.rate, 0))) as worth
        from summed s left join unnest(%(currencies)s::text[], %(rates)s::numeric[]) as r (currency, rate)
            on r.currency = s.currency
        where s.items <> 0 group by s.party_id
        order by worth desc fetch first %(top)s rows with ties
    ), first as (
        select l.party_id, p.name from largest l join party p on p.company_id = %(company)s and p.party_id = l.party_id
        order by l.worth desc, p.name collate "C" limit %(top)s
    )
    select f.party_id::text as key, f.name, s.currency, s.amount, s.items
    from first f join summed s on s.party_id = f.party_id and s.items <> 0 order by f.party_id, s.currency
"""

# What held on the day and has ended since, found by how long it lasted: for each length by itself (offset 0), or the
# planner would rather read all that ever ended later and hold it against the lengths.
_ENDED_SINCE: Final = """
    unnest(books.span_lengths()) as l (days)
    cross join lateral (
        select n.party_id, n.due_date, n.currency, n.intercompany, n.open_amount, n.disputed from open_span n
        where n.company_id = %(company)s and n.side = any (%(sides)s) and n.to_day < 'infinity' and n.lasts = l.days
          and n.to_day > %(as_of)s and n.to_day <= %(as_of)s::date + l.days
          and n.from_day <= %(as_of)s and n.due_date between %(due_from)s and %(due_to)s
        offset 0) s
"""

# Whole months from what is kept, the days at either end from the items that are due on them: added where the days
# belong to the question, taken off where they are the rest of a month that was taken whole. What has moved since the
# day is put back: off what came later, on what was still there.
RECENT_BY_PARTY: Final = f"""
    with part as (
        select party_id, currency, intercompany, credit, disputed, amount, items from open_party_month
        where company_id = %(company)s and side = any (%(sides)s) and month between %(first_month)s and %(last_month)s
        union all
        select s.party_id, s.currency, s.intercompany, s.open_amount < 0, s.disputed, e.sign * s.open_amount, e.sign
        from unnest(%(edge_from)s::date[], %(edge_to)s::date[], %(edge_sign)s::integer[]) as e (first, last, sign)
        join open_span s on s.company_id = %(company)s and s.side = any (%(sides)s) and s.to_day = 'infinity'
            and s.due_date between e.first and e.last
        union all
        select s.party_id, s.currency, s.intercompany, s.open_amount < 0, s.disputed, -s.open_amount, -1
        from (select distinct due_date from open_movement
              where company_id = %(company)s and side = any (%(sides)s) and grain = 'day' and day > %(as_of)s
                and due_date between %(due_from)s and %(due_to)s) m
        cross join lateral (
            select n.party_id, n.currency, n.intercompany, n.open_amount, n.disputed from open_span n
            where n.company_id = %(company)s and n.side = any (%(sides)s) and n.to_day = 'infinity'
              and n.due_date = m.due_date and n.from_day > %(as_of)s
            offset 0) s
        union all
        select s.party_id, s.currency, s.intercompany, s.open_amount < 0, s.disputed, s.open_amount, 1
        from {_ENDED_SINCE}
    ), summed as (
        select party_id, currency, sum(amount) as amount, sum(items)::bigint as items
        from part where true {{narrowed}} group by party_id, currency
    )
"""

# Of a day long past: what is open now and was then, and what has ended since.
BY_PARTY: Final = f"""
    with part as (
        select party_id, due_date, currency, intercompany, open_amount < 0 as credit, disputed, open_amount
        from open_span
        where company_id = %(company)s and side = any (%(sides)s) and to_day = 'infinity'
          and due_date between %(due_from)s and %(due_to)s and from_day <= %(as_of)s
        union all
        select s.party_id, s.due_date, s.currency, s.intercompany, s.open_amount < 0, s.disputed, s.open_amount
        from {_ENDED_SINCE}
    ), summed as (
        select party_id, currency, sum(open_amount) as amount, count(*) as items
        from part where true {{narrowed}} group by party_id, currency
    )
"""
# Of some parties, with the names of their items.
OF_PARTIES: Final = """
    with part as (
        select party_id, due_date, currency, intercompany, open_amount < 0 as credit, disputed, open_amount,
               instalment_id
        from open_span
        where company_id = %(company)s and party_id = any (%(parties)s) and side = any (%(sides)s)
          and from_day <= %(as_of)s and to_day > %(as_of)s and due_date between %(due_from)s and %(due_to)s
    )
    select s.party_id::text as key, p.name, s.currency, sum(s.open_amount) as amount, count(*) as items,
           array_agg('instalment:' || s.instalment_id order by s.instalment_id) as rows
    from part s join party p on p.company_id = %(company)s and p.party_id = s.party_id
    where true {narrowed} group by s.party_id, p.name, s.currency order by s.party_id::text, s.currency
"""
_MOVED_SINCE: Final = """
    select count(*) as n from (
        select from open_movement
        where company_id = %(company)s and side = any (%(sides)s) and grain = 'day' and day > %(as_of)s
          and due_date between %(due_from)s and %(due_to)s limit %(few)s) m
"""
FEW: Final = 500  # movements since a day, by day and due date; with more, its items are read one by one
# Only what is asked is compared: a comparison that lets every row pass costs as much as one that does not.
_CONDITIONS: Final = {
    "currency": "currency = %(currency)s",
    "intercompany": "intercompany = %(intercompany)s",
    "disputed": "disputed = %(disputed)s",
    "credits": "credit = %(credits)s",
    "column": f"{_COLUMN} = %(column)s",
}


class KeptSum(NamedTuple):
    """Open items of one group and currency, without their names."""

    key: str | None
    name: str | None
    currency: str
    amount: Decimal
    items: int


def sums(books: Books, company: str, as_of: date, narrowing: dict[str, Any], group_by: str) -> list[KeptSum]:
    """Sums of the items of a day by group and currency; `narrowing` holds the fields of an ItemFilter."""
    parameters = _parameters(company, as_of, narrowing, group_by)
    if parameters["due_from"] > parameters["due_to"]:
        return []
    query = by_party(books, parameters) + _NAMED if group_by == "party" else BY_DAY
    return [KeptSum(**row) for row in books.execute(query.encode(), parameters).fetchall()]


def largest(
    books: Books, company: str, as_of: date, narrowing: dict[str, Any], rates: Mapping[str, Decimal], top: int
) -> list[KeptSum]:
    """The same by party and currency, of the `top` parties that are worth most at the rates, by currency.

    A currency without a rate is worth nothing.
    """
    parameters = _parameters(company, as_of, narrowing, "party")
    ranked = {"currencies": list(rates), "rates": list(rates.values()), "top": top}
    query = by_party(books, parameters) + _LARGEST
    return [KeptSum(**row) for row in books.execute(query.encode(), {**parameters, **ranked}).fetchall()]


def sums_of(
    books: Books, company: str, as_of: date, narrowing: dict[str, Any], parties: list[int]
) -> list[tuple[KeptSum, list[str]]]:
    """The same for some parties, with the row ids of their items."""
    parameters = {**_parameters(company, as_of, narrowing, "party"), "parties": parties}
    rows = books.execute(narrowed(OF_PARTIES, narrowing).encode(), parameters).fetchall()
    return [(KeptSum(**{name: row[name] for name in KeptSum._fields}), row["rows"]) for row in rows]


def by_party(books: Books, parameters: dict[str, Any]) -> str:
    """The query by party that reads least: from what is kept of now where little has moved since, else from spans."""
    return narrowed(RECENT_BY_PARTY if is_recent(books, parameters) else BY_PARTY, parameters)


def narrowed(query: str, narrowing: dict[str, Any]) -> str:
    """A query by party with the comparisons that are asked for."""
    asked = [text for name, text in _CONDITIONS.items() if narrowing[name] is not None]
    return query.format(narrowed="".join(f" and {text}" for text in asked))


def is_recent(books: Books, parameters: dict[str, Any]) -> bool:
    """Whether so little has moved since the day that its books are told from those of now."""
    if parameters["column"] is not None:
        return False  # a column of an ageing is a range of days, and is read from the days
    row = books.execute(_MOVED_SINCE, {**parameters, "few": FEW}).fetchone()
    return row is not None and row["n"] < FEW


def edges(first: date, last: date) -> tuple[date, date, list[tuple[date, date, int]]]:
    """Due dates as whole months and the days at either end: added (1), or taken off a month that is taken whole (-1).

    >>> months = edges(date.min, date(2026, 6, 29))
    >>> f"{months[1]:%Y-%m}", [(f"{a:%m-%d}", f"{b:%m-%d}", sign) for a, b, sign in months[2]]
    ('2026-06', [('06-30', '06-30', -1)])
    >>> months = edges(date(2026, 5, 30), date(2026, 6, 3))
    >>> f"{months[0]:%Y-%m}", f"{months[1]:%Y-%m}", [(f"{a:%m-%d}", f"{b:%m-%d}", sign) for a, b, sign in months[2]]
    ('2026-06', '2026-05', [('05-30', '05-31', 1), ('06-01', '06-03', 1)])
    """
    found = []
    first_month, last_month = first.replace(day=1), last.replace(day=1)
    if 1 < first.day <= _MIDDLE:
        found.append((first_month, first - _DAY, -1))
    elif first.day > _MIDDLE:
        found.append((first, _end(first), 1))
        first_month = _end(first) + _DAY
    if last.day <= _MIDDLE:
        found.append((last_month, last, 1))
        last_month = date.min if last.year == 1 and last.month == 1 else (last_month - _DAY).replace(day=1)
    elif last != _end(last):
        found.append((last + _DAY, _end(last), -1))
    return first_month, last_month, found


def _end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _parameters(company: str, as_of: date, narrowing: dict[str, Any], group_by: str) -> dict[str, Any]:
    side, late = narrowing["side"], narrowing["overdue_days"]
    first, last = narrowing["due_from"] or date.min, narrowing["due_to"] or date.max
    last = last if late is None else min(last, as_of - timedelta(days=late))
    first_month, last_month, ends = edges(first, last)
    return {
        **narrowing,
        "company": company,
        "as_of": as_of,
        "month": as_of.replace(day=1),
        "sides": [side] if side else SIDES,
        "due_from": first,
        "due_to": last,
        "first_month": first_month,
        "last_month": last_month,
        "edge_from": [begins for begins, _, _ in ends],
        "edge_to": [ends_on for _, ends_on, _ in ends],
        "edge_sign": [sign for _, _, sign in ends],
        "group_by": group_by,
    }
