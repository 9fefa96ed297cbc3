"""Open items read for their formulas."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from workingcapital.metrics.ageing import COLUMNS
from workingcapital.metrics.registry import NoData
from workingcapital.money import rounded
from workingcapital.periods import Period
from workingcapital.store.companies import company as company_of
from workingcapital.store.connection import Books
from workingcapital.store.flows import control_account
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.items import GroupBy, ItemFilter, ItemSum, OpenItem, open_items, open_sums
from workingcapital.store.payments import Payment, unapplied
from workingcapital.store.rates import InBase, in_base

CONTROL: Final = {"payable": "ap_control", "receivable": "ar_control"}
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
    into = currency or company_of(books, company).currency
    value = in_base(books, company, into, [(each.currency, each.amount) for each in sums], on)
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


@gathers("overdue.share.v1")
def gather_overdue_share(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Overdue items and all of them, credits in neither, intercompany in neither."""
    side, party = asked.get("side", "receivable"), asked.get("party")
    everything = balance(books, company, as_of, ItemFilter(side, party, credits=False, intercompany=False))
    late = ItemFilter(side, party, credits=False, intercompany=False, overdue_days=1)
    overdue = balance(books, company, as_of, late)
    return Gathered(
        inputs={"overdue": overdue.value.total, "open_debits": everything.value.total},
        rows=everything.rows,
        label=f"Overdue share of {SIDE_LABEL[side]}",
        party=party_name(books, company, party),
        basis="credits left out, intercompany left out",
        caveats=everything.value.caveats,
    )


@gathers("concentration.v1")
def gather_concentration(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The largest parties against all, by open items, intercompany left out."""
    side, top = asked["side"], int(asked.get("top", 5))
    by_party = grouped(books, company, as_of, ItemFilter(side, intercompany=False), "party")
    largest = sorted((each.value.total for _, _, each in by_party), reverse=True)[:top]
    everyone = sum((each.value.total for _, _, each in by_party), Decimal(0))
    return Gathered(
        inputs={"largest": sum(largest, Decimal(0)), "everyone": everyone, "top": top},
        rows=tuple(chain.from_iterable(each.rows for _, _, each in by_party)),
        label=f"Share of the top {top} in open {SIDE_LABEL[side]}",
        basis="intercompany left out",
    )


@gathers("ageing.rounding.v1")
def gather_rounding(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The total and the columns of an ageing as they are stated."""
    which = ItemFilter.of(asked)
    total = balance(books, company, as_of, which).value
    columns = [
        rounded(balance(books, company, as_of, replace(which, column=column)).value.total, total.currency)
        for column in COLUMNS
    ]
    return gathered_rounding(rounded(total.total, total.currency), columns, total.currency)


def gathered_rounding(total: Decimal, columns: list[Decimal], currency: str) -> Gathered:
    """Stated figures as the inputs of ageing.rounding.v1."""
    return Gathered({"total": total, "columns": columns}, currency=currency, label="Rounding of the conversion")


@gathers("ledger.control.v1")
def gather_control(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The control account of a side at a month's end, converted as the items are."""
    side = asked["side"]
    found = control_account(books, company, CONTROL[side], as_of)
    if not found:
        raise NoData(f"{company} has no control account for {as_of}; it is kept at month ends", "no_ledger")
    pairs = [(each.currency, each.amount) for each in found]
    value = in_base(books, company, company_of(books, company).currency, pairs, as_of)
    return Gathered(
        inputs={"parts": [list(part) for part in value.parts]},
        rows=tuple(chain.from_iterable(each.rows for each in found)),
        currency=value.currency,
        label=f"Control account of {SIDE_LABEL[side]}",
        caveats=value.caveats,
    )


@gathers("unapplied.v1")
def gather_unapplied(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Receipts not wholly applied on the day, of one party or all."""
    party = asked.get("party")
    found = [each for each in unapplied(books, company, as_of) if party is None or each.party == party]
    sums: dict[str, Decimal] = {}
    for each in found:
        sums[each.currency] = sums.get(each.currency, Decimal(0)) + each.unapplied
    value = in_base(books, company, company_of(books, company).currency, sorted(sums.items()), as_of)
    return Gathered(
        inputs={"parts": [list(part) for part in value.parts], "receipts": len(found)},
        rows=tuple(each.row_id for each in found),
        currency=value.currency,
        label="Unapplied cash",
        party=party_name(books, company, party),
        caveats=value.caveats,
    )


@gathers("unapplied.payment.v1")
def gather_unapplied_part(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """One receipt."""
    found = next((each for each in unapplied(books, company, as_of) if each.payment == int(asked["payment"])), None)
    if found is None:
        raise NoData("this receipt is wholly applied")
    return gathered_unapplied_part(found)


def gathered_unapplied_part(each: Payment) -> Gathered:
    """A receipt as the inputs of unapplied.payment.v1."""
    return Gathered(
        inputs={"amount": each.amount, "applied": each.amount - each.unapplied},
        rows=(each.row_id,),
        currency=each.currency,
        label="Unapplied part of a receipt",
        party=each.party_name,
    )


def grouped(
    books: Books, company: str, as_of: date, which: ItemFilter, group_by: GroupBy
) -> list[tuple[str, ItemFilter, Balance]]:
    """(name of the group, filter for it alone, balance in base currency), largest first."""
    sums: dict[tuple[str, str], list[ItemSum]] = {}
    for each in open_sums(books, company, as_of, which, group_by):
        sums.setdefault((each.key or "", each.name or each.key or "none"), []).append(each)
    found = []
    for (key, name), parts in sums.items():
        narrow = narrowed(which, group_by, key)
        found.append((name, narrow, from_sums(books, company, as_of, parts, narrow.currency)))
    return sorted(found, key=lambda group: (-abs(group[2].value.total), group[0]))


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
    if which.due_from or which.due_to:
        said.append(f"due {which.due_from or ''}..{which.due_to or ''}")
    return "".join(f", {each}" for each in said)
