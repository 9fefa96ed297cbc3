"""The figures of several companies read for the group's formulas: amounts by currency, at the rates of the first company.

`asked["companies"]` names them; the company a figure is filed under is the first, whose currency the group is said in.
The rows behind are those of the companies' own figures, which stand beside the group's: a row's name is one company's.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gatherer, gathers, period_of
from workingcapital.store.rates import InBase, by_currency, exchange_rate, in_base


@gathers("group.total.v1")
def gather_total(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """One figure of each company, added."""
    found = _Members.of(books, asked["companies"], as_of, asked["figure"], asked.get("about", {}))
    value = found.together(books, company, as_of)
    return Gathered(
        inputs={"parts": _listed(value), "of": found.amounts},
        currency=value.currency,
        label=asked["label"],
        period=found.period,
        basis=found.basis,
        caveats=(*found.left_out, *value.caveats),
    )


@gathers("group.days.v1")
def gather_days(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """What the companies have open at the end of a period, and what they invoiced in it; intercompany in neither."""
    period, side, codes = period_of(asked, as_of), asked["side"], asked["companies"]
    balances = _Members.of(books, codes, period.end, "open.total.v1", {"side": side, "intercompany": False})
    flows = _Members.of(books, codes, period.end, "invoiced.total.v1", {"side": side, "period": asked.get("period")})
    stock, flow = (each.together(books, company, period.end) for each in (balances, flows))
    return Gathered(
        inputs={"balances": _listed(stock), "flows": _listed(flow), "days": period.days},
        label=asked["label"],
        period=period.name,
        basis="balance and flow both with VAT, intercompany left out",
        caveats=tuple(dict.fromkeys((*balances.left_out, *flows.left_out, *stock.caveats, *flow.caveats))),
        as_of=period.end,
    )


@gathers("group.share.v1")
def gather_overdue_share(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """What is overdue of what is open, without credits and intercompany."""
    about = {"side": asked["side"], "credits": False, "intercompany": False}
    late, everything = (
        _Members.of(books, asked["companies"], as_of, "open.total.v1", each)
        for each in ({**about, "overdue_days": 1}, about)
    )
    part, whole = (each.together(books, company, as_of) for each in (late, everything))
    return Gathered(
        inputs={"parts": _listed(part), "wholes": _listed(whole)},
        label=asked["label"],
        basis="credits left out, intercompany left out",
        caveats=tuple(dict.fromkeys((*everything.left_out, *whole.caveats))),
    )


@gathers("fx.rate.v1")
def gather_rate(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """A rate of the day into the company's currency, with its source."""
    into = company_of(books, company).currency
    found = exchange_rate(books, company, asked["currency"], into, as_of)
    if found is None:
        raise NoData(f"no rate from {asked['currency']} to {into} on or before {as_of}", "no_rate")
    return Gathered(
        inputs={"rate": f"{found.value.normalize():f}", "on": found.on, "source": found.source},
        label=f"1 {asked['currency']} in {into}",
        basis=f"{found.source}, {found.on}",
    )


class _Members:
    """One figure of each company: amounts by currency, and who has none."""

    def __init__(self, found: Sequence[tuple[str, Gathered]], left_out: Sequence[str], amounts: dict[str, Any]) -> None:
        self._found, self.amounts = found, amounts
        said = (f"{code}: {each}" for code, one in found for each in one.caveats if " left out" in each)
        self.left_out = (*left_out, *said)
        self.period = next((each.period for _, each in found), None)
        self.basis = next((each.basis for _, each in found), None)

    @classmethod
    def of(cls, books: Books, codes: Sequence[str], as_of: date, formula: str, about: Mapping[str, Any]) -> "_Members":
        """Read the figure of each company; NoData where none of them has it."""
        read = gatherer(formula)
        assert read is not None, formula
        found, left_out, amounts = [], [], {}
        for code in codes:
            try:
                each = read(books, code, as_of, about)
            except NoData as why:
                left_out.append(f"{code} left out: {why}")
                continue
            found.append((code, each))
            amounts[code] = [[currency, amount] for currency, amount in _amounts(each)]
        if not found:
            raise NoData("; ".join(left_out))
        return cls(found, left_out, amounts)

    def together(self, books: Books, home: str, as_of: date) -> InBase:
        """The amounts in the home company's currency, at its rates of the day."""
        pairs = by_currency(chain.from_iterable(_amounts(each) for _, each in self._found))
        return in_base(books, home, company_of(books, home).currency, pairs, as_of)


def _amounts(found: Gathered) -> list[tuple[str, Decimal]]:
    """A figure by currency: its parts, or the whole of it where it was converted at the rates of posting."""
    if "parts" in found.inputs:
        return [(currency, Decimal(amount)) for currency, amount, _ in found.inputs["parts"]]
    assert found.currency
    return [(found.currency, Decimal(found.inputs["amount"]))]


def _listed(value: InBase) -> list[list[Any]]:
    return [list(part) for part in value.parts]
