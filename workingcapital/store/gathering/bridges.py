"""Why two figures in days differ, read from the books."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.facts import Fact
from workingcapital.metrics.bridge import countback_bridge
from workingcapital.metrics.registry import NoData, fact
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gatherer, gathers


def gathered_months(books: Books, company: str, as_of: date, period: str | None) -> list[tuple[str, Gathered]]:
    """(month, inputs of bridge.countback_month.v1) for every month that countback DSO uses, newest first."""
    asked = {"period": period} if period else {}
    simple, countback = (_read(books, each, company, as_of, asked) for each in ("dso.end.v1", "dso.countback.v1"))
    months = [(Decimal(sales), int(days)) for sales, days in countback.inputs["months"]]
    sales, days = simple.inputs["credit_sales"], simple.inputs["days"]
    parts = countback_bridge(simple.inputs["receivables"], months, sales, days)
    return [
        (name, _month(name, part, sales, days, countback))
        for name, part in zip(countback.inputs["month_names"], parts, strict=True)
    ]


def rounding(first: Fact, parts: Sequence[Fact], last: Fact) -> Fact | None:
    """What is left because each step is rounded for itself; None where the stated steps add up."""
    reached = sum((part.decimal() for part in parts), first.decimal())
    if reached == last.decimal():
        return None
    inputs = {"now": last.value, "then": reached}
    return fact(
        "difference.days.v1",
        inputs,
        company=last.company,
        as_of=last.as_of,
        label="Rounding of the steps",
        period=last.period,
    )


@gathers("bridge.countback_month.v1")
def gather_month(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """One month's part of the difference."""
    found = dict(gathered_months(books, company, as_of, asked.get("period")))
    if asked["month"] not in found:
        raise NoData(f"countback does not reach {asked['month']}")
    return found[asked["month"]]


@gathers("bridge.balance.v1")
def gather_balance_effect(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Two balances over one flow: `first` and `second` are (formula, input) pairs."""
    first, second = (_of(books, company, as_of, asked, which) for which in ("first", "second"))
    return _gathered(first[1], {"first": first[0], "second": second[0], "flow": _flow(first[1])}, asked)


@gathers("bridge.flow.v1")
def gather_flow_effect(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """One balance over two flows of the same days."""
    first, second = (_of(books, company, as_of, asked, which) for which in ("first", "second"))
    if first[1].inputs["days"] != second[1].inputs["days"]:
        raise NoData("the two figures are about different days; ask for a whole period", "different_days")
    inputs = {"balance": first[1].inputs["payables"], "first": first[0], "second": second[0]}
    return _gathered(first[1], inputs, asked)


def _of(books: Books, company: str, as_of: date, asked: Asked, which: str) -> tuple[Decimal, Gathered]:
    formula_id, name = asked[which]
    found = _read(books, formula_id, company, as_of, asked)
    if name == "mean_receivables":
        return (found.inputs["opening_receivables"] + found.inputs["receivables"]) / 2, found
    return found.inputs[name], found


def _flow(found: Gathered) -> Any:
    return found.inputs.get("credit_sales", found.inputs.get("purchases"))


def _gathered(first: Gathered, inputs: dict[str, Any], asked: Asked) -> Gathered:
    return Gathered(
        inputs={**inputs, "days": first.inputs["days"]},
        rows=first.rows,
        label=asked["label"],
        period=first.period,
        as_of=first.as_of,
    )


def _month(
    name: str, part: tuple[Decimal, Decimal, Decimal], sales: Decimal, days: int, countback: Gathered
) -> Gathered:
    explained, counted, _ = part
    return Gathered(
        inputs={"counted_days": counted, "explained": explained, "credit_sales": sales, "days": days},
        rows=countback.rows,
        label=f"Part of {name} in the difference",
        period=countback.period,
        basis=countback.basis,
        as_of=countback.as_of,
    )


def _read(books: Books, formula_id: str, company: str, as_of: date, asked: Asked) -> Gathered:
    read = gatherer(formula_id)
    if read is None:
        raise NoData(f"{formula_id} is not read from the books")
    return read(books, company, as_of, asked)
