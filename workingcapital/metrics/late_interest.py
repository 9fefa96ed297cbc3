"""Statutory interest and fixed sums on late payment."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from workingcapital.metrics.balances import CurrencyPart, converted
from workingcapital.metrics.registry import registered
from workingcapital.money import rounded

_EU = "Directive 2011/7/EU"
_UK = "Late Payment of Commercial Debts (Interest) Act 1998, SI 2002/1675"
_US = "5 CFR 1315.17"
_US_MONTH: Final = 30


@registered("late_interest.simple.v1", "Late-payment interest", "money", "Σ amount × rate × days / 365", _EU)
def simple_interest(amount: Decimal, stretches: Sequence[tuple[int, Decimal]]) -> Decimal:
    """Simple interest over (days, annual rate) stretches: one for each half-year's reference rate.

    >>> simple_interest(Decimal(1000), [(365, Decimal("0.085"))])
    Decimal('85.000')
    """
    return sum((amount * rate * days / 365 for days, rate in stretches), Decimal(0))


@registered("late_interest.uk.v1", "Late-payment interest", "money", "amount × (8% + base rate) × days / 365", _UK)
def uk_interest(amount: Decimal, base_rate: Decimal, days: int, margin: Decimal = Decimal("0.08")) -> Decimal:
    """Simple interest at the rate fixed when it starts to run; rounded once.

    >>> uk_interest(Decimal(5000), Decimal("0.0425"), 101).quantize(Decimal("0.01"))
    Decimal('169.49')
    """
    return amount * (margin + base_rate) * days / 365


@registered(
    "late_interest.uk.daily_rounded.v1",
    "Late-payment interest (each day rounded)",
    "money",
    "round(amount × (8% + base rate) / 365, 2) × days",
    "gov.uk, charging interest on commercial debt (published variant)",
)
def uk_interest_daily_rounded(
    amount: Decimal, base_rate: Decimal, days: int, margin: Decimal = Decimal("0.08")
) -> Decimal:
    """The published variant: the daily amount is rounded to the penny first.

    >>> uk_interest_daily_rounded(Decimal(5000), Decimal("0.0425"), 101)
    Decimal('169.68')
    """
    return rounded(amount * (margin + base_rate) / 365, "GBP") * days


@registered(
    "late_interest.us_ppa.v1",
    "Prompt Payment interest",
    "money",
    "amount × (1 + r/12)^months × (1 + r/360 × days) − amount; months of 30 days, one year at most",
    _US,
)
def us_prompt_payment_interest(amount: Decimal, rate: Decimal, days: int) -> Decimal:
    """What a federal agency owes: unpaid interest compounds each 30 days.

    >>> us_prompt_payment_interest(Decimal(1500), Decimal("0.065"), 10).quantize(Decimal("0.01"))
    Decimal('2.71')
    >>> us_prompt_payment_interest(Decimal(1500), Decimal("0.06"), 75).quantize(Decimal("0.01"))
    Decimal('18.83')
    """
    months, rest = divmod(min(days, 360), _US_MONTH)
    return amount * (1 + rate / 12) ** months * (1 + rate / 360 * rest) - amount


@registered("late_interest.fixed_sum.v1", "Fixed sum for late payment", "money", "by the size of the claim", _UK)
def fixed_sum(amount: Decimal, steps: Sequence[tuple[Decimal | None, Decimal]]) -> Decimal:
    """The sum due beside interest, from (below, sum) steps; the last step has no upper end.

    >>> fixed_sum(Decimal(5000), [(Decimal(1000), Decimal(40)), (Decimal(10000), Decimal(70)), (None, Decimal(100))])
    Decimal('70')
    """
    return next((due for below, due in steps if below is None or amount < below), Decimal(0))


@registered("late_interest.total.v1", "Interest and fixed sum", "money", "interest + fixed sum, each as stated", _UK)
def interest_and_sum(interest: Decimal, fixed_sum: Decimal) -> Decimal:
    """What can be claimed together.

    >>> interest_and_sum(Decimal("169.49"), Decimal(70))
    Decimal('239.49')
    """
    return interest + fixed_sum


@registered(
    "late_interest.overdue.total.v1",
    "Late-payment interest on all that is overdue",
    "money",
    "Σ statutory interest of the overdue items, each by the law of its creditor, converted at the as-of rate",
    "Directive 2011/7/EU, BGB 288, Late Payment of Commercial Debts (Interest) Act 1998",
)
def interest_on_all(parts: Sequence[CurrencyPart]) -> Decimal:
    """Interest on everything that is late, from parts by currency.

    >>> interest_on_all([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


@registered(
    "late_interest.fixed_sum.total.v1",
    "Fixed sums on all that is overdue",
    "money",
    "Σ fixed sum of each overdue item, converted at the as-of rate",
    "Directive 2011/7/EU, BGB 288, Late Payment of Commercial Debts (Interest) Act 1998",
)
def fixed_sums_on_all(parts: Sequence[CurrencyPart]) -> Decimal:
    """Fixed sums of everything that is late, from parts by currency.

    >>> fixed_sums_on_all([CurrencyPart("EUR", Decimal(40), Decimal(1))])
    Decimal('40')
    """
    return converted(parts)
