"""Formulas that no new figure is computed by: kept, so that what they said before is computed again from its inputs."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from workingcapital.metrics.balances import CurrencyPart, converted
from workingcapital.metrics.registry import divided, registered


@registered(
    "payment.probability.v1",
    "Probability of being paid by then",
    "percent",
    "w × own share + (1 − w) × everybody's share, w = own items / (own items + 8); replaced by v2, the books are not read by it any more",
    "empirical lateness with shrinkage",
)
def probability_by_shares(own_paid: int, own: int, all_paid: int, all: int) -> Decimal:
    """The chance that an open item is paid by a day, from items that were as late already.

    >>> probability_by_shares(6, 8, 50, 100)
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
    "due date + days late at the quantile of comparable items; replaced by v2, the books are not read by it any more",
    "empirical lateness with shrinkage",
)
def day_by_lateness(due: date, days_late: Sequence[int], quantile: Decimal) -> date:
    """The day by which so many of the comparable items were paid; `days_late` at 0, 5 … 100 per cent.

    >>> day_by_lateness(date(2026, 6, 30), list(range(21)), Decimal("0.5"))
    datetime.date(2026, 7, 10)
    """
    return due + timedelta(days=days_late[int(quantile * 20)])


@registered(
    "discount.missed.total.v1",
    "Discounts missed",
    "money",
    "Σ largest discount of each bill whose last deadline passed in the period untaken; replaced by v2",
    "the books",
)
def discounts_lapsed(parts: Sequence[CurrencyPart]) -> Decimal:
    """Discounts that lapsed in a period, from parts by currency.

    >>> discounts_lapsed([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)
