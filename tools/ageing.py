"""How old open items are, checked against the general ledger."""

from typing import Final, Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import (
    Cell,
    evidence,
    for_each_company,
    party_or_none,
    require_loaded,
    series,
    table,
)
from workingcapital.facts import Chart, Evidence, Fact
from workingcapital.metrics.ageing import CREDITS, DISPUTED
from workingcapital.metrics.registry import NoData
from workingcapital.store.aged import aged
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.gathering.balances import SIDE_LABEL
from workingcapital.store.gathering.differences import difference
from workingcapital.store.items import ItemFilter

Side = Literal["payable", "receivable"]
_COLUMN: Final = {CREDITS: "Credits", DISPUTED: "Disputed"}


@tool(response_format="content_and_artifact", parse_docstring=True)
def ageing(
    runtime: ToolRuntime[Asker],
    side: Side,
    basis: Literal["due_date", "invoice_date"] = "due_date",
    party: str | None = None,
) -> tuple[str, Evidence]:
    """Open items by age: current, 1–30, 31–60, 61–90, 91+ days, credits and disputed apart, checked against the ledger.

    Args:
        side: payable or receivable
        basis: count days from the due date or from the invoice date
        party: name or number of one supplier or customer
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, side)
        known = party_or_none(books, ours.code, party, side)
        which = ItemFilter(side=side, party=known.party if known else None, basis=basis)
        found = aged(books, ours.code, asker.as_of, which, known.name if known else None)
        total = found.total
        bars = [(_COLUMN.get(column, column), fact) for column, fact in found.columns]
        rows: list[list[Cell]] = [[name, fact.currency, fact] for name, fact in bars]
        rows += [["Rounding", total.currency, found.rounding]] if found.rounding else []
        rows.append(["Total", total.currency, total])
        title = f"Ageing of {SIDE_LABEL[side]} by {basis.replace('_', ' ')}, {ours.code}"
        chart = Chart(title=title, kind="bar", currency=total.currency, series=[series(SIDE_LABEL[side], bars)])
        checks, notices = _against_ledger(books, ours.code, total, known is None)
        shown = table(title, ["Days", "Currency", "Open"], rows)
        return evidence([total, *checks], shown, rows, charts=[chart], notices=notices)

    return for_each_company(asker, work)


def _against_ledger(books: Books, code: str, total: Fact, whole: bool) -> tuple[list[Fact], list[str]]:
    """The control account of the day and how far it is from the items; said where the ledger has none."""
    if not whole:
        return [], []
    try:
        control = measure(books, "ledger.control.v1", code, total.as_of, side=total.inputs["asked"]["side"])
    except NoData as error:
        return [], [str(error)]
    gap = difference(total, control, "Difference from the control account")
    agree = "agree with" if gap.decimal() == 0 else "differ from"
    return [control, gap], [f"Open items of {code} {agree} the control account."]
