"""When a customer will pay: a probability and a range, not one day."""

from datetime import date
from typing import Final

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, link, require_loaded, table
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence, Fact
from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.invoices import the_invoice
from workingcapital.store.items import ItemFilter, OpenItem, open_items
from workingcapital.store.parties import the_party

SHOWN: Final = 5  # of a customer's invoices, the largest


@tool(response_format="content_and_artifact", parse_docstring=True)
def payment_probability(
    runtime: ToolRuntime[Asker], by: date, number: str | None = None, customer: str | None = None
) -> tuple[str, Evidence]:
    """How likely open invoices are paid by a day, and in which range of days: one invoice, or a customer's largest.

    Args:
        by: the day in question
        number: the invoice's number
        customer: the customer, where no invoice is named
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "receivable")
        name, items = _items(books, ours.code, asker.as_of, number, customer)
        found = [_predicted(books, ours.code, asker.as_of, item, by) for item in items[:SHOWN]]
        rows: list[list[Cell]] = [[item.number, item.due, *facts] for item, facts in zip(items, found, strict=False)]
        shown = table(f"When {name} will be paid", ["Invoice", "Due", f"Paid by {by}", "P10", "P50", "P90"], rows)
        chance, first, middle, last = (link(each) for each in found[0])
        say = (
            f"{items[0].number} of {items[0].party_name} is paid by {by} with a probability of {chance}; "
            f"expected {middle}, between {first} and {last} in eight of ten cases."
        )
        return evidence([], shown, rows, say)

    return for_each_company(asker, work)


def _items(
    books: Books, code: str, as_of: date, number: str | None, customer: str | None
) -> tuple[str, list[OpenItem]]:
    """The open items of an invoice, or a customer's, the largest first, and whose they are."""
    if number:
        invoice = the_invoice(books, code, number)
        items = open_items(books, code, as_of, ItemFilter(side="receivable", invoice=invoice.invoice))
        if not items:
            raise NoData(f"{invoice.number} is no open receivable on {as_of}")
        return invoice.number, items
    if not customer:
        raise BadInput("name the invoice, or the customer")
    party = the_party(books, code, customer, "receivable")
    items = open_items(books, code, as_of, ItemFilter(side="receivable", party=party.party))
    owed = sorted((item for item in items if item.open_amount > 0), key=lambda item: -item.open_amount)
    if not owed:
        raise NoData(f"{party.name} owes nothing on {as_of}")
    return f"the largest of {party.name}", owed


def _predicted(books: Books, code: str, as_of: date, item: OpenItem, by: date) -> list[Fact]:
    """The probability, then the days at P10, P50 and P90."""
    days = [
        measure(books, "payment.day.v2", code, as_of, item=item.item, quantile=quantile)
        for quantile in ("0.1", "0.5", "0.9")
    ]
    return [measure(books, "payment.probability.v2", code, as_of, item=item.item, by=by.isoformat()), *days]
