"""What paying early is worth."""

from collections.abc import Sequence
from decimal import Decimal

from workingcapital.errors import BadInput
from workingcapital.metrics.balances import CurrencyPart, converted
from workingcapital.metrics.registry import divided, registered
from workingcapital.terms import DiscountTerms, annualised_discount_yield, effective_discount_yield

_STANDARD = "standard trade-credit formula"
_ORACLE = "docs.oracle.com, early payment discount offers (24c)"


@registered(
    "discount.apr.v1", "Annual yield of the discount", "percent", "d/(1−d) × Y/(N−D); N is the day paid", _STANDARD
)
def discount_apr(percent: Decimal, discount_day: int, pays_on_day: int, year: int = 365) -> Decimal:
    """Simple annual yield in per cent of paying on the discount day instead of `pays_on_day`; VAT ignored.

    >>> discount_apr(Decimal(2), 10, 30).quantize(Decimal("0.01"))
    Decimal('37.24')
    """
    return annualised_discount_yield(_terms(percent, discount_day, pays_on_day), pays_on_day, days_in_year=year) * 100


@registered(
    "discount.ear.v1", "Effective annual yield of the discount", "percent", "(1 + d/(1−d))^(Y/(N−D)) − 1", _STANDARD
)
def discount_ear(percent: Decimal, discount_day: int, pays_on_day: int, year: int = 365) -> Decimal:
    """Compound annual yield in per cent of the same choice.

    >>> discount_ear(Decimal(2), 20, 45).quantize(Decimal("0.01"))
    Decimal('34.31')
    """
    return effective_discount_yield(_terms(percent, discount_day, pays_on_day), pays_on_day, days_in_year=year) * 100


@registered(
    "discount.worth.v1",
    "Worth of the discount",
    "money",
    "discount without recoverable VAT − cash paid early × rate × days early / 365",
    "finance definitions of the copilot: the cash paid is what is funded",
)
def discount_worth(
    discount: Decimal, vat_correction: Decimal, cash: Decimal, rate: Decimal, days_early: int
) -> Decimal:
    """What taking the discount gains after funding it; `rate` is a ratio a year.

    2% off 11,900 gross at 19% VAT moves 238, of which 38 only corrects VAT:

    >>> discount_worth(Decimal(238), Decimal(38), Decimal(11662), Decimal("0.065"), 20).quantize(Decimal("0.01"))
    Decimal('158.46')
    """
    return discount - vat_correction - cash * rate * days_early / 365


@registered(
    "discount.worth.gross_funding.v1",
    "Worth of the discount (funding the gross amount)",
    "ratio",
    "d − rate × (N−D) / 365, a share of the amount",
    "nvoicepay.com, dynamic discounting (published variant)",
)
def discount_worth_on_gross(discount: Decimal, rate: Decimal, days_early: int) -> Decimal:
    """The published variant that funds the amount before its discount.

    >>> discount_worth_on_gross(Decimal("0.02"), Decimal("0.05"), 35).quantize(Decimal("0.0001"))
    Decimal('0.0152')
    """
    return discount - rate * days_early / 365


@registered(
    "discount.break_even.v1",
    "Break-even rate",
    "percent",
    "saving / cash paid early × 365 / days early × 100",
    _STANDARD,
)
def break_even_rate(saving: Decimal, cash: Decimal, days_early: int) -> Decimal:
    """The cost of cash, in per cent a year, above which the discount is not worth taking.

    >>> break_even_rate(Decimal(20), Decimal(980), 20).quantize(Decimal("0.01"))
    Decimal('37.24')
    """
    return divided(saving * 365 * 100, cash * days_early, "cash paid early times days early")


@registered("discount.dynamic.v1", "Dynamic discount", "money", "amount × APR × days early / 360", _ORACLE)
def dynamic_discount(amount: Decimal, apr: Decimal, days_early: int, year: int = 360) -> Decimal:
    """The sliding-scale discount for paying so many days early: 0 on the due date; `apr` is a ratio.

    >>> dynamic_discount(Decimal(10000), Decimal("0.18"), 7)
    Decimal('35.00')
    """
    if days_early < 0:
        raise BadInput("a dynamic discount is for paying before the due date")
    return divided(amount * apr * days_early, Decimal(year), "the days of the year")


@registered("discount.early_cost.v1", "Cost of paying early", "money", "cash × rate × days early / 365")
def cost_of_paying_early(cash: Decimal, rate: Decimal, days_early: int) -> Decimal:
    """What it cost to pay so many days before the due date for nothing.

    >>> cost_of_paying_early(Decimal(36500), Decimal("0.10"), 5)
    Decimal('50.00')
    """
    return cash * rate * days_early / 365


@registered(
    "discount.worth.total.v1", "Worth of the discounts", "money", "Σ worth of the best step of each bill", _STANDARD
)
def worth_of_all(parts: Sequence[CurrencyPart]) -> Decimal:
    """Worth of several discounts, from parts by currency.

    >>> worth_of_all([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


@registered("discount.cash.total.v1", "Discounts", "money", "Σ discount of the best step of each bill", _STANDARD)
def discounts_of_all(parts: Sequence[CurrencyPart]) -> Decimal:
    """Cash discounts before VAT and funding, from parts by currency.

    >>> discounts_of_all([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


@registered("discount.early_cost.total.v1", "Cost of paying early", "money", "Σ cash × rate × days early / 365")
def early_cost_of_all(parts: Sequence[CurrencyPart]) -> Decimal:
    """What early payments cost together, from parts by currency.

    >>> early_cost_of_all([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


def _terms(percent: Decimal, discount_day: int, pays_on_day: int) -> DiscountTerms:
    return DiscountTerms(f"{percent}/{discount_day} n{pays_on_day}")
