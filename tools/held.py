"""Bills that are stuck: which are on hold, how much, and why."""

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, counted, evidence, for_each_company, link, require_loaded, table
from tools.open_items import item_fact
from workingcapital.facts import Evidence, nothing
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.gathering.booked import held_items


@tool(response_format="content_and_artifact")
def held_bills(runtime: ToolRuntime[Asker]) -> tuple[str, Evidence]:
    """Open bills on hold, largest first, each with its reason."""
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "payable")
        found = sorted(held_items(books, ours.code, asker.as_of), key=lambda each: (-each.open_amount, each.item))
        if not found:
            return nothing("no_data", "none_held", f"{ours.code}: no bill is held.")
        number = counted(
            ours.code, asker.as_of, [each.row_id for each in found], "Number of held bills", of="held_bills"
        )
        total = measure(books, "held.total.v1", ours.code, asker.as_of)
        rows: list[list[Cell]] = [
            [
                each.party_name,
                each.number,
                each.due,
                each.currency,
                item_fact(ours.code, asker.as_of, each),
                each.hold_reason,
            ]
            for each in found
        ]
        shown = table(f"Bills on hold, {ours.code}", ["Supplier", "Bill", "Due", "Currency", "Open", "Why"], rows)
        say = f"{link(number)} open bills of {ours.code} are on hold, together {link(total)}; the reasons are in the table."
        return evidence([number, total], shown, rows, say=say)

    return for_each_company(asker, work)
