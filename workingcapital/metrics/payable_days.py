"""How long we take to pay and to sell: DPO, DIO and the cash conversion cycle."""

from decimal import Decimal

from workingcapital.metrics.registry import divided, registered

_WALMART = "freesmartcalculator.com, cash conversion cycle (Walmart 2020)"


@registered("dpo.purchases.v1", "DPO", "days", "trade payables at the end / purchases × days of the period", _WALMART)
def days_payables_outstanding(payables: Decimal, purchases: Decimal, days: int) -> Decimal:
    """Days of purchases that stand in payables; both with VAT, or both without.

    >>> days_payables_outstanding(Decimal(30), Decimal(90), 90)
    Decimal('30')
    """
    return divided(payables * days, purchases, "purchases of the period")


@registered(
    "dpo.cogs.v1", "DPO (on cost of sales)", "days", "trade payables at the end / cost of sales × days", _WALMART
)
def days_payables_on_cogs(payables: Decimal, cogs: Decimal, days: int) -> Decimal:
    """The analyst's DPO.

    >>> days_payables_on_cogs(Decimal("47021.5"), Decimal(394605), 365).quantize(Decimal("0.1"))
    Decimal('43.5')
    """
    return divided(payables * days, cogs, "cost of sales of the period")


@registered("dio.v1", "DIO", "days", "inventory at the end / cost of sales × days of the period", _WALMART)
def days_inventory_outstanding(inventory: Decimal, cogs: Decimal, days: int) -> Decimal:
    """Days of cost of sales that stand in inventory.

    >>> days_inventory_outstanding(Decimal(44352), Decimal(394605), 365).quantize(Decimal("0.1"))
    Decimal('41.0')
    """
    return divided(inventory * days, cogs, "cost of sales of the period")


@registered("ccc.v1", "Cash conversion cycle", "days", "DIO + DSO − DPO", _WALMART)
def cash_conversion_cycle(dio: Decimal, dso: Decimal, dpo: Decimal) -> Decimal:
    """Days between paying a supplier and being paid.

    >>> cash_conversion_cycle(Decimal("41.0"), Decimal("4.4"), Decimal("43.5"))
    Decimal('1.9')
    """
    return dio + dso - dpo
