"""Statutory interest and fixed sums on everything that is overdue, each item by the law of its creditor."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from workingcapital.metrics.registry import NoData, formula, jsonable
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.gathering.balances import party_name
from workingcapital.store.gathering.late import (
    CONTRACT,
    CURRENCY,
    FORMULA,
    MINIMUM,
    Claim,
    interest_inputs,
    law_of,
    rate_on,
)
from workingcapital.store.overdue import Overdue, overdue
from workingcapital.store.rates import by_currency, in_base, statutory_rates

WHOSE: Final = {"receivable": "we can claim", "payable": "suppliers can claim"}


@dataclass(frozen=True)
class Late:
    """Overdue items of one day under one law: the inputs of its formula, and the rates they come from, in words."""

    law: str
    items: Overdue
    inputs: Mapping[str, Any]
    rates: tuple[str, ...]
    fixed_sums: Sequence[Any]

    def interest(self) -> tuple[str, Decimal]:
        """Interest up to the day, unrounded: it is linear in the amount, so a sum has what its items have."""
        inputs = jsonable({"amount": self.items.amount, **self.inputs})
        return self.items.currency, _decimal(FORMULA[self.law], inputs)

    def fixed(self) -> tuple[str, Decimal]:
        """The fixed sums: all its items are of one size, so each has what their mean has."""
        inputs = jsonable({"amount": self.items.amount / self.items.items, "steps": self.fixed_sums})
        return CURRENCY[self.law], _decimal("late_interest.fixed_sum.v1", inputs) * self.items.items


@gathers("late_interest.overdue.total.v1")
def gather_interest(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Interest up to the day on all overdue items of a side."""
    return _gathered(books, company, as_of, asked, "Late-payment interest", Late.interest)


@gathers("late_interest.fixed_sum.total.v1")
def gather_fixed_sums(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The fixed sums due on them."""
    return _gathered(books, company, as_of, asked, "Fixed sums", Late.fixed)


def late_items(books: Books, company: str, as_of: date, asked: Asked) -> tuple[list[Late], tuple[str, ...]]:
    """What is overdue with the law of its creditor (ours where customers owe us), and in words what no rate is known for."""
    home = company_of(books, company)
    rates = {law: statutory_rates(books, law, date.min, as_of) for law in FORMULA}
    found = overdue(books, company, as_of, asked["side"], asked.get("party"), _bounds(rates.values()))
    if not found:
        raise NoData("nothing is overdue, so no interest runs", "not_late")
    known, left_out, why_not = [], Counter[str](), "no_rate"
    for each in found:
        try:
            law = law_of(home.country if asked["side"] == "receivable" else each.country or "")
            known.append(_late(law, each, as_of, rates[law]))
        except NoData as why:
            left_out[str(why)] += each.items
            why_not = why.reason
    if not known:
        raise NoData("; ".join(left_out), why_not)
    return known, tuple(f"overdue items left out, {count}: {why}" for why, count in left_out.items())


def _late(law: str, each: Overdue, as_of: date, rates: Sequence[Mapping[str, Any]]) -> Late:
    inputs, _ = interest_inputs(Claim(each.amount, each.currency, each.due, as_of, law), rates)
    first = each.due + timedelta(days=1)
    start = rate_on(rates, first, law)
    used = [start] if law == "UK" else [rate for rate in rates if rate["valid_to"] is None or rate["valid_to"] >= first]
    return Late(law, each, inputs, tuple(_said(law, rate) for rate in used), start["fixed_sums"])


def _gathered(
    books: Books, company: str, as_of: date, asked: Asked, label: str, worth: Callable[[Late], tuple[str, Decimal]]
) -> Gathered:
    found, left_out = late_items(books, company, as_of, asked)
    base = company_of(books, company).currency
    value = in_base(books, company, base, by_currency(map(worth, found)), as_of)
    used = dict.fromkeys(chain.from_iterable(each.rates for each in found))
    return Gathered(
        inputs={
            "parts": [list(part) for part in value.parts],
            "items": sum(each.items.items for each in found),
            "laws": sorted({each.law for each in found}),
        },
        rows=tuple(chain.from_iterable(each.items.rows for each in found)),
        currency=value.currency,
        label=f"{label} {WHOSE[asked['side']]}",
        party=party_name(books, company, asked.get("party")),
        basis="without credits and what is in dispute, intercompany left out",
        caveats=(*left_out, *value.caveats, *used, CONTRACT),
    )


def _said(law: str, rate: Mapping[str, Any]) -> str:
    percent = ((rate["reference_rate"] + rate["margin"]) * 100).normalize()
    minimum = f"; {MINIMUM}" if law == "EU" else ""
    return f"{law} {percent:f}% from {rate['valid_from']} ({rate['source']}{minimum})"


def _bounds(rates: Iterable[Sequence[Mapping[str, Any]]]) -> list[Decimal]:
    """The amounts at which a fixed sum changes, under any law."""
    steps = chain.from_iterable(rate["fixed_sums"] for each in rates for rate in each)
    return sorted({Decimal(below) for below, _ in steps if below is not None}) or [Decimal(1)]


def _decimal(formula_id: str, inputs: Mapping[str, Any]) -> Decimal:
    value = formula(formula_id).compute(inputs)
    assert isinstance(value, Decimal)
    return value
