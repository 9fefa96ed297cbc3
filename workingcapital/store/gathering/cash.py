"""Cash and its forecast, read for their formulas."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np

from workingcapital.forecast.cash import RECEIPTS, Simulated, first_breach, week_end
from workingcapital.forecast.receivables import Paths
from workingcapital.forecast.supposed import Supposed
from workingcapital.metrics.registry import NoData
from workingcapital.money import from_minor
from workingcapital.store import cash
from workingcapital.store.companies import Company, company
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.cash_forecasts import Forecast, GroupForecast, forecast_asked, group_asked
from workingcapital.store.forecasting.outlook import NoStatements
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.rates import in_base

QUANTILES: Final = {"p10": "0.1", "p50": "0.5", "p90": "0.9"}


@gathers("cash.balance.v1")
def gather_balance(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """One account at the end of the day."""
    for account in cash.account_balances(books, code, as_of):
        if account.account == asked["account"]:
            return gathered_balance(account)
    raise NoData(f"no statement of that account of {code} on or before {as_of}", "not_loaded")


def gathered_balance(account: cash.AccountBalance) -> Gathered:
    """An account's balance as inputs."""
    return Gathered(
        {"opening": account.opening, "booked": account.booked},
        (f"bank_account:{account.account}", f"bank_statement:{account.statement}"),
        currency=account.currency,
        label=f"Balance of {account.name}",
        basis=account.name,
        as_of=account.until,
    )


@gathers("cash.position.v1")
def gather_position(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """All accounts in the company's currency."""
    return gathered_position(books, company(books, code), as_of, cash.account_balances(books, code, as_of))


def gathered_position(books: Books, ours: Company, as_of: date, accounts: Sequence[cash.AccountBalance]) -> Gathered:
    """The balances of all accounts as inputs. Raises NoData where there is none."""
    if not accounts:
        raise NoStatements(ours.code)
    sums = in_base(books, ours.code, ours.currency, [(each.currency, each.balance) for each in accounts], as_of)
    return Gathered(
        {"parts": [list(part) for part in sums.parts]},
        tuple(f"bank_statement:{each.statement}" for each in accounts),
        currency=ours.currency,
        label="Cash",
        caveats=sums.caveats,
    )


@gathers("forecast.quantile.v1")
def gather_quantile(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """One percentile of one line in one week, or over all weeks where none is asked."""
    return gathered_quantile(
        forecast_asked(books, code, as_of, asked), asked["line"], asked.get("week"), asked["quantile"]
    )


def gathered_quantile(made: Forecast, line: str, week: int | None, quantile: str) -> Gathered:
    """A percentile as inputs: every fifth percentile of the paths of that line and week; None: of its sum over all weeks."""
    moved = _line(made.simulated, line)
    paths = np.sort(moved.sum(axis=0) if week is None else moved[week - 1])
    ranks = np.minimum((np.arange(0, 21) * len(paths)) // 20, len(paths) - 1)
    currency, last = made.known.currency, made.known.outlook.weeks
    name = next(name for name, q in QUANTILES.items() if q == quantile).upper()
    return Gathered(
        {"percentiles": [from_minor(int(value), currency) for value in paths[ranks]], "quantile": quantile},
        made.known.rows,
        currency=currency,
        label=_named(made, f"{line.capitalize()} {name}, {f'week {week}' if week else f'{last} weeks'}"),
        period=f"week to {week_end(made.as_of, week - 1)}" if week else f"weeks to {week_end(made.as_of, last - 1)}",
        basis=Supposed.of(made.asked).words() or None,
        caveats=made.known.caveats,
    )


@gathers("forecast.breach.v1")
def gather_breach(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """The chance of going under the floor within the horizon; `any`: that one of the group's companies does."""
    if asked.get("any"):
        plain = {key: value for key, value in asked.items() if key != "any"}
        return gathered_any_breach(group_asked(books, as_of, plain))
    return gathered_breach(forecast_asked(books, code, as_of, asked))


def gathered_any_breach(made: GroupForecast) -> Gathered:
    """The chance that one of the group's companies goes under its own floor, as inputs."""
    return Gathered(
        {"paths_under": made.any_under, "paths": made.whole.simulated.closing.shape[1]},
        made.whole.known.rows,
        label="Probability that one company of the group goes under its own floor",
        caveats=made.whole.known.caveats,
    )


def gathered_breach(made: Forecast) -> Gathered:
    """The chance as inputs."""
    closing = made.simulated.closing
    under = int((closing < floor_of(made)).any(axis=0).sum())
    return Gathered(
        {"paths_under": under, "paths": closing.shape[1]},
        made.known.rows,
        label=_named(made, f"Probability of going under the floor within {made.asked['weeks']} weeks"),
        caveats=made.known.caveats,
    )


@gathers("forecast.first_breach.v1")
def gather_first_breach(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """The first week whose middle path closes under the floor."""
    return gathered_first_breach(forecast_asked(books, code, as_of, asked))


def gathered_first_breach(made: Forecast) -> Gathered:
    """The week as inputs."""
    currency = made.known.currency
    middle = np.sort(made.simulated.closing, axis=1)[:, made.simulated.closing.shape[1] // 2]
    return Gathered(
        {
            "closings": [from_minor(int(value), currency) for value in middle],
            "floor": from_minor(floor_of(made), currency),
        },
        made.known.rows,
        label=_named(made, "First week under the floor"),
        caveats=made.known.caveats,
    )


@gathers("forecast.risk_day.v1")
def gather_risk_day(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """The end of the first week that may close under the floor."""
    return gathered_risk_day(forecast_asked(books, code, as_of, asked))


def gathered_risk_day(made: Forecast) -> Gathered:
    """The P10 closing of each week, the weeks' ends and the floor as inputs."""
    closing, currency = made.simulated.closing, made.known.currency
    low = np.sort(closing, axis=1)[:, closing.shape[1] // 10]
    return Gathered(
        {
            "closings": [from_minor(int(value), currency) for value in low],
            "week_ends": [week_end(made.as_of, week) for week in range(closing.shape[0])],
            "floor": from_minor(floor_of(made), currency),
        },
        made.known.rows,
        label=_named(made, "First week end under the floor in one path of ten"),
        caveats=made.known.caveats,
    )


@gathers("forecast.floor.v1")
def gather_floor(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """The floor the forecast is held against."""
    return gathered_floor(forecast_asked(books, code, as_of, asked))


def gathered_floor(made: Forecast) -> Gathered:
    """The floor as inputs: what was asked for, else the sum of the accounts' own."""
    return Gathered(
        {"floor": from_minor(floor_of(made), made.known.currency)},
        currency=made.known.currency,
        label=_named(made, "Cash floor"),
    )


def floor_of(made: Forecast) -> int:
    """The floor in minor units."""
    if "floor" in made.asked:
        return int((Decimal(made.asked["floor"]) / from_minor(1, made.known.currency)).to_integral_value())
    return made.known.outlook.floor


def breach(made: Forecast) -> tuple[int | None, float]:
    """The first week under the floor (0, 1, …) and the chance over the horizon."""
    return first_breach(made.simulated, floor_of(made))


def line_names(made: Forecast) -> Sequence[str]:
    """The lines, receipts first."""
    names = list(made.simulated.lines)
    return [*(n for n in names if n in RECEIPTS), *(n for n in names if n not in RECEIPTS)]


def _named(made: Forecast, label: str) -> str:
    """The label, told from a company's own where the figure is the group's."""
    return f"Group, {label[0].lower()}{label[1:]}" if "companies" in made.asked else label


def _line(simulated: Simulated, line: str) -> Paths:
    match line:
        case "closing":
            return simulated.closing
        case "receipts":
            return simulated.receipts()
        case "payments":
            return simulated.payments()
        case name:
            return simulated.lines[name]
