"""Figures of several companies together, from those of each: converted into one currency, intercompany out."""

from collections.abc import Sequence
from decimal import Decimal

from workingcapital.metrics.balances import CurrencyPart, converted
from workingcapital.metrics.registry import divided, registered

_OURS = "working-capital practice"


@registered(
    "group.total.v1", "Group total", "money", "Σ of the companies' amounts by currency × rate of the day", "the books"
)
def group_total(parts: Sequence[CurrencyPart]) -> Decimal:
    """What the companies have together, from parts by currency.

    >>> group_total([CurrencyPart("EUR", Decimal(10), Decimal(1)), CurrencyPart("GBP", Decimal(10), Decimal("1.2"))])
    Decimal('22.0')
    """
    return converted(parts)


@registered(
    "group.days.v1", "Group days", "days", "Σ balances / Σ flows × days, all at the rates of the last day", _OURS
)
def group_days(balances: Sequence[CurrencyPart], flows: Sequence[CurrencyPart], days: int) -> Decimal:
    """DSO or DPO of the companies together: never a mean of theirs.

    >>> one = [CurrencyPart("EUR", Decimal(50), Decimal(1))]
    >>> group_days(one, [CurrencyPart("EUR", Decimal(100), Decimal(1))], 91)
    Decimal('45.5')
    """
    return divided(converted(balances) * days, converted(flows), "what was invoiced in the period")


@registered("group.share.v1", "Group share", "percent", "Σ parts / Σ wholes × 100, at the rates of the day", _OURS)
def group_share(parts: Sequence[CurrencyPart], wholes: Sequence[CurrencyPart]) -> Decimal:
    """A share of the companies together.

    >>> one = [CurrencyPart("EUR", Decimal(50), Decimal(1))]
    >>> group_share(one, [CurrencyPart("EUR", Decimal(200), Decimal(1))])
    Decimal('25')
    """
    return divided(converted(parts) * 100, converted(wholes), "the whole")


@registered("fx.rate.v1", "Exchange rate", "text", "as published, or the inverse of the other direction", "the books")
def exchange_rate(rate: str) -> str:
    """A rate with all the digits it has.

    >>> exchange_rate("0.93791034")
    '0.93791034'
    """
    return rate
