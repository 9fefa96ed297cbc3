"""Figures from the books: measured with their receipt, and explained again later."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from workingcapital.facts import Fact
from workingcapital.metrics import library, registry
from workingcapital.metrics.registry import NoData, jsonable, recomputed
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Gathered, gatherer
from workingcapital.store.gathering import (
    accuracy,
    balances,
    booked,
    bridges,
    cash,
    collecting,
    contracts,
    days,
    differences,
    discounts,
    exposure,
    feeds,
    forecast_changes,
    group,
    late,
    late_total,
    ledger,
    missed,
    moved,
    paid,
    payment_days,
    practices,
    shares,
    unapplied,
)
from workingcapital.store.row_names import MAX_ROWS, Unlisted, number_of

# Read so that every formula and its gatherer are known here; a new family is added to this line.
FAMILIES: Final = (
    library,
    accuracy,
    balances,
    booked,
    bridges,
    cash,
    collecting,
    contracts,
    days,
    differences,
    discounts,
    exposure,
    feeds,
    forecast_changes,
    group,
    late,
    late_total,
    ledger,
    missed,
    moved,
    paid,
    payment_days,
    practices,
    shares,
    unapplied,
)


def measure(books: Books, formula_id: str, company: str, as_of: date, **asked: Any) -> Fact:
    """Read what the formula needs from the books of a day, compute it, and hand back the figure with its receipt."""
    asked = {key: value for key, value in asked.items() if value is not None}
    read = gatherer(formula_id)
    if read is None:
        raise NoData(f"{formula_id} is computed from what it is given, not from the books")
    return state(formula_id, company, as_of, asked, read(books, company, as_of, asked))


def state(formula_id: str, company: str, as_of: date, asked: Mapping[str, Any], found: Gathered) -> Fact:
    """A Fact from inputs already read: for the cells of a table that one query has filled."""
    kept = _capped(found)
    return registry.fact(
        formula_id,
        {**kept.inputs, "asked": dict(asked)},
        company=company,
        as_of=found.as_of or as_of,
        currency=kept.currency,
        label=kept.label,
        party=kept.party,
        period=kept.period,
        basis=kept.basis,
        row_ids=kept.rows,
        caveats=kept.caveats,
    )


def explain(books: Books, said: Fact) -> dict[str, Any]:
    """Compute a Fact again from what it stores, and read the books again: is it still so, and what has changed?"""
    used = registry.formula(said.formula)
    again, why = _measured_again(books, said)
    now = said.value if again is None and why is None else None if again is None else again.value
    return {
        "fact_id": said.id,
        "label": said.label,
        "company": said.company,
        "as_of": said.as_of.isoformat(),
        "unit": said.unit,
        "currency": said.currency,
        "same": said.value == now and recomputed(said) == said.value,
        "then": said.value,
        "now": now,
        "recomputed": recomputed(said),
        "formula": said.formula,
        "definition": used.text,
        "source": used.source,
        "inputs": said.inputs,
        "row_ids": list(said.row_ids),
        "caveats": list(said.caveats),
        "changed": _changes(said, again, why),
    }


def _measured_again(books: Books, said: Fact) -> tuple[Fact | None, str | None]:
    """The figure as the books give it now; None for one that needs no books, or that no longer exists (and why)."""
    if gatherer(said.formula) is None or "asked" not in said.inputs:
        return None, None
    try:
        return measure(books, said.formula, said.company, said.as_of, **said.inputs["asked"]), None
    except NoData as error:
        return None, str(error)


def _changes(said: Fact, again: Fact | None, why: str | None) -> dict[str, Any]:
    if again is None:
        return {"why": why} if why else {}
    then, now = set(said.row_ids), set(again.row_ids)
    inputs = {
        key: {"then": said.inputs.get(key), "now": again.inputs.get(key)}
        for key in {**said.inputs, **again.inputs}
        if said.inputs.get(key) != again.inputs.get(key)
    }
    found = {"inputs": inputs, "rows_added": _sorted(now - then), "rows_gone": _sorted(then - now)}
    return {key: value for key, value in found.items() if value}


def _sorted(rows: set[str]) -> list[str]:
    def place(row: str) -> tuple[str, int]:
        table, _, number = row.rpartition(":")
        return table, int(number) if number.isdigit() else 0

    return sorted(rows, key=place)


def _capped(found: Gathered) -> Gathered:
    count = number_of(found.rows)
    if count <= MAX_ROWS and not any(isinstance(row, Unlisted) for row in found.rows):
        return replace(found, inputs=jsonable(found.inputs))
    return replace(
        found,
        inputs=jsonable({**found.inputs, "rows": count}),
        rows=(),
        caveats=(*found.caveats, f"made of {count} rows; they are read again with the parameters under 'asked'"),
    )
