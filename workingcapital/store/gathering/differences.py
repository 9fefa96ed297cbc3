"""Two figures of the books against each other."""

from datetime import date
from typing import Any, Final

from workingcapital.facts import Fact
from workingcapital.metrics.registry import NoData, fact
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gatherer, gathers

FORMULAS: Final = {
    "money": "difference.money.v1",
    "days": "difference.days.v1",
    "percent": "difference.percent.v1",
    "ratio": "difference.ratio.v1",
}


def difference(now: Fact, then: Fact, label: str | None = None) -> Fact:
    """How far one figure is from another, as both are stated; both must be of one company and unit."""
    label = label or f"Change in {now.label}"
    asked = {"now": _recipe(now), "then": _recipe(then), "label": label}
    return fact(
        FORMULAS[now.unit],
        {"now": now.value, "then": then.value, "asked": asked},
        company=now.company,
        as_of=now.as_of,
        currency=now.currency,
        label=label,
        party=now.party,
        period=_span(then, now),
        row_ids=tuple(dict.fromkeys((*now.row_ids, *then.row_ids))),
        caveats=tuple(dict.fromkeys((*now.caveats, *then.caveats))),
    )


def _gather(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    now, then = (_measured(books, company, asked[key]) for key in ("now", "then"))
    return Gathered(
        inputs={"now": now.value, "then": then.value},
        rows=tuple(dict.fromkeys((*now.row_ids, *then.row_ids))),
        currency=now.currency,
        label=asked["label"],
        party=now.party,
        period=_span(then, now),
        caveats=tuple(dict.fromkeys((*now.caveats, *then.caveats))),
    )


for _formula_id in FORMULAS.values():
    gathers(_formula_id)(_gather)


def _span(then: Fact, now: Fact) -> str:
    """From which time to which; one name where both are of the same."""
    first, last = (each.period or each.as_of.isoformat() for each in (then, now))
    return first if first == last else f"{first} → {last}"


def _recipe(said: Fact) -> dict[str, Any]:
    return {"formula": said.formula, "as_of": said.as_of.isoformat(), "asked": said.inputs.get("asked", {})}


def _measured(books: Books, company: str, recipe: dict[str, Any]) -> Fact:
    read = gatherer(recipe["formula"])
    if read is None:
        raise NoData(f"{recipe['formula']} is not read from the books")
    on = date.fromisoformat(recipe["as_of"])
    found = read(books, company, on, recipe["asked"])
    return fact(
        recipe["formula"],
        found.inputs,
        company=company,
        as_of=on,
        currency=found.currency,
        label=found.label,
        party=found.party,
        period=found.period,
        row_ids=found.rows,
        caveats=found.caveats,
    )
