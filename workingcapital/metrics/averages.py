"""Averages over items, weighted by their amounts."""

from collections.abc import Sequence
from decimal import Decimal

from workingcapital.metrics.registry import divided, registered

_WEIGHTED = "Σ(amount × days) / Σ amount"


@registered("weighted_days.v1", "Amount-weighted days", "days", _WEIGHTED, "MS Dynamics idea 4191bf6f")
def weighted_days(items: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """Mean days of (amount, days), weighted by amount.

    >>> weighted_days([(Decimal(10), Decimal(5)), (Decimal(100), Decimal(10))]).quantize(Decimal("0.01"))
    Decimal('9.55')
    """
    products = sum((amount * days for amount, days in items), Decimal(0))
    return _mean(products, sum((amount for amount, _ in items), Decimal(0)))


@registered("days_late_of_paid.v1", "Average days late of paid invoices", "days", f"{_WEIGHTED}, days from due to paid")
def average_days_late_of_paid(amount_days: Decimal, amount: Decimal) -> Decimal:
    """How late invoices were paid; early ones count as negative. Not ADD, which looks at open items.

    >>> average_days_late_of_paid(Decimal(300), Decimal(100))
    Decimal('3')
    """
    return _mean(amount_days, amount)


@registered("days_to_pay.v1", "Average days to pay", "days", f"{_WEIGHTED}, days from invoice to paid")
def average_days_to_pay(amount_days: Decimal, amount: Decimal) -> Decimal:
    """How long invoices took from their date to their payment.

    >>> average_days_to_pay(Decimal(300), Decimal(100))
    Decimal('3')
    """
    return _mean(amount_days, amount)


@registered(
    "slip.v1", "Days later than before", "days", "mean days late lately − mean days late before, weighted by amount"
)
def slip(lately_days: Decimal, lately_amount: Decimal, before_days: Decimal, before_amount: Decimal) -> Decimal:
    """By how many days a customer pays later than before, from Σ(amount × days) and Σ amount of both stretches.

    >>> slip(Decimal(300), Decimal(100), Decimal(100), Decimal(100))
    Decimal('2')
    """
    return _mean(lately_days, lately_amount) - _mean(before_days, before_amount)


def _mean(amount_days: Decimal, amount: Decimal) -> Decimal:
    return divided(amount_days, amount, "the amount paid in the period")
