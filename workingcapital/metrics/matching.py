"""How far an invoice may stand from its order and receipt."""

from decimal import Decimal

from workingcapital.metrics.registry import divided, registered

_MICROSOFT = "Microsoft Learn, AP invoice matching"


@registered(
    "match.price_difference.v1", "Price difference", "percent", "(invoiced − ordered) / ordered × 100", _MICROSOFT
)
def price_difference(ordered: Decimal, invoiced: Decimal) -> Decimal:
    """How far the invoiced price is above the ordered one, in per cent.

    >>> price_difference(Decimal("1.00"), Decimal("1.10"))
    Decimal('10')
    """
    return divided((invoiced - ordered) * 100, ordered, "the ordered price")


@registered(
    "match.quantity_difference.v1",
    "Quantity difference",
    "percent",
    "(invoiced − received) / ordered × 100",
    _MICROSOFT,
)
def quantity_difference(ordered: Decimal, received: Decimal, invoiced: Decimal) -> Decimal:
    """How much more was invoiced than received, in per cent of the order.

    >>> quantity_difference(Decimal(100), Decimal(90), Decimal(100))
    Decimal('10')
    """
    return divided((invoiced - received) * 100, ordered, "the ordered quantity")


def within(difference_percent: Decimal, difference_amount: Decimal, percent: Decimal, amount: Decimal | None) -> bool:
    """Whether a difference passes: within the percentage *and* the amount, where an amount is set.

    >>> within(Decimal(5), Decimal(50), Decimal(5), None), within(Decimal(10), Decimal(1), Decimal(5), Decimal(100))
    (True, False)
    """
    return difference_percent <= percent and (amount is None or difference_amount <= amount)
