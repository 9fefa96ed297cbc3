"""Payment practices of a period, and the discounts that were taken in it or lost."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from workingcapital.metrics.balances import CurrencyPart, converted
from workingcapital.metrics.registry import divided, registered

_UK = "UK Reporting on Payment Practices and Performance Regulations 2017 (SI 2017/395), sch. paras 10–12"
_BOOKS = "the books"


@registered("practice.share.v1", "Share of invoices paid", "percent", "those invoices / all paid invoices × 100", _UK)
def share_paid(part: Decimal, whole: Decimal) -> Decimal:
    """Part of the invoices paid in a period, by number or by value, in per cent.

    >>> share_paid(Decimal(80), Decimal(160))
    Decimal('50')
    """
    return divided(part * 100, whole, "what was paid in the period")


@registered(
    "practice.days.v1", "Average days to pay", "days", "Σ days from receipt to payment / number of invoices", _UK
)
def mean_days_to_pay(days: Decimal, invoices: int) -> Decimal:
    """Mean days per invoice, each counting once whatever its amount; not the amount-weighted days_to_pay.

    >>> mean_days_to_pay(Decimal(90), 3)
    Decimal('30')
    """
    return divided(days, Decimal(invoices), "the number of invoices paid")


@registered(
    "practice.count.v1", "Invoices paid", "count", "number of invoices whose last payment fell in the period", _UK
)
def invoices_paid(count: int) -> Decimal:
    """How many invoices were paid off.

    >>> invoices_paid(3)
    Decimal('3')
    """
    return Decimal(count)


@registered(
    "practice.value.v1",
    "Value of invoices paid",
    "money",
    "Σ gross of those invoices, converted at the as-of rate",
    _UK,
)
def value_paid(parts: Sequence[CurrencyPart]) -> Decimal:
    """What part of the invoices paid in a period came to, from parts by currency.

    >>> value_paid([CurrencyPart("GBP", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


@registered("discount.taken.total.v1", "Discounts taken", "money", "Σ discount booked with payments", _BOOKS)
def discounts_taken(parts: Sequence[CurrencyPart]) -> Decimal:
    """Discounts that payments of a period took, from parts by currency.

    >>> discounts_taken([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


@registered(
    "discount.missed.cause.v1",
    "Discounts missed of one cause",
    "money",
    "Σ discount, less the share credited, of the bills that this cause kept from the last run in time",
    _BOOKS,
)
def discounts_missed_of_one_cause(parts: Sequence[CurrencyPart]) -> Decimal:
    """Discounts that lapsed in a period for one cause, from parts by currency.

    >>> discounts_missed_of_one_cause([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


@registered(
    "discount.missed.total.v2",
    "Discounts missed",
    "money",
    "Σ discounts missed of each cause as stated: the largest discount, less the share credited, of each bill whose last "
    "deadline passed untaken",
    _BOOKS,
)
def discounts_missed(causes: Mapping[str, Decimal]) -> Decimal:
    """Discounts that lapsed in a period: the sum of its causes, so that they add up to the cent.

    >>> discounts_missed({"approved late": Decimal("10.01"), "in dispute": Decimal("0.02")})
    Decimal('10.03')
    """
    return sum(causes.values(), Decimal(0))
