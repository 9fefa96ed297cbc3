"""Working-capital metrics of a period, compared and reconciled."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, require_loaded, table
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence, Fact
from workingcapital.periods import Period, compared_with, quarter_of
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.bridges import gathered_months, rounding
from workingcapital.store.gathering.differences import difference

MetricName = Literal[
    "dso", "dso_average", "dso_countback", "best_possible_dso", "average_days_delinquent", "cei", "dpo", "dpo_cogs",
    "dio", "ccc", "overdue_share", "average_days_late_paid", "average_days_to_pay", "turnover",
]  # fmt: skip
Side = Literal["payable", "receivable"]


class Metric(NamedTuple):
    """A metric's formula, the side it is about, and the figures it is made of: (formula, what it is asked)."""

    formula: str
    side: str
    parts: tuple[tuple[str, Mapping[str, Any]], ...] = ()


_RECEIVABLES: Final = ("open.total.v1", {"side": "receivable", "intercompany": False})
_PAYABLES: Final = ("open.total.v1", {"side": "payable", "intercompany": False})
_SALES: Final = ("invoiced.total.v1", {"side": "receivable"})
_PURCHASES: Final = ("invoiced.total.v1", {"side": "payable"})
_COST: Final = ("ledger.amount.v1", {"account": "cogs"})
_STOCK: Final = ("ledger.amount.v1", {"account": "inventory"})
METRICS: Final[dict[str, Metric]] = {
    "dso": Metric("dso.end.v1", "receivable", (_RECEIVABLES, _SALES)),
    "dso_average": Metric("dso.average.v1", "receivable", (_RECEIVABLES, _SALES)),
    "dso_countback": Metric("dso.countback.v1", "receivable", (_RECEIVABLES,)),
    "best_possible_dso": Metric("bpdso.v1", "receivable", (_SALES,)),
    "average_days_delinquent": Metric("add.v1", "receivable", (("dso.end.v1", {}), ("bpdso.v1", {}))),
    "cei": Metric("cei.v1", "receivable", (_RECEIVABLES, _SALES)),
    "dpo": Metric("dpo.purchases.v1", "payable", (_PAYABLES, _PURCHASES)),
    "dpo_cogs": Metric("dpo.cogs.v1", "payable", (_PAYABLES, _COST)),
    "dio": Metric("dio.v1", "receivable", (_STOCK, _COST)),
    "ccc": Metric("ccc.v1", "receivable", (("dio.v1", {}), ("dso.end.v1", {}), ("dpo.purchases.v1", {}))),
    "overdue_share": Metric("overdue.share.v1", "receivable"),
    "average_days_late_paid": Metric("days_late_of_paid.v1", "receivable"),
    "average_days_to_pay": Metric("days_to_pay.v1", "receivable"),
    "turnover": Metric("turnover.v1", "receivable", (_SALES,)),
}
_SIDED: Final = frozenset({"overdue_share", "average_days_late_paid", "average_days_to_pay"})
# What is reconciled: (first, second) → bridge formula and the (formula, input) pair each figure starts from.
_BRIDGES: Final = {
    ("dso", "dso_average"): (
        "bridge.balance.v1",
        ("dso.end.v1", "receivables"),
        ("dso.average.v1", "mean_receivables"),
    ),
    ("dso", "best_possible_dso"): ("bridge.balance.v1", ("dso.end.v1", "receivables"), ("bpdso.v1", "not_due")),
    ("dpo", "dpo_cogs"): ("bridge.flow.v1", ("dpo.purchases.v1", "purchases"), ("dpo.cogs.v1", "cogs")),
}
_REASONS: Final = {
    "dso_average": "Balance at the end against the mean of opening and end",
    "best_possible_dso": "What is overdue is not in the best possible DSO",
    "dpo_cogs": "Cost of sales instead of purchases below the line",
}


@tool(response_format="content_and_artifact", parse_docstring=True)
def metric(
    runtime: ToolRuntime[Asker],
    name: MetricName,
    period: str | None = None,
    compare_to: str | None = None,
    side: Side | None = None,
) -> tuple[str, Evidence]:
    """A metric (DSO, DPO, cash conversion cycle …) of a period, and how it moved against another period.

    Args:
        name: which metric
        period: 2026-Q2, 2026-06, 2026, last_12_months or 2026-01-01..2026-03-31; the current quarter if left out
        compare_to: previous, same_last_year, or a period in the same forms
        side: payable (suppliers) or receivable (customers), for overdue share and days late or to pay
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, side_of(name, side))
        spoken = Period.parse(period, asker.as_of) if period else quarter_of(asker.as_of)
        now = measured(books, ours.code, name, spoken, asker.as_of, side)
        facts = [now, *_parts(books, ours.code, name, now)]
        if compare_to is None:
            return evidence(facts)
        other = compared_with(spoken, compare_to, asker.as_of)
        if other == spoken:
            raise BadInput(f"{spoken.name} would be compared with itself: name another period")
        then = measured(books, ours.code, name, other, asker.as_of, side)
        change = difference(now, then)
        rows: list[list[Cell]] = [
            [now.period or str(now.as_of), now],
            [then.period or str(then.as_of), then],
            ["Change", change],
        ]
        return evidence(facts, table(f"{now.label}, {ours.code}", ["Period", heading(now)], rows), rows)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def explain_difference(
    runtime: ToolRuntime[Asker],
    first: MetricName = "dso",
    second: MetricName = "dso_countback",
    period: str | None = None,
) -> tuple[str, Evidence]:
    """Why two methods give different figures for one period, in parts that add up.

    Args:
        first: the metric to start from
        second: the metric to arrive at
        period: 2026-Q2, 2026-06, 2026 …; the current quarter if left out
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, METRICS[first].side)
        spoken = Period.parse(period, asker.as_of) if period else quarter_of(asker.as_of)
        start, end = (measured(books, ours.code, each, spoken, asker.as_of, None) for each in (first, second))
        parts = _bridge(books, ours.code, start.as_of, (first, second), spoken.name)
        rest = rounding(start, [part for _, part in parts], end)
        steps: list[list[Cell]] = [[reason, part] for reason, part in [*parts, *([("Rounding", rest)] if rest else [])]]
        rows: list[list[Cell]] = [[start.label, start], *steps, [end.label, end]]
        shown = table(f"From {start.label} to {end.label}, {ours.code}", ["Step", "Days"], rows)
        gap = difference(end, start, f"Difference of {end.label} from {start.label}")
        return evidence([start, end, gap], shown, rows)

    return for_each_company(asker, work)


def measured(books: Books, code: str, name: str, period: Period, as_of: date, side: str | None) -> Fact:
    """The metric of a period; an overdue share is that of its last day."""
    asked: dict[str, Any] = {"side": side} if name in _SIDED and side else {}
    if name == "overdue_share":
        return measure(books, METRICS[name].formula, code, min(period.end, as_of), **asked)
    return measure(books, METRICS[name].formula, code, as_of, period=period.name, **asked)


def _parts(books: Books, code: str, name: str, now: Fact) -> list[Fact]:
    """The figures a metric is made of, of the same day and period."""
    period = now.inputs["asked"].get("period")
    return [
        measure(books, formula, code, now.as_of, **asked, **({} if formula == "open.total.v1" else {"period": period}))
        for formula, asked in METRICS[name].parts
    ]


def _bridge(books: Books, code: str, as_of: date, pair: tuple[str, str], period: str) -> list[tuple[str, Fact]]:
    if pair == ("dso", "dso_countback"):
        return [
            (
                f"Sales of {month}",
                state("bridge.countback_month.v1", code, as_of, {"period": period, "month": month}, found),
            )
            for month, found in gathered_months(books, code, as_of, period)
        ]
    if pair not in _BRIDGES:
        known = ", ".join(f"{a} with {b}" for a, b in [("dso", "dso_countback"), *_BRIDGES])
        raise BadInput(f"these two are not reconciled; what is: {known}")
    formula, first, second = _BRIDGES[pair]
    reason = _REASONS[pair[1]]
    asked = {"period": period, "first": list(first), "second": list(second), "label": reason}
    return [(reason, measure(books, formula, code, as_of, **asked))]


def side_of(name: str, side: str | None) -> str:
    """Whose books a metric is about, where it may be either the one that was said."""
    return side if name in _SIDED and side else METRICS[name].side


def heading(said: Fact) -> str:
    """What heads a column of such figures."""
    return {"days": "Days", "percent": "Per cent"}.get(said.unit, "Value")
