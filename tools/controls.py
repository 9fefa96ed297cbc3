"""What a controller looks for: duplicates, mismatches, bills without an order, and who may approve what."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import (
    Cell,
    booked,
    computed,
    counted,
    decimal_of,
    evidence,
    for_each_company,
    require_loaded,
    table,
)
from workingcapital.facts import Evidence, Fact, nothing
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.booked import gathered_without_order
from workingcapital.store.invoices import the_invoice
from workingcapital.store.look_alikes import look_alikes
from workingcapital.store.payables import bills_without_order as read_without_order
from workingcapital.store.purchasing import Order, invoices_of_order, matches, the_order

_VERDICTS: Final = {
    "matched": "matches",
    "price": "price above the order",
    "quantity": "more invoiced than received",
    "no_receipt": "nothing received yet",
}


@tool(response_format="content_and_artifact", parse_docstring=True)
def possible_duplicates(
    runtime: ToolRuntime[Asker], min_amount: str | None = None, top: int = 20
) -> tuple[str, Evidence]:
    """Bills that may have been entered twice, with a score and the reason; a person decides.

    Args:
        min_amount: only bills of at least this amount
        top: how many pairs to show
    """
    asker = runtime.context
    least = decimal_of(min_amount, "min_amount") or Decimal(0)

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "payable")
        found = look_alikes(books, ours.code, asker.as_of, least)
        ids = list(dict.fromkeys(f"invoice:{pair['invoice']}" for pair in found))
        label = "Number of possible duplicates"
        number = counted(ours.code, asker.as_of, ids, label, of="look_alikes", min_amount=format(least, "f"))
        if not found:
            return evidence([number], say=f"{ours.code}: no bill looks like another one.")
        rows: list[list[Cell]] = [
            [
                pair["number"],
                pair["earlier_number"],
                pair["name"],
                str(pair["score"]),
                pair["why"],
                "open" if pair["open_amount"] else "paid",
                pair["currency"],
                _gross(ours.code, asker, pair),
            ]
            for pair in found[:top]
        ]
        columns = ["Bill", "Looks like", "Supplier", "Score", "Why", "State", "Currency", "Amount"]
        return evidence([number], table(f"Possible duplicates, {ours.code}", columns, rows), rows)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def bills_without_order(
    runtime: ToolRuntime[Asker], group_by: Literal["none", "cost_centre", "party"] = "cost_centre", top: int = 20
) -> tuple[str, Evidence]:
    """Open bills that name no purchase order, by cost centre, supplier or one by one.

    Args:
        group_by: sums by cost centre or supplier, or single bills
        top: how many rows to show
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "payable")
        found = read_without_order(books, ours.code, asker.as_of)
        total = measure(books, "no_order.total.v1", ours.code, asker.as_of)
        ids = [f"instalment:{row['item']}" for row in found]
        number = counted(ours.code, asker.as_of, ids, "Number of open bills without an order", of="bills_without_order")
        keys = {"cost_centre": "cost_centre", "party": "party", "none": "item"}
        groups = dict.fromkeys(row[keys[group_by]] for row in found)
        names = {row["party"]: row["party_name"] for row in found} | {row["item"]: row["number"] for row in found}
        sums = [
            (key, _without_order(books, ours.code, asker.as_of, found, {"key": keys[group_by], "value": key or ""}))
            for key in groups
        ]
        largest = sorted(sums, key=lambda pair: -pair[1].decimal())[:top]
        rows: list[list[Cell]] = [
            [names.get(key, key) if group_by != "cost_centre" else key or "none", fact.currency, fact]
            for key, fact in largest
        ]
        heading = {"cost_centre": "Cost centre", "party": "Supplier", "none": "Bill"}[group_by]
        shown = (
            table(f"Open bills without an order, {ours.code}", [heading, "Currency", "Open"], rows) if rows else None
        )
        return evidence([total, number], shown, rows)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def three_way_match(
    runtime: ToolRuntime[Asker], order: str | None = None, bill: str | None = None
) -> tuple[str, Evidence]:
    """Order, receipts and bills of one purchase order line by line: what differs, and within which tolerance.

    Args:
        order: number of the purchase order
        bill: number of a bill instead: it alone is held against its order
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        billed = the_invoice(books, ours.code, bill) if bill else None
        wanted = billed.po_number if billed else order
        if wanted is None:
            return nothing("no_data", "no_order", f"{ours.code}: bill {bill or ''} names no order.")
        found = the_order(books, ours.code, wanted, asker.as_of)
        compared = matches(books, ours.code, order=found.order, invoice=billed.invoice if billed else None)
        bills = invoices_of_order(books, ours.code, found.number, asker.as_of)
        if not compared:
            return _unmatched(ours.code, found, len(bills))
        facts = [fact for each in compared for fact in _differences(ours, asker, each)]
        rows: list[list[Cell]] = [_match_row(each) for each in compared]
        columns = [
            "Bill", "Line", "Verdict", "Ordered", "Received", "Invoiced", "Order price", "Billed price", "Tolerance",
        ]  # fmt: skip
        shown = table(f"Three-way match of {found.number}, {ours.code}", columns, rows)
        wrong = sorted({_VERDICTS[each["verdict"]] for each in compared if each["verdict"] != "matched"})
        named = f"Order {found.number} of {found.party_name}"
        named = f"{billed.number} against order {found.number} of {found.party_name}" if billed else named
        say = f"{named}: {'; '.join(wrong) if wrong else 'everything matches'}."
        return evidence(facts, shown, rows, say)

    return for_each_company(asker, work)


def _without_order(books: Books, code: str, as_of: date, found: list[dict[str, Any]], asked: dict[str, Any]) -> Fact:
    gathered = gathered_without_order(books, code, as_of, found, asked)
    return state("no_order.total.v1", code, as_of, asked, gathered)


def _gross(code: str, asker: Asker, pair: Mapping[str, Any]) -> Fact:
    row = ("invoice", "gross", pair["invoice"])
    return booked(code, asker.as_of, row, pair["gross"], f"Amount of {pair['number']}", pair["currency"], pair["name"])


def _unmatched(code: str, order: Order, bills: int) -> Evidence:
    if bills == 0:
        return nothing("no_data", "not_billed", f"{code}: order {order.number} has not been billed yet.")
    return nothing("no_data", "not_matched", f"{code}: the bills of order {order.number} have not been matched yet.")


def _differences(ours: Company, asker: Asker, each: Mapping[str, Any]) -> list[Fact]:
    """How far price and quantity are off, where the match knows both sides."""
    facts, line = [], f"{each['number']}, line {each['line']}"
    more = {"party": each["party_name"], "row_ids": (f"match_result:{each['match_id']}",)}
    if each["order_price"] and each["invoice_price"] is not None:
        inputs = {"ordered": each["order_price"], "invoiced": each["invoice_price"]}
        facts.append(
            computed("match.price_difference.v1", ours, asker.as_of, inputs, f"Price difference of {line}", **more)
        )
    if each["ordered"] and each["received"] is not None and each["invoiced"] is not None:
        inputs = {key: each[key] for key in ("ordered", "received", "invoiced")}
        facts.append(
            computed(
                "match.quantity_difference.v1", ours, asker.as_of, inputs, f"Quantity difference of {line}", **more
            )
        )
    return facts


def _match_row(each: Mapping[str, Any]) -> list[Cell]:
    numbers = [_plain(each[key]) for key in ("ordered", "received", "invoiced", "order_price", "invoice_price")]
    tolerance = [
        f"{_plain(each['tolerance_percent'])}%" if each["tolerance_percent"] is not None else None,
        f"{_plain(each['tolerance_amount'])} {each['currency']}" if each["tolerance_amount"] is not None else None,
    ]
    verdict = _VERDICTS[each["verdict"]]
    return [each["number"], str(each["line"]), verdict, *numbers, " and ".join(part for part in tolerance if part)]


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"
