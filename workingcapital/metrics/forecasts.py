"""Formulas of cash and of its forecast."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from workingcapital.metrics.balances import CurrencyPart, converted
from workingcapital.metrics.registry import registered


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


@registered(
    "forecast.risk_day.v1",
    "First week end under the floor in one path of ten",
    "date",
    "the end of the first week whose P10 closing < floor; the last week's end where none is",
    "direct method, see docs/finance.md",
)
def risk_day(closings: list[Decimal], week_ends: list[date], floor: Decimal) -> date:
    """The end of the first week that closes under the floor on every tenth path; `closings` are the P10 of each week.

    >>> risk_day([Decimal(5), Decimal(1)], [date(2026, 7, 3), date(2026, 7, 10)], Decimal(2))
    datetime.date(2026, 7, 10)
    """
    under = (day for day, closing in zip(week_ends, closings, strict=True) if closing < floor)
    return next(under, week_ends[-1])


@registered("forecast.floor.v1", "Cash floor", "money", "the floor asked for, else Σ floors of the accounts")
def cash_floor(floor: Decimal) -> Decimal:
    """The cash that must stay.

    >>> cash_floor(Decimal(2000000))
    Decimal('2000000')
    """
    return floor


METHOD = "own history weighed against everybody's, by day; docs/forecast.md"


@registered(
    "payment.probability.v2",
    "Probability of being paid by then",
    "percent",
    "Σ chances of the days until then × 100",
    METHOD,
)
def payment_probability(chances: Sequence[Decimal], days: int) -> Decimal:
    """The chance that an open item is paid within so many days; `chances` by day from tomorrow on.

    >>> payment_probability([Decimal("0.25"), Decimal("0.5"), Decimal("0.1")], 2)
    Decimal('75.00')
    """
    return sum(chances[:days], Decimal(0)) * 100


@registered(
    "payment.day.v2",
    "Expected payment day",
    "date",
    "the first day by which the chances add up to the quantile; the last day looked at where they do not",
    METHOD,
)
def payment_day(first: date, chances: Sequence[Decimal], quantile: Decimal) -> date:
    """The day by which an item is paid with that chance; `chances` by day from `first` on.

    >>> payment_day(date(2026, 7, 1), [Decimal("0.25"), Decimal(0), Decimal("0.5")], Decimal("0.5"))
    datetime.date(2026, 7, 3)
    """
    reached = Decimal(0)
    for place, chance in enumerate(chances):
        reached += chance
        if reached >= quantile:
            return first + timedelta(days=place)
    return first + timedelta(days=len(chances) - 1)
