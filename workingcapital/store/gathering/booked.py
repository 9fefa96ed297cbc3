"""Amounts and dates as they stand in a row, and how many rows there are."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from workingcapital.metrics.registry import NoData
from workingcapital.store.briefs import to_release, waits_for_me
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.gathering.balances import basis_of, total_label
from workingcapital.store.gathering.collecting import calls, slipping
from workingcapital.store.invoices import is_broken, promises
from workingcapital.store.items import ItemFilter, OpenItem, open_items, open_sums
from workingcapital.store.look_alikes import look_alikes
from workingcapital.store.parties import bank_changes, shared_accounts
from workingcapital.store.payables import bills_without_order
from workingcapital.store.payments import payments
from workingcapital.store.rates import by_currency, in_base
from workingcapital.store.row_names import number_of

# The cells that may be read as they are: (table, column) → the row's value and currency.
_CELLS: Final = {
    ("invoice", "gross"): "select gross as value, currency from invoice where company_id = %s and invoice_id = %s",
    ("invoice", "net"): "select net as value, currency from invoice where company_id = %s and invoice_id = %s",
    ("invoice", "due_date"): "select due_date as value, null as currency from invoice"
    " where company_id = %s and invoice_id = %s",
    ("invoice", "issue_date"): "select issue_date as value, null as currency from invoice"
    " where company_id = %s and invoice_id = %s",
    ("invoice", "approval_limit"): "select approval_limit as value, base_currency as currency from invoice"
    " join company using (company_id) where company_id = %s and invoice_id = %s",
    ("instalment", "due_date"): "select due_date as value, null as currency from instalment"
    " where company_id = %s and instalment_id = %s",
    ("payment", "amount"): "select amount as value, currency from payment where company_id = %s and payment_id = %s",
    ("payment", "value_date"): "select value_date as value, null as currency from payment"
    " where company_id = %s and payment_id = %s",
    ("allocation", "settles"): "select a.settles as value, v.currency from allocation a"
    " join instalment using (company_id, instalment_id) join invoice v using (company_id, invoice_id)"
    " where a.company_id = %s and a.allocation_id = %s",
    ("allocation", "amount"): "select a.amount as value, v.currency from allocation a"
    " join instalment using (company_id, instalment_id) join invoice v using (company_id, invoice_id)"
    " where a.company_id = %s and a.allocation_id = %s",
    ("allocation", "discount_taken"): "select a.discount_taken as value, v.currency from allocation a"
    " join instalment using (company_id, instalment_id) join invoice v using (company_id, invoice_id)"
    " where a.company_id = %s and a.allocation_id = %s",
    ("dispute", "amount"): "select d.amount as value, v.currency from dispute d"
    " join invoice v using (company_id, invoice_id) where d.company_id = %s and d.dispute_id = %s",
    ("promise_to_pay", "amount"): "select r.amount as value, v.currency from promise_to_pay r"
    " join invoice v using (company_id, invoice_id) where r.company_id = %s and r.promise_id = %s",
    ("promise_to_pay", "pay_on"): "select pay_on as value, null as currency from promise_to_pay"
    " where company_id = %s and promise_id = %s",
    ("party", "credit_limit"): "select credit_limit as value, coalesce(credit_currency, base_currency) as currency"
    " from party join company using (company_id) where company_id = %s and party_id = %s",
    ("ledger_balance", "amount"): "select amount as value, currency from ledger_balance"
    " where company_id = %s and balance_id = %s",
    ("discount_step", "amount"): "select s.amount as value, v.currency from discount_step s"
    " join instalment using (company_id, instalment_id) join invoice v using (company_id, invoice_id)"
    " where s.company_id = %s and s.step_id = %s",
    ("discount_step", "pay_by"): "select pay_by as value, null as currency from discount_step"
    " where company_id = %s and step_id = %s",
}  # fmt: skip


@gathers("booked.amount.v1")
def gather_amount(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """An amount of one row; label and party are as they were asked."""
    return _cell(books, company, asked)


@gathers("booked.date.v1")
def gather_date(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """A date of one row."""
    return _cell(books, company, asked)


def cell(
    table: str, column: str, row: int, value: Any, label: str, currency: str | None = None, party: str | None = None
) -> tuple[dict[str, Any], Gathered]:
    """(asked, gathered) of a cell that a query has already read."""
    asked = {"table": table, "column": column, "row": row, "label": label, "party": party}
    found = Gathered({"value": value}, (f"{table}:{row}",), currency, label=label, party=party)
    return {key: each for key, each in asked.items() if each is not None}, found


@gathers("count.v1")
def gather_count(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """How many rows a question has found; `of` says which."""
    rows = _counted(books, company, as_of, asked)
    which = ItemFilter.of(asked)
    label = asked.get("label") or f"Number of {total_label(which).lower()}"
    basis = basis_of(which) if asked["of"] == "open_items" else None
    return Gathered({"count": number_of(rows)}, tuple(rows), label=label, basis=basis)


@gathers("sum.v1")
def gather_sum(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The sum of payments in a window, in `currency` or the company's own, at the rates of the last day."""
    first, last = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
    found = payments(books, company, asked["direction"], first, last, asked.get("party"))
    sums = by_currency((each.currency, each.amount) for each in found)
    value = in_base(books, company, company_of(books, company).currency, sums, last)
    word = "made" if asked["direction"] == "out" else "received"
    return Gathered(
        inputs={"parts": [list(part) for part in value.parts], "payments": len(found)},
        rows=tuple(each.row_id for each in found),
        currency=value.currency,
        label=f"Payments {word}",
        party=asked.get("party_name"),
        period=f"{first}..{last}",
        caveats=value.caveats,
    )


@gathers("held.total.v1")
def gather_held(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """What is open on bills that are on hold."""
    found = held_items(books, company, as_of)
    sums = by_currency((each.currency, each.open_amount) for each in found)
    value = in_base(books, company, company_of(books, company).currency, sums, as_of)
    return Gathered(
        inputs={"parts": [list(part) for part in value.parts], "bills": len(found)},
        rows=tuple(each.row_id for each in found),
        currency=value.currency,
        label="Held bills",
        caveats=value.caveats,
    )


def held_items(books: Books, company: str, as_of: date) -> list[OpenItem]:
    """Open bills that are on hold on the day."""
    which = ItemFilter("payable", credits=False, intercompany=False)
    return [each for each in open_items(books, company, as_of, which) if each.hold_reason]


@gathers("no_order.total.v1")
def gather_without_order(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Open bills without an order: all, or those of one cost centre, supplier or item (`key` and `value`)."""
    return gathered_without_order(books, company, as_of, bills_without_order(books, company, as_of), asked)


def gathered_without_order(
    books: Books, company: str, as_of: date, found: list[dict[str, Any]], asked: Asked
) -> Gathered:
    """Those of them that are asked for, as the inputs of no_order.total.v1."""
    key = asked.get("key")
    if key is not None:
        found = [row for row in found if (row[key] or "") == asked["value"]]
    sums = by_currency((row["currency"], row["open_amount"]) for row in found)
    value = in_base(books, company, company_of(books, company).currency, sums, as_of)
    return Gathered(
        inputs={"parts": [list(part) for part in value.parts], "bills": len(found)},
        rows=tuple(f"instalment:{row['item']}" for row in found),
        currency=value.currency,
        label="Open bills without an order",
        party=found[0]["party_name"] if key == "party" and found else None,
        basis=f"cost centre {asked['value'] or 'none'}" if key == "cost_centre" else None,
        caveats=value.caveats,
    )


def _counted(books: Books, company: str, as_of: date, asked: Asked) -> list[str]:
    match asked["of"]:
        case "open_items":
            return [row for each in open_sums(books, company, as_of, ItemFilter.of(asked)) for row in each.rows]
        case "look_alikes":
            pairs = look_alikes(books, company, as_of, Decimal(asked["min_amount"]))
            return list(dict.fromkeys(f"invoice:{pair['invoice']}" for pair in pairs))
        case "bills_without_order":
            return [f"instalment:{row['item']}" for row in bills_without_order(books, company, as_of)]
        case "bank_changes":
            changed = bank_changes(books, company, date.fromisoformat(asked["since"]), as_of)
            return [f"party_bank_account:{row['account_id']}" for row in changed]
        case "shared_accounts":
            return [row for shared in shared_accounts(books, company, as_of) for row in shared["rows"]]
        case "promises":
            return [f"promise_to_pay:{row['promise_id']}" for row in promises(books, company, as_of)]
        case "broken_promises":
            found = promises(books, company, as_of)
            return [f"promise_to_pay:{row['promise_id']}" for row in found if is_broken(row, as_of)]
        case "to_call_back":
            changed = bank_changes(books, company, date.fromisoformat(asked["since"]), as_of)
            return [f"party_bank_account:{row['account_id']}" for row in changed if row["status"] != "verified"]
        case "open_look_alikes":
            pairs = look_alikes(books, company, as_of, Decimal(0))
            return list(dict.fromkeys(f"invoice:{pair['invoice']}" for pair in pairs if pair["open_amount"]))
        case "held_bills":
            return [each.row_id for each in held_items(books, company, as_of)]
        case "slipping":
            return list(dict.fromkeys(f"party:{each.party}" for each in slipping(books, company, as_of)))
        case "calls":
            return [f"party:{each.party}" for each in calls(books, company, as_of)]
        case "waits_for_me":
            return [f"proposal:{each}" for each in waits_for_me(books, company)]
        case "to_release":
            return [f"proposal:{each}" for each in to_release(books, company)]
        case other:
            raise NoData(f"nothing is counted as {other!r}")


def _cell(books: Books, company: str, asked: Asked) -> Gathered:
    query = _CELLS[asked["table"], asked["column"]]
    row = books.execute(query, (company, asked["row"])).fetchone()
    if row is None or row["value"] is None:
        raise NoData(f"{asked['table']} {asked['row']} is no longer there")
    return Gathered(
        inputs={"value": row["value"]},
        rows=(f"{asked['table']}:{asked['row']}",),
        currency=row["currency"],
        label=asked["label"],
        party=asked.get("party"),
    )
