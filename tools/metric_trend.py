"""A metric over the last periods, as a line."""

from typing import Annotated

from langchain.tools import ToolRuntime
from langchain_core.tools import tool
from pydantic import Field

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, link, require_loaded, series, table
from tools.metrics import MetricName, Side, heading, measured, side_of
from workingcapital.facts import Chart, Evidence, Fact
from workingcapital.metrics.registry import NoData
from workingcapital.periods import MOST_SHOWN, Period, quarter_of
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books


@tool(response_format="content_and_artifact", parse_docstring=True)
def metric_trend(
    runtime: ToolRuntime[Asker],
    name: MetricName,
    periods: Annotated[int, Field(ge=2, le=MOST_SHOWN)] = 6,
    period: str | None = None,
    side: Side | None = None,
) -> tuple[str, Evidence]:
    """A metric (DSO, DPO, cash conversion cycle …) over the last quarters, months or years, with a chart.

    Args:
        name: which metric
        periods: how many periods, the last one included
        period: the last one: 2026-Q2, 2026-06, 2026 …; the current quarter if left out
        side: payable (suppliers) or receivable (customers), for overdue share and days late or to pay
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, side_of(name, side))
        last = Period.parse(period, asker.as_of) if period else quarter_of(asker.as_of)
        found = _back_from(books, ours.code, name, last, periods, asker, side)
        rows: list[list[Cell]] = [[each, fact] for each, fact in found]
        now = found[-1][1]
        title = f"{now.label} by period, {ours.code}"
        say = f"{now.label} of {ours.code}: {link(found[0][1])} in {found[0][0]}, {link(now)} in {found[-1][0]}."
        chart = Chart(title=title, kind="line", unit=now.unit, series=[series(now.label, found)])
        return evidence([now], table(title, ["Period", heading(now)], rows), rows, say=say, charts=(chart,))

    return for_each_company(asker, work)


def _back_from(
    books: Books, code: str, name: MetricName, last: Period, periods: int, asker: Asker, side: Side | None
) -> list[tuple[str, Fact]]:
    """The periods from the first with a figure to the last; before the books begin there is none."""
    found: list[tuple[str, Fact]] = []
    spoken = last
    for _ in range(periods):
        try:
            found.append((spoken.name, measured(books, code, name, spoken, asker.as_of, side)))
        except NoData:
            if not found:  # of the last one itself the reason is told
                raise
            break
        spoken = spoken.previous()
    return found[::-1]
