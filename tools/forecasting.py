"""How far a forecast can be trusted: held against what happened."""

from dataclasses import replace
from datetime import date
from typing import Final

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, link, require_loaded, table
from workingcapital.facts import Evidence, Fact
from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import state
from workingcapital.store.forecasting.replay import HORIZON, METHODS, Replay, replay
from workingcapital.store.gathering.accuracy import CAVEATS, Span, gathered_bands, gathered_pairs

AHEAD: Final = ((1, 1), (2, 4), (5, 8), (9, HORIZON))


@tool(response_format="content_and_artifact", parse_docstring=True)
def forecast_accuracy(runtime: ToolRuntime[Asker], weeks: int = 13) -> tuple[str, Evidence]:
    """How accurate the forecast of customer receipts was: error, bias and band by weeks ahead, beside plain methods.

    Args:
        weeks: how many past weeks to hold it against, 1 to 52
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "receivable")
        made = replay(books, ours.code, asker.as_of, weeks)
        if not made.rows:
            raise NoData(f"No money came in from customers of {ours.code} in the last {weeks} weeks")

        span = Span(weeks)
        head = _figures(made, ours, asker.as_of, span)
        rows: list[list[Cell]] = [
            [f"{first}–{min(last, weeks)}", *_figures(made, ours, asker.as_of, Span(weeks, first=first, last=last))]
            for first, last in (*AHEAD, (1, HORIZON))
            if first <= weeks
        ]
        columns = ["Weeks ahead", "Error", "Bias", "Inside P10–P90", *(f"Error, {name}" for name in METHODS[1:])]
        shown = table(f"Receipts forecast against what came in, {ours.code}, last {weeks} weeks", columns, rows)
        return evidence(head, shown, rows, say=_say(ours, weeks, head), notices=[CAVEATS[0]])

    return for_each_company(asker, work)


def _figures(made: Replay, ours: Company, as_of: date, span: Span) -> list[Fact]:
    """Error, bias and coverage of the forecast, then the error of each plain method."""
    plain = [replace(span, method=method) for method in METHODS[1:]]
    found = [
        ("forecast.wape.v1", span, gathered_pairs(made, span, "error")),
        ("forecast.bias.v1", span, gathered_pairs(made, span, "bias")),
        ("forecast.coverage.v1", span, gathered_bands(made, span)),
        *(("forecast.wape.v1", each, gathered_pairs(made, each, "error")) for each in plain),
    ]
    return [state(formula, ours.code, as_of, each.asked(), gathered) for formula, each, gathered in found]


def _say(ours: Company, weeks: int, head: list[Fact]) -> str:
    error, bias, inside, *plain = head
    others = ", ".join(f"{link(each)} by {method}" for each, method in zip(plain, METHODS[1:], strict=True))
    return (
        f"Over the last {weeks} weeks the forecast of customer receipts of {ours.code} was off by {link(error)} "
        f"of what came in (WAPE over all weeks ahead), with a bias of {link(bias)}; {link(inside)} of the weeks lay "
        f"between P10 and P90, where 80 would be right. On the same weeks: {others}."
    )
