"""When a customer will pay: a probability and a range, not one day."""

from datetime import date

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, link, require_loaded, table
from workingcapital.facts import Evidence, Fact
from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import Company
from workingcapital.store.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.invoices import the_invoice
from workingcapital.store.items import ItemFilter, OpenItem, open_items


@tool(response_format="content_and_artifact", parse_docstring=True)
def payment_probability(runtime: ToolRuntime[Asker], number: str, by: date) -> tuple[str, Evidence]:
    """How likely a customer invoice is paid by a day, and in which range of days it will be.

    Args:
        number: the invoice's number
        by: the day in question
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "receivable")
        invoice = the_invoice(books, ours.code, number)
        items = open_items(books, ours.code, asker.as_of, ItemFilter(side="receivable", invoice=invoice.invoice))
        if not items:
            raise NoData(f"{invoice.number} is no open receivable on {asker.as_of}")
        found = [_predicted(books, ours.code, asker.as_of, item, by) for item in items]
        rows: list[list[Cell]] = [[item.number, item.due, *facts] for item, facts in zip(items, found, strict=True)]
        shown = table(
            f"When {invoice.number} will be paid", ["Invoice", "Due", f"Paid by {by}", "P10", "P50", "P90"], rows
        )
        chance, first, middle, last = (link(each) for each in found[0])
        say = (
            f"{invoice.number} of {invoice.party_name} is paid by {by} with a probability of {chance}; "
            f"expected {middle}, between {first} and {last} in eight of ten cases."
        )
        return evidence([], shown, rows, say)

    return for_each_company(asker, work)


def _predicted(books: Books, code: str, as_of: date, item: OpenItem, by: date) -> list[Fact]:
    """The probability, then the days at P10, P50 and P90."""
    days = [
        measure(books, "payment.day.v2", code, as_of, item=item.item, quantile=quantile)
        for quantile in ("0.1", "0.5", "0.9")
    ]
    return [measure(books, "payment.probability.v2", code, as_of, item=item.item, by=by.isoformat()), *days]
