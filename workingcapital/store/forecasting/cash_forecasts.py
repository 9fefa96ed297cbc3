"""A cash forecast from the books of a day: of one company, or of several as a group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from workingcapital.errors import BadInput
from workingcapital.forecast.cash import Simulated, simulate
from workingcapital.forecast.coming import NotIssued
from workingcapital.forecast.group import Member, together
from workingcapital.forecast.supposed import Supposed, under
from workingcapital.metrics.registry import NoData
from workingcapital.money import minor_digits
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.outlook import Known, NoStatements, outlook
from workingcapital.store.gatherers import Asked
from workingcapital.store.parties import the_party
from workingcapital.store.rates import exchange_rate

MAX_WEEKS: Final = 52


@dataclass(frozen=True)
class Forecast:
    """A simulated forecast with the books it was read from."""

    known: Known
    simulated: Simulated
    code: str
    asked: dict[str, Any]

    @property
    def as_of(self) -> date:
        """The day it was made for."""
        return self.known.outlook.as_of


def forecast(
    books: Books,
    code: str,
    as_of: date,
    weeks: int = 13,
    floor: Decimal | None = None,
    supposed: Supposed | None = None,
) -> Forecast:
    """Simulate the coming weeks from the books of the day; `floor` in the company's currency, else the accounts' own."""
    if not 1 <= weeks <= MAX_WEEKS:
        raise BadInput(f"a forecast reaches 1 to {MAX_WEEKS} weeks")
    supposed = supposed or Supposed()
    customer = the_party(books, code, supposed.customer, "receivable") if supposed.customer else None
    if customer:
        supposed = replace(supposed, customer=customer.name)
    known = outlook(books, code, as_of, weeks)
    changed = under(known.outlook, supposed, customer.party if customer else None)
    asked = {"weeks": weeks, **supposed.asked(), **({} if floor is None else {"floor": str(floor)})}
    return Forecast(replace(known, outlook=changed), simulate(changed), code, asked)


@dataclass(frozen=True)
class GroupForecast:
    """Several companies as one: the sum in the currency of the first, each company's own, on how many paths one of them
    is under its own floor in any week, and which companies are not in it because nothing is known of their cash."""

    whole: Forecast
    members: tuple[Forecast, ...]
    any_under: int
    left_out: tuple[str, ...] = ()


def group_forecast(
    books: Books,
    codes: Sequence[str],
    as_of: date,
    weeks: int = 13,
    floor: Decimal | None = None,
    supposed: Supposed | None = None,
) -> GroupForecast:
    """The companies' forecasts added path by path, in the currency of the first, at the rates of the day.

    `floor` is in that currency, else the companies' own floors are added. A company without bank statements is left out by
    name, its floor too; NoData where fewer than two are left. BadInput where a rate is missing.
    """
    if len(set(codes)) < 2:
        raise BadInput("a group forecast takes two companies or more")
    each, left_out = _known_of(books, codes, as_of, weeks, supposed)
    currency, caveats = company(books, codes[0]).currency, [without(code) for code in left_out]
    members = [_member(books, codes[0], made, currency, caveats) for made in each]
    simulated, short = together(members)
    first = each[0].known
    merged = replace(
        first.outlook,
        opening=sum(member.converted(member.opening) for member in members),
        floor=sum(member.converted(member.floor) for member in members),
        receivables=(),
        payables=(),
        sales_to_come=NotIssued(),
        purchases_to_come=NotIssued(),
        other={},
    )
    known = Known(
        merged,
        currency,
        tuple(row for made in each for row in made.known.rows),
        (*caveats, *(f"{made.code}: {caveat}" for made in each for caveat in made.known.caveats)),
    )
    asked = {**each[0].asked, "companies": list(codes), **({} if floor is None else {"floor": str(floor)})}
    any_under = int((short > 0).any(axis=0).sum())
    return GroupForecast(Forecast(known, simulated, codes[0], asked), each, any_under, left_out)


def _known_of(
    books: Books, codes: Sequence[str], as_of: date, weeks: int, supposed: Supposed | None
) -> tuple[tuple[Forecast, ...], tuple[str, ...]]:
    """The forecasts of the companies whose cash is known, and the codes of the others."""
    made, left_out = [], []
    for code in codes:
        try:
            made.append(forecast(books, code, as_of, weeks, None, supposed))
        except NoStatements:
            left_out.append(code)
    if len(made) < 2:
        known = (
            f"Only {made[0].code} has bank statements: ask for its own forecast"
            if made
            else "None of them has bank statements"
        )
        raise NoData(f"{known}. Not loaded: {', '.join(left_out)}.", "not_loaded")
    return tuple(made), tuple(left_out)


def without(code: str) -> str:
    """What must be said of a company whose cash is not known."""
    return (
        f"{code} is left out: no bank statements of it have been loaded. Neither its cash nor its floor is in these figures,"
        " and whether it keeps its own floor is not known"
    )


def _member(books: Books, home: str, made: Forecast, currency: str, caveats: list[str]) -> Member:
    rate, caveat = into_group(books, home, made.known.currency, currency, made.as_of, made.code)
    caveats += [caveat] if caveat else []
    outlook_ = made.known.outlook
    return Member(made.code, made.simulated, outlook_.opening, outlook_.floor, rate)


def into_group(books: Books, home: str, own: str, currency: str, as_of: date, code: str) -> tuple[Decimal, str | None]:
    """How many minor units of the group's currency one of a company's own is, and where that rate comes from.

    BadInput where a rate is missing: a sum without a company whose cash is known would be no sum of the group.
    """
    scale = Decimal(1).scaleb(minor_digits(currency) - minor_digits(own))
    if own == currency:
        return scale, None
    found = exchange_rate(books, home, own, currency, as_of)
    if found is None:
        raise BadInput(f"no rate from {own} to {currency} on or before {as_of}: {code} cannot be added")
    return found.value * scale, found.said(own, currency)


def forecast_asked(books: Books, code: str, as_of: date, asked: Asked) -> Forecast:
    """The forecast that a Fact was asked of."""
    if "companies" in asked:
        return group_asked(books, as_of, asked).whole
    floor = Decimal(asked["floor"]) if "floor" in asked else None
    return forecast(books, code, as_of, asked["weeks"], floor, Supposed.of(asked))


def group_asked(books: Books, as_of: date, asked: Asked) -> GroupForecast:
    """The same of a group."""
    floor = Decimal(asked["floor"]) if "floor" in asked else None
    return group_forecast(books, asked["companies"], as_of, asked["weeks"], floor, Supposed.of(asked))
