"""Why two figures differ, in parts that add up."""

from collections.abc import Sequence
from decimal import Decimal

from workingcapital.metrics.receivable_days import countback_parts
from workingcapital.metrics.registry import divided, registered


@registered(
    "bridge.countback_month.v1",
    "Part of the difference",
    "days",
    "days counted in the month − receivables it explains / credit sales of the period × days of the period",
)
def month_effect(counted_days: Decimal, explained: Decimal, credit_sales: Decimal, days: int) -> Decimal:
    """Days by which one month moves countback DSO away from simple DSO; negative for a month of heavy sales.

    >>> month_effect(Decimal(30), Decimal(100), Decimal(240), 90)
    Decimal('-7.5')
    """
    return counted_days - divided(explained * days, credit_sales, "credit sales of the period")


def countback_bridge(
    receivables: Decimal, months: Sequence[tuple[Decimal, int]], credit_sales: Decimal, days: int
) -> list[tuple[Decimal, Decimal, Decimal]]:
    """(receivables explained, days counted, effect) for each month used; effects add up to countback − simple DSO.

    >>> parts = countback_bridge(Decimal(90), [(Decimal(60), 30), (Decimal(40), 30)], Decimal(100), 60)
    >>> [str(effect) for _, _, effect in parts]
    ['-6', '4.5']
    """
    return [
        (explained, counted, month_effect(counted, explained, credit_sales, days))
        for explained, counted in countback_parts(receivables, list(months))
    ]


@registered("bridge.balance.v1", "Part of the difference", "days", "(second balance − first balance) / flow × days")
def balance_effect(first: Decimal, second: Decimal, flow: Decimal, days: int) -> Decimal:
    """Days explained by another balance over the same flow.

    >>> balance_effect(Decimal(30), Decimal(20), Decimal(90), 90)
    Decimal('-10')
    """
    return divided((second - first) * days, flow, "the flow of the period")


@registered("bridge.flow.v1", "Part of the difference", "days", "balance × days × (1 / second flow − 1 / first flow)")
def flow_effect(balance: Decimal, first: Decimal, second: Decimal, days: int) -> Decimal:
    """Days explained by another flow under the same balance.

    >>> flow_effect(Decimal(30), Decimal(90), Decimal(45), 90)
    Decimal('30')
    """
    return divided(balance * days, second, "the second flow") - divided(balance * days, first, "the first flow")
