"""How long sales wait for their money: the DSO family and the collection effectiveness index."""

from decimal import Decimal

from workingcapital.metrics.registry import NoData, divided, registered

_CREDIT_GURU = "creditguru.com, collection metrics"


@registered("dso.end.v1", "DSO", "days", "receivables at the end / credit sales × days of the period", _CREDIT_GURU)
def days_sales_outstanding(receivables: Decimal, credit_sales: Decimal, days: int) -> Decimal:
    """Days of credit sales that stand in receivables; both with VAT, or both without.

    >>> days_sales_outstanding(Decimal(15000), Decimal(10000), 30)
    Decimal('45')
    """
    return divided(receivables * days, credit_sales, "credit sales of the period")


@registered(
    "dso.average.v1", "DSO (average)", "days", "(opening + closing receivables) / 2 / credit sales × days", _CREDIT_GURU
)
def average_days_sales_outstanding(
    opening_receivables: Decimal, receivables: Decimal, credit_sales: Decimal, days: int
) -> Decimal:
    """DSO on the mean of the balance before the period and at its end.

    >>> average_days_sales_outstanding(Decimal(10), Decimal(20), Decimal(30), 30)
    Decimal('15')
    """
    return days_sales_outstanding((opening_receivables + receivables) / 2, credit_sales, days)


@registered(
    "dso.countback.v1",
    "DSO (countback)",
    "days",
    "newest month's credit sales first use up the receivables: all days of a month covered, the last pro rata",
    "support.benjipays.com, DSO countback",
)
def countback_days(receivables: Decimal, months: list[tuple[Decimal, int]]) -> Decimal:
    """Days of sales, newest month first, that make up the receivables; `months` is (credit sales, days) newest first.

    >>> countback_days(Decimal(212000), [(Decimal(100000), 30), (Decimal(80000), 30), (Decimal(70000), 30)]).quantize(
    ...     Decimal("0.01"))
    Decimal('73.71')
    """
    return sum((days for _, days in countback_parts(receivables, months)), Decimal(0))


def countback_parts(receivables: Decimal, months: list[tuple[Decimal, int]]) -> list[tuple[Decimal, Decimal]]:
    """For each month used: the receivables it explains, and its days. Raises NoData when the history is too short."""
    rest, parts = receivables, []
    for sales, days in months:
        if rest <= 0:
            break
        used = min(rest, sales)
        parts.append((used, Decimal(days) if used == sales else used * days / sales))
        rest -= used
    if rest > 0:
        raise NoData(f"{len(months)} months of credit sales do not cover the receivables", "history_too_short")
    return parts


@registered("bpdso.v1", "Best possible DSO", "days", "receivables not yet due / credit sales × days", _CREDIT_GURU)
def best_possible_dso(not_due: Decimal, credit_sales: Decimal, days: int) -> Decimal:
    """The DSO if everything overdue were paid.

    >>> best_possible_dso(Decimal(4000), Decimal(10000), 30)
    Decimal('12')
    """
    return days_sales_outstanding(not_due, credit_sales, days)


@registered("add.v1", "Average days delinquent", "days", "DSO − best possible DSO", _CREDIT_GURU)
def average_days_delinquent(dso: Decimal, bpdso: Decimal) -> Decimal:
    """The part of DSO that lateness causes.

    >>> average_days_delinquent(Decimal(45), Decimal(12))
    Decimal('33')
    """
    return dso - bpdso


@registered(
    "cei.v1",
    "Collection effectiveness index",
    "percent",
    "(opening + credit sales − closing) / (opening + credit sales − closing not yet due) × 100",
    "gaviti.com/glossary/collection-effectiveness-index-cei",
)
def collection_effectiveness(
    opening: Decimal, credit_sales: Decimal, closing: Decimal, closing_not_due: Decimal
) -> Decimal:
    """What was collected of what could have been, in per cent.

    >>> collection_effectiveness(Decimal(100000), Decimal(1000000), Decimal(120000), Decimal(100000))
    Decimal('98')
    """
    return divided(
        (opening + credit_sales - closing) * 100,
        opening + credit_sales - closing_not_due,
        "what could have been collected",
    )


@registered(
    "cei.monthly_sales.v1",
    "Collection effectiveness index (mean monthly sales)",
    "percent",
    "as cei.v1, with credit sales divided by the number of months",
    "creditguru.com, collection effectiveness index",
)
def collection_effectiveness_on_monthly_sales(
    opening: Decimal, credit_sales: Decimal, months: int, closing: Decimal, closing_not_due: Decimal
) -> Decimal:
    """The published variant that takes the mean month's sales over a window of several months.

    >>> collection_effectiveness_on_monthly_sales(
    ...     Decimal(6200), Decimal(10890), 3, Decimal(6340), Decimal(3590)).quantize(Decimal("0.01"))
    Decimal('55.93')
    """
    return collection_effectiveness(opening, credit_sales / months, closing, closing_not_due)


@registered(
    "cash_per_day.v1", "Cash value of days", "money", "yearly flow / 365 × days", "growfin.ai, DSO benchmark 2026"
)
def cash_value_of_days(yearly_flow: Decimal, days: Decimal) -> Decimal:
    """Cash that a change of so many days frees or binds.

    >>> cash_value_of_days(Decimal(365000), Decimal(5))
    Decimal('5000')
    """
    return yearly_flow * days / 365


@registered(
    "turnover.v1", "Receivables turnover a year", "ratio", "credit sales / mean receivables × 365 / days", _CREDIT_GURU
)
def turnover(opening_receivables: Decimal, receivables: Decimal, credit_sales: Decimal, days: int) -> Decimal:
    """How many times a year receivables are collected.

    >>> turnover(Decimal(10), Decimal(10), Decimal(30), 73)
    Decimal('15')
    """
    return divided(credit_sales * 365, (opening_receivables + receivables) / 2 * days, "mean receivables")
