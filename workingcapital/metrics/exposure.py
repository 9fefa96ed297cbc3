"""How much hangs on few parties, on limits and on currencies."""

from decimal import Decimal

from workingcapital.metrics.registry import divided, registered


@registered("concentration.v1", "Share of the largest", "percent", "open items of the largest parties / all × 100")
def concentration(largest: Decimal, everyone: Decimal) -> Decimal:
    """Share of the largest parties in what is open, in per cent.

    >>> concentration(Decimal(40), Decimal(100))
    Decimal('40')
    """
    return divided(largest * 100, everyone, "what is open")


@registered("credit_limit.use.v1", "Credit limit use", "percent", "open receivables / credit limit × 100")
def credit_limit_use(open_receivables: Decimal, credit_limit: Decimal) -> Decimal:
    """How much of a customer's limit is used, in per cent; above 100 it is exceeded.

    >>> credit_limit_use(Decimal(120), Decimal(100))
    Decimal('120')
    """
    return divided(open_receivables * 100, credit_limit, "the credit limit")


@registered("fx.net_exposure.v1", "Net exposure", "money", "open receivables − open payables in the currency")
def net_exposure(receivables: Decimal, payables: Decimal) -> Decimal:
    """What a currency's moves act on.

    >>> net_exposure(Decimal(100), Decimal(30))
    Decimal('70')
    """
    return receivables - payables


@registered("position.net.v1", "Net position", "money", "what they owe us − what we owe them")
def net_position(receivables: Decimal, payables: Decimal) -> Decimal:
    """The balance with a party that is customer and supplier; positive: they owe us.

    >>> net_position(Decimal(100), Decimal(130))
    Decimal('-30')
    """
    return receivables - payables


@registered("terms.cash_effect.v1", "Cash effect of the terms", "money", "yearly flow × (new days − old days) / 365")
def cash_effect_of_terms(yearly_flow: Decimal, from_days: int, to_days: int) -> Decimal:
    """Cash that stays longer when so much a year is paid later; once, not each year.

    >>> cash_effect_of_terms(Decimal(365000), 30, 45)
    Decimal('15000')
    """
    return yearly_flow * (to_days - from_days) / 365


@registered(
    "terms.days_effect.v1", "Effect on DPO", "days", "flow on the old terms / whole flow × (new days − old days)"
)
def days_effect_of_terms(flow_on_terms: Decimal, whole_flow: Decimal, from_days: int, to_days: int) -> Decimal:
    """Days by which DPO (or DSO) moves when a part of the flow gets other terms.

    >>> days_effect_of_terms(Decimal(50), Decimal(100), 30, 45)
    Decimal('7.5')
    """
    return divided(flow_on_terms * (to_days - from_days), whole_flow, "what was invoiced in the year")
