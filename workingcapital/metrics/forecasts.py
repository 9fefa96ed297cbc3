"""Formulas of cash and of its forecast."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from workingcapital.metrics.balances import CurrencyPart, converted
from workingcapital.metrics.registry import divided, registered


@registered(
    "cash.balance.v1", "Cash balance", "money", "opening of the statement + Σ lines booked since", "bank statements"
)
def cash_balance(opening: Decimal, booked: Decimal) -> Decimal:
    """What is on an account at the end of a day.

    >>> cash_balance(Decimal("100.00"), Decimal("-30.50"))
    Decimal('69.50')
    """
    return opening + booked


@registered("cash.position.v1", "Cash", "money", "Σ balance × rate", "bank statements")
def cash_position(parts: Sequence[CurrencyPart]) -> Decimal:
    """The balances of all accounts, in the company's currency."""
    return converted(parts)


@registered(
    "forecast.quantile.v1",
    "Forecast",
    "money",
    "the given quantile of the simulated paths, of which every fifth percentile is kept",
    "direct method, see docs/finance.md",
)
def forecast_quantile(percentiles: list[Decimal], quantile: Decimal) -> Decimal:
    """A percentile of the simulated paths: `percentiles` are those at 0, 5 … 100 per cent.

    >>> forecast_quantile([Decimal(n) for n in range(0, 105, 5)], Decimal("0.5"))
    Decimal('50')
    """
    return percentiles[int(quantile * 20)]


@registered(
    "forecast.breach.v1",
    "Probability of going under the floor",
    "percent",
    "paths that are under the floor in any week / all paths × 100",
    "direct method, see docs/finance.md",
)
def breach_probability(paths_under: int, paths: int) -> Decimal:
    """The chance to break the floor at least once within the horizon.

    >>> breach_probability(40, 400)
    Decimal('10')
    """
    return Decimal(paths_under) * 100 / Decimal(paths)


@registered("forecast.first_breach.v1", "First week under the floor", "count", "first week whose P50 closing < floor")
def first_breach(closings: list[Decimal], floor: Decimal) -> Decimal:
    """The number of the first week (1, 2, …) whose middle path closes under the floor; 0: none does.

    >>> first_breach([Decimal(5), Decimal(1)], Decimal(2))
    Decimal('2')
    """
    return Decimal(next((week for week, closing in enumerate(closings, 1) if closing < floor), 0))


@registered("forecast.floor.v1", "Cash floor", "money", "the floor asked for, else Σ floors of the accounts")
def cash_floor(floor: Decimal) -> Decimal:
    """The cash that must stay.

    >>> cash_floor(Decimal(2000000))
    Decimal('2000000')
    """
    return floor


@registered(
    "payment.probability.v1",
    "Probability of being paid by then",
    "percent",
    "w × own share + (1 − w) × everybody's share, w = own items / (own items + 8); items at least as late as this one",
    "empirical lateness with shrinkage, see docs/finance.md",
)
def payment_probability(own_paid: int, own: int, all_paid: int, all: int) -> Decimal:
    """The chance that an open item is paid by a day, from items that were as late already.

    >>> payment_probability(6, 8, 50, 100)
    Decimal('62.500')
    """
    everybody = divided(Decimal(all_paid), Decimal(all), "the number of comparable items")
    if own == 0:
        return everybody * 100
    weight = Decimal(own) / (own + 8)
    return (weight * own_paid / own + (1 - weight) * everybody) * 100


@registered(
    "payment.day.v1",
    "Expected payment day",
    "date",
    "due date + days late at the quantile of comparable items",
    "empirical lateness with shrinkage, see docs/finance.md",
)
def payment_day(due: date, days_late: Sequence[int], quantile: Decimal) -> date:
    """The day by which so many of the comparable items were paid; `days_late` at 0, 5 … 100 per cent.

    >>> payment_day(date(2026, 6, 30), list(range(21)), Decimal("0.5"))
    datetime.date(2026, 7, 10)
    """
    return due + timedelta(days=days_late[int(quantile * 20)])
