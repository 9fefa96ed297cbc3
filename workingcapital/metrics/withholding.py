"""Tax that the payer keeps back."""

from decimal import Decimal

from workingcapital.metrics.registry import registered

_ORACLE = "docs.oracle.com, include discount options (24c)"


@registered("withholding.discount_excluded.v1", "Withheld tax", "money", "(amount − discount) × rate", _ORACLE)
def withheld_after_discount(amount: Decimal, discount: Decimal, rate: Decimal) -> Decimal:
    """Withholding on what is left after the discount; `rate` is a ratio.

    >>> withheld_after_discount(Decimal(100), Decimal(5), Decimal("0.1"))
    Decimal('9.5')
    """
    return (amount - discount) * rate


@registered("withholding.discount_included.v1", "Withheld tax", "money", "amount × rate", _ORACLE)
def withheld_on_amount(amount: Decimal, rate: Decimal) -> Decimal:
    """Withholding on the amount before its discount.

    >>> withheld_on_amount(Decimal(100), Decimal("0.1"))
    Decimal('10.0')
    """
    return amount * rate


@registered(
    "withholding.payable.v1",
    "Payable after withholding",
    "money",
    "amount × (1 − rate)",
    "docs.oracle.com, withholding taxes at payment time (25c)",
)
def payable_after_withholding(amount: Decimal, rate: Decimal) -> Decimal:
    """What reaches the supplier when tax is withheld at payment.

    >>> payable_after_withholding(Decimal(1000), Decimal("0.1"))
    Decimal('900.0')
    """
    return amount * (1 - rate)
