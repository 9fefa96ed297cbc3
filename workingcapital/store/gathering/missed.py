"""Discounts missed in a period and why, read for their formulas."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from workingcapital.facts import Fact
from workingcapital.metrics.registry import fact
from workingcapital.periods import Period
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers, period_of
from workingcapital.store.missed import Missed, missed
from workingcapital.store.rates import by_currency, in_base
from workingcapital.timing.missed import Lapsed

_BASIS: Final = "before VAT and financing, intercompany left out"
LABEL: Final = "Discounts missed"


def missed_of(books: Books, company: str, as_of: date, asked: Asked) -> tuple[Period, Missed]:
    """The period asked about, and the discounts missed in it."""
    period = period_of(asked, as_of)
    return period, missed(books, company_of(books, company), period, asked.get("party"))


@gathers("discount.missed.cause.v1")
def gather_cause(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """What one cause cost."""
    period, found = missed_of(books, company, as_of, asked)
    return of_cause(books, company, period, found, asked["cause"], asked)


def of_cause(books: Books, company: str, period: Period, found: Missed, cause: str, asked: Asked) -> Gathered:
    """The discounts of one cause as the inputs of discount.missed.cause.v1."""
    ours = company_of(books, company)
    lapsed = [each for each, why in found.causes if why == cause]
    value = in_base(
        books, company, ours.currency, by_currency((each.currency, each.discount) for each in lapsed), period.end
    )
    return Gathered(
        inputs={"parts": [list(part) for part in value.parts], "discounts": len(lapsed)},
        rows=_rows(lapsed),
        currency=value.currency,
        label=f"{LABEL}, {cause}",
        party=asked.get("party_name"),
        period=period.name,
        basis=_BASIS,
        caveats=(*value.caveats, *found.caveats),
        as_of=period.end,
    )


@gathers("discount.missed.total.v2")
def gather_missed(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """What all causes cost together."""
    period, found = missed_of(books, company, as_of, asked)
    return of_all(books, company, period, found, asked)


def of_all(books: Books, company: str, period: Period, found: Missed, asked: Asked) -> Gathered:
    """Each cause as it is stated, as the inputs of discount.missed.total.v2."""
    parts = {cause: _stated(company, of_cause(books, company, period, found, cause, asked)) for cause in causes(found)}
    caveats = dict.fromkeys(said for part in parts.values() for said in part.caveats)
    return Gathered(
        inputs={
            "causes": {cause: part.decimal() for cause, part in parts.items()},
            "discounts": len(found.causes),
        },
        rows=_rows([each for each, _ in found.causes]),
        currency=company_of(books, company).currency,
        label=LABEL,
        party=asked.get("party_name"),
        period=period.name,
        basis=_BASIS,
        caveats=tuple(caveats),
        as_of=period.end,
    )


def causes(found: Missed) -> list[str]:
    """Why discounts were missed, by name."""
    return sorted({cause for _, cause in found.causes})


def _stated(company: str, part: Gathered) -> Fact:
    assert part.as_of
    return fact(
        "discount.missed.cause.v1",
        part.inputs,
        company=company,
        as_of=part.as_of,
        currency=part.currency,
        caveats=part.caveats,
    )


def _rows(found: Sequence[Lapsed]) -> tuple[str, ...]:
    return tuple(f"discount_step:{each.step}" for each in found)
