"""Open items read for their formulas."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any, Final

from workingcapital.metrics.registry import NoData
from workingcapital.periods import Period
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.items import GroupBy, ItemFilter, ItemSum, OpenItem, largest_sums, open_items, open_sums
from workingcapital.store.rates import InBase, Rates

SIDE_LABEL: Final = {"payable": "payables", "receivable": "receivables"}


@dataclass(frozen=True)
class Balance:
    """Open items of a day in the company's currency."""

    value: InBase
    count: int
    rows: tuple[str, ...]


def balance(books: Books, company: str, on: date, which: ItemFilter) -> Balance:
    """What of the matching items is open on the day."""
    return from_sums(books, company, on, open_sums(books, company, on, which), which.currency)


def from_sums(books: Books, company: str, on: date, sums: list[ItemSum], currency: str | None = None) -> Balance:
    """Sums of several currencies as one balance: in `currency`, or in the company's own."""
    return _converted(Rates(books, company, currency or company_of(books, company).currency, on), sums)


def _converted(rates: Rates, sums: list[ItemSum]) -> Balance:
    value = rates.in_base([(each.currency, each.amount) for each in sums])
    return Balance(value, sum(each.count for each in sums), tuple(chain.from_iterable(each.rows for each in sums)))


def gathered_total(found: Balance, which: ItemFilter, party: str | None = None, label: str | None = None) -> Gathered:
    """A balance as the inputs of open.total.v1."""
    return Gathered(
        inputs={"parts": [list(part) for part in found.value.parts], "items": found.count},
        rows=found.rows,
        currency=found.value.currency,
        label=label or total_label(which),
        party=party,
        basis=basis_of(which),
        caveats=found.value.caveats,
    )


def total_label(which: ItemFilter) -> str:
    """What a sum of such items is called.

    >>> total_label(ItemFilter(side="receivable", overdue_days=1))
    'Overdue receivables'
    >>> total_label(ItemFilter(side="payable", column="31–60"))
    'Payables 31–60 days overdue'
    """
    side = SIDE_LABEL.get(which.side or "", "items")
    if which.column:
        return _column_label(side, which)
    words = [
        "Overdue" if which.overdue_days else "Open",
        "disputed" if which.disputed else "",
        "unused credits on" if which.credits else "",
        side,
    ]
    return " ".join(word for word in words if word) + _narrowed(which)


def basis_of(which: ItemFilter) -> str | None:
    """What the filter narrows by, in words, so that two sums are not taken for one another."""
    said = {
        key: value for key, value in which.asked().items() if key not in ("side", "party", "column", "overdue_days")
    }
    if said.get("credits") is False:
        said = {**said, "credits": "left out"}
    if said.get("intercompany") is False:
        said = {**said, "intercompany": "left out"}
    return ", ".join(f"{key.replace('_', ' ')}: {value}" for key, value in said.items()) or None


@gathers("open.total.v1")
def gather_total(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The sum of the open items that match."""
    which = ItemFilter.of(asked)
    party = party_name(books, company, which.party)
    return gathered_total(balance(books, company, as_of, which), which, party)


@gathers("open.item.v1")
def gather_item(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """One item; an item settled by the day is open with 0."""
    found = open_items(books, company, as_of, ItemFilter(item=int(asked["item"])))
    if found:
        return gathered_item(found[0])
    return _settled_item(books, company, int(asked["item"]))


def gathered_item(item: OpenItem) -> Gathered:
    """An open item as the inputs of open.item.v1."""
    return Gathered(
        inputs={"amount": item.amount, "settled": item.settled},
        rows=(item.row_id,),
        currency=item.currency,
        label=f"Open amount of {item.number}",
        party=item.party_name,
    )


def grouped(
    books: Books, company: str, as_of: date, which: ItemFilter, group_by: GroupBy, top: int | None = None
) -> list[tuple[str, ItemFilter, Balance]]:
    """(name of the group, filter for it alone, balance in base currency), largest first; only the `top` so many."""
    rates = _RatesOf(books, company, as_of, which, group_by)
    if top is not None and group_by == "party":
        found = largest_sums(books, company, as_of, which, top, rates.all.factor)
    else:
        found = open_sums(books, company, as_of, which, group_by)
    sums: dict[tuple[str, str], list[ItemSum]] = {}
    for each in found:
        sums.setdefault((each.key or "", each.name or each.key or "none"), []).append(each)
    worth = {group: rates.of(group[0]).worth((p.currency, p.amount) for p in parts) for group, parts in sums.items()}
    largest = sorted(sums, key=lambda group: (-abs(worth[group]), group[1]))[:top]
    return [(name, narrowed(which, group_by, key), _converted(rates.of(key), sums[key, name])) for key, name in largest]


class _RatesOf:
    """Rates into the currency in which a group is said: its own where it is one currency's, else the company's."""

    def __init__(self, books: Books, company: str, as_of: date, which: ItemFilter, group_by: GroupBy) -> None:
        self._books, self._company, self._as_of = books, company, as_of
        self._by_currency = group_by == "currency"
        self.all = Rates(books, company, which.currency or company_of(books, company).currency, as_of)

    def of(self, key: str) -> Rates:
        """The rates for one group."""
        own = self._by_currency and key != self.all.into
        return Rates(self._books, self._company, key, self._as_of) if own else self.all


def narrowed(which: ItemFilter, group_by: GroupBy, key: str) -> ItemFilter:
    """The filter for one group."""
    match group_by:
        case "party":
            return replace(which, party=int(key))
        case "month":
            month = Period.parse(key, date.min)
            first, last = max(month.start, which.due_from or month.start), min(month.end, which.due_to or month.end)
            return replace(which, due_from=first, due_to=last)
        case "currency":
            return replace(which, currency=key)
        case "cost_centre":
            return replace(which, cost_centre=key)
        case "country":
            return replace(which, country=key)
        case "column":
            return replace(which, column=key)
        case "none":
            return which


def party_name(books: Books, company: str, party: int | None) -> str | None:
    """The name of a party, for the receipt."""
    if party is None:
        return None
    row = books.execute("select name from party where company_id = %s and party_id = %s", (company, party)).fetchone()
    if row is None:
        raise NoData(f"there is no party {party} in {company}")
    name: str = row["name"]
    return name


def _settled_item(books: Books, company: str, item: int) -> Gathered:
    row: dict[str, Any] | None = books.execute(
        """
        select i.amount, v.currency, v.number, p.name from instalment i
        join invoice v using (company_id, invoice_id) join party p using (company_id, party_id)
        where i.company_id = %s and i.instalment_id = %s
        """,
        (company, item),
    ).fetchone()
    if row is None:
        raise NoData(f"there is no item {item} in {company}")
    return Gathered(
        inputs={"amount": row["amount"], "settled": row["amount"]},
        rows=(f"instalment:{item}",),
        currency=row["currency"],
        label=f"Open amount of {row['number']}",
        party=row["name"],
    )


def _column_label(side: str, which: ItemFilter) -> str:
    side = side.capitalize()
    match which.column:
        case "credits":
            return f"Unused credits on {side.lower()}"
        case "disputed":
            return f"Disputed {side.lower()}"
        case "current":
            return f"{side} {'dated today or later' if which.basis == 'invoice_date' else 'not yet due'}"
        case column:
            return f"{side} {column} days {'old' if which.basis == 'invoice_date' else 'overdue'}"


def _narrowed(which: ItemFilter) -> str:
    said = []
    if which.country is not None:
        said.append(f"in {which.country or 'no country'}")
    if which.cost_centre is not None:
        said.append(f"on cost centre {which.cost_centre or 'none'}")
    if (which.overdue_days or 1) > 1:
        said.append(f"more than {(which.overdue_days or 1) - 1} days late")
    if which.min_amount is not None:
        said.append(f"at least {which.min_amount:,f} each")
    if which.max_amount is not None:
        said.append(f"at most {which.max_amount:,f} each")
    if which.due_from or which.due_to:
        said.append(f"due {which.due_from or ''}..{which.due_to or ''}")
    return "".join(f", {each}" for each in said)
