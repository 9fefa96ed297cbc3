"""Open items of any day: what is left of each instalment, and sums of them."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Self

from workingcapital.errors import BadInput
from workingcapital.metrics.registry import jsonable
from workingcapital.store import kept_sums
from workingcapital.store.database.connection import Books
from workingcapital.store.row_names import Unlisted, too_many

GroupBy = Literal["none", "party", "currency", "month", "cost_centre", "country", "column"]


@dataclass(frozen=True)
class ItemFilter:
    """Which open items are meant; what is null does not matter.

    `min_amount` and `max_amount` compare without sign. `overdue_days` is the least number of days past due.
    `column` is one of the columns of an ageing by `basis`. `intercompany` false leaves the group's own out.
    """

    side: str | None = None
    party: int | None = None
    item: int | None = None
    invoice: int | None = None
    currency: str | None = None
    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    due_from: date | None = None
    due_to: date | None = None
    overdue_days: int | None = None
    disputed: bool | None = None
    credits: bool | None = None
    country: str | None = None
    cost_centre: str | None = None
    intercompany: bool | None = None
    column: str | None = None
    basis: str = "due_date"

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Self:
        """The filter that a Fact was asked with; other keys are for others."""
        known = {each.name for each in fields(cls)}
        read = {key: value for key, value in asked.items() if key in known}
        for key in ("min_amount", "max_amount"):
            if read.get(key) is not None:
                read[key] = Decimal(read[key])
        for key in ("due_from", "due_to"):
            if isinstance(read.get(key), str):
                read[key] = date.fromisoformat(read[key])
        return cls(**read)

    def asked(self) -> dict[str, Any]:
        """What of it is set, as JSON."""
        given = {key: value for key, value in asdict(self).items() if value is not None}
        if self.column is None:
            given.pop("basis", None)
        asked: dict[str, Any] = jsonable(given)
        return asked

    def is_kept(self, group_by: GroupBy) -> bool:
        """Whether the kept sums know everything this narrows by; else the items are read one by one."""
        narrow = (self.party, self.item, self.invoice, self.min_amount, self.max_amount, self.country, self.cost_centre)
        aged = self.column is not None or group_by == "column"
        by_due = self.basis == "due_date" or not aged
        return all(each is None for each in narrow) and by_due and group_by not in ("cost_centre", "country")


@dataclass(frozen=True)
class OpenItem:
    """One instalment that is open on the day; amounts carry their sign."""

    item: int
    invoice: int
    side: str
    kind: str
    number: str
    party: int
    party_name: str
    issued: date
    due: date
    currency: str
    amount: Decimal
    open_amount: Decimal
    disputed: bool
    hold_reason: str | None
    approval: str
    cost_centre: str | None
    country: str | None
    intercompany: bool
    column: str

    @property
    def row_id(self) -> str:
        """The item's name in a Fact."""
        return f"instalment:{self.item}"

    @property
    def settled(self) -> Decimal:
        """What was paid, credited, withheld or written off by the day."""
        return self.amount - self.open_amount


@dataclass(frozen=True)
class ItemSum:
    """Open items of one group and currency."""

    key: str | None
    name: str | None
    currency: str
    amount: Decimal
    count: int
    rows: tuple[str, ...]


_MATCHING = """
    with item as (
        select i.*,
               case when i.open_amount < 0 then 'credits'
                    when i.disputed_on_day then 'disputed'
                    when a.days <= 0 then 'current'
                    when a.days <= 30 then '1–30'
                    when a.days <= 60 then '31–60'
                    when a.days <= 90 then '61–90'
                    else '91+' end as "column"
        from books.items_as_of(%(company)s, %(as_of)s, %(side)s) i,
             lateral (select %(as_of)s::date
                      - case when %(basis)s = 'invoice_date' then i.issue_date else i.due_date end as days) a
    ), matching as (
        select * from item
        where (%(party)s::bigint is null or party_id = %(party)s)
          and (%(item)s::bigint is null or item_id = %(item)s)
          and (%(invoice)s::bigint is null or invoice_id = %(invoice)s)
          and (%(currency)s::text is null or currency = %(currency)s)
          and (%(min_amount)s::numeric is null or abs(open_amount) >= %(min_amount)s)
          and (%(max_amount)s::numeric is null or abs(open_amount) <= %(max_amount)s)
          and (%(due_from)s::date is null or due_date >= %(due_from)s)
          and (%(due_to)s::date is null or due_date <= %(due_to)s)
          and (%(overdue_days)s::int is null or due_date <= %(as_of)s::date - %(overdue_days)s::int)
          and (%(disputed)s::boolean is null or disputed_on_day = %(disputed)s)
          and (%(credits)s::boolean is null or (open_amount < 0) = %(credits)s)
          and (%(country)s::text is null or coalesce(country::text, '') = %(country)s)
          and (%(cost_centre)s::text is null or coalesce(cost_centre, '') = %(cost_centre)s)
          and (%(intercompany)s::boolean is null or intercompany = %(intercompany)s)
          and (%(column)s::text is null or "column" = %(column)s)
    )
"""

_LIST = (
    _MATCHING
    + """
    select item_id as item, invoice_id as invoice, side, kind, number, party_id as party, party_name,
           issue_date as issued, due_date as due, currency, item_amount as amount, open_amount,
           disputed_on_day as disputed, hold_reason, approval, cost_centre, country, intercompany, "column"
    from matching order by abs(open_amount) desc, item_id limit %(first)s::bigint
    """
)

_SUMS = (
    _MATCHING
    + """
    select key, max(name) as name, currency, sum(open_amount) as amount, count(*) as count,
           array_agg('instalment:' || item_id order by item_id) as rows
    from (
        select m.*,
               case %(group_by)s when 'party' then party_id::text when 'currency' then currency::text
                   when 'month' then to_char(due_date, 'YYYY-MM') when 'cost_centre' then coalesce(cost_centre, '')
                   when 'country' then coalesce(country::text, '') when 'column' then "column" end as key,
               case %(group_by)s when 'party' then party_name end as name
        from matching m
    ) grouped
    group by key, currency order by key, currency
    """
)


def open_items(books: Books, company: str, as_of: date, which: ItemFilter, first: int | None = None) -> list[OpenItem]:
    """The open items that match, largest first; only the `first` so many, where that is said."""
    rows = books.execute(_LIST, {**_parameters(company, as_of, which), "first": first}).fetchall()
    return [OpenItem(**row) for row in rows]


def open_sums(books: Books, company: str, as_of: date, which: ItemFilter, group_by: GroupBy = "none") -> list[ItemSum]:
    """Sums of the matching items by group and currency, with the rows behind each.

    Rows too many for a person to read are counted, not listed; their sums come from what the database keeps.
    """
    parameters = _parameters(company, as_of, which)
    if which.is_kept(group_by):
        kept = kept_sums.sums(books, company, as_of, asdict(which), "none" if group_by == "party" else group_by)
        if too_many(sum(each.items for each in kept)):
            by_party = group_by == "party"
            found = kept_sums.sums(books, company, as_of, asdict(which), group_by) if by_party else kept
            return [ItemSum(*each, rows=(Unlisted("instalment", each.items),)) for each in found]
    rows = books.execute(_SUMS, {**parameters, "group_by": group_by}).fetchall()
    return [ItemSum(**{**row, "rows": tuple(row["rows"])}) for row in rows]


def largest_sums(
    books: Books,
    company: str,
    as_of: date,
    which: ItemFilter,
    top: int,
    rate_of: Callable[[str], Decimal | None],
) -> list[ItemSum]:
    """Sums by party and currency that hold the `top` parties that are worth most, and may hold others.

    Among many items only those parties are read; the rows of those with few items are named, the others' are counted.
    """
    if not which.is_kept("party"):
        return open_sums(books, company, as_of, which, "party")
    by_currency = kept_sums.sums(books, company, as_of, asdict(which), "none")
    if not too_many(sum(each.items for each in by_currency)):
        return open_sums(books, company, as_of, which, "party")
    rates = {each.currency: rate for each in by_currency if (rate := rate_of(each.currency)) is not None}
    found = kept_sums.largest(books, company, as_of, asdict(which), rates, top)
    items: Counter[str | None] = Counter()
    for each in found:
        items[each.key] += each.items
    few = [int(key) for key, count in items.items() if key and not too_many(count)]
    named = named_sums(books, company, as_of, which, few) if few else []
    counted = [
        ItemSum(*each, rows=(Unlisted("instalment", each.items),)) for each in found if too_many(items[each.key])
    ]
    return counted + named


def named_sums(books: Books, company: str, as_of: date, which: ItemFilter, parties: list[int]) -> list[ItemSum]:
    """Sums of the matching items of some parties, with all their rows, however many the others have."""
    found = kept_sums.sums_of(books, company, as_of, asdict(which), parties)
    return [ItemSum(*each, rows=tuple(rows)) for each, rows in found]


def _parameters(company: str, as_of: date, which: ItemFilter) -> dict[str, Any]:
    if which.basis not in ("due_date", "invoice_date"):
        raise BadInput("age items by due_date or by invoice_date")
    return {"company": company, "as_of": as_of, **asdict(which)}
