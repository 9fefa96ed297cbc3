"""What moved receivables or payables since an earlier period, in parts that add up."""

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, require_loaded, table
from workingcapital.facts import Evidence, Fact
from workingcapital.invoices import Side
from workingcapital.periods import Period, compared_with, quarter_of
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.gathering.differences import difference
from workingcapital.store.gathering.moved import PARTS


@tool(response_format="content_and_artifact", parse_docstring=True)
def what_moved(
    runtime: ToolRuntime[Asker], side: Side = "receivable", period: str | None = None, compare_to: str = "previous"
) -> tuple[str, Evidence]:
    """What moved receivables (or payables) since last quarter: volume, mix, lateness, disputes, credits, rates.

    Args:
        side: receivable (customers) or payable (suppliers)
        period: 2026-Q2, 2026-06, 2026 …; the current quarter if left out
        compare_to: previous, same_last_year, or a period in the same forms
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, side)
        spoken = Period.parse(period, asker.as_of) if period else quarter_of(asker.as_of)
        other = compared_with(spoken, compare_to, asker.as_of)
        last = spoken.until(asker.as_of).end
        before, now = (
            measure(books, "open.total.v1", ours.code, day, side=side, intercompany=False) for day in (other.end, last)
        )
        asked = {"side": side, "period": spoken.name, "other": other.name}
        parts = _parts(books, ours.code, asker, asked)
        steps: list[list[Cell]] = [[part.label, part] for part in parts]
        rows: list[list[Cell]] = [[str(other.end), before], *steps, [str(last), now]]
        change = difference(now, before)
        title = f"What moved {'receivables' if side == 'receivable' else 'payables'}, {ours.code}"
        return evidence([change, now, before], table(title, ["Part", ours.currency], rows), rows)

    return for_each_company(asker, work)


def _parts(books: Books, code: str, asker: Asker, asked: dict[str, str]) -> list[Fact]:
    """Volume, mix, lateness, disputes, credits and rates: they add up to the change as stated."""
    named = [("moved.volume.v1", {}), ("moved.mix.v1", {}), *(("moved.part.v1", {"part": name}) for name in PARTS)]
    named.append(("moved.rates.v1", {}))
    return [measure(books, formula, code, asker.as_of, **asked, **more) for formula, more in named]
