"""Formulas of a payment run and of the plan behind it."""

from collections.abc import Sequence
from decimal import Decimal

from workingcapital.metrics.registry import registered

_TIMING = "payment timing, see docs/finance.md"


@registered("run.total.v1", "Payment run", "money", "Σ pay amount of its lines", _TIMING)
def run_total(amounts: Sequence[Decimal]) -> Decimal:
    """What leaves the account with the run.

    >>> run_total([Decimal("98.00"), Decimal("100.00")])
    Decimal('198.00')
    """
    return sum(amounts, Decimal(0))


@registered("run.discounts.v1", "Discounts of the run", "money", "Σ discount of its lines", _TIMING)
def run_discounts(discounts: Sequence[Decimal]) -> Decimal:
    """The cash discounts the run earns.

    >>> run_discounts([Decimal("2.00"), Decimal(0)])
    Decimal('2.00')
    """
    return sum(discounts, Decimal(0))


@registered("run.lines.v1", "Bills in the run", "count", "number of its lines", _TIMING)
def run_lines(items: Sequence[int]) -> Decimal:
    """How many bills the run pays.

    >>> run_lines([4, 9])
    Decimal('2')
    """
    return Decimal(len(items))


@registered(
    "plan.value.v1",
    "Value of the plan",
    "money",
    "Σ saving − financing − late cost, against paying on due dates",
    _TIMING,
)
def plan_value(worths: Sequence[Decimal]) -> Decimal:
    """What the plan gains over all its runs against paying each bill on its due date.

    >>> plan_value([Decimal("10.5"), Decimal("-0.5")])
    Decimal('10.0')
    """
    return sum(worths, Decimal(0))


@registered("plan.bound.v1", "No plan is worth more than", "money", "value + proven gap", _TIMING)
def plan_bound(value: Decimal, distance: Decimal) -> Decimal:
    """The proven bound on every plan that keeps the floor.

    >>> plan_bound(Decimal(100), Decimal("0.5"))
    Decimal('100.5')
    """
    return value + distance


@registered(
    "plan.cash_worth.v1",
    "Worth of more cash",
    "money",
    "amount × price of a unit of cash from that run on",
    _TIMING,
)
def plan_cash_worth(amount: Decimal, price: Decimal) -> Decimal:
    """What so much more cash above the floor, from a run's day on, would earn at most by the plan's prices.

    >>> plan_cash_worth(Decimal(1000), Decimal("0.0125"))
    Decimal('12.5000')
    """
    return amount * price


@registered(
    "plan.shortage.v1",
    "Cash short of the floor",
    "money",
    "largest shortfall under the floor of the least bad plan",
    _TIMING,
)
def plan_shortage(shortage: Decimal) -> Decimal:
    """By how much the floor is missed at least.

    >>> plan_shortage(Decimal(5))
    Decimal('5')
    """
    return shortage
