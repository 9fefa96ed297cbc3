"""How old open items are."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from workingcapital.metrics.registry import divided, registered

CURRENT: Final = "current"
CREDITS: Final = "credits"
DISPUTED: Final = "disputed"
BUCKETS: Final = (CURRENT, "1–30", "31–60", "61–90", "91+")
COLUMNS: Final = (*BUCKETS, CREDITS, DISPUTED)


def bucket_of(days: int) -> str:
    """The bucket of an item so many days past its due (or invoice) date.

    >>> bucket_of(0), bucket_of(30), bucket_of(31), bucket_of(91)
    ('current', '1–30', '31–60', '91+')
    """
    if days <= 0:
        return CURRENT
    return BUCKETS[min((days - 1) // 30 + 1, 4)]


def column_of(open_amount: Decimal, disputed: bool, counted_from: date, as_of: date) -> str:
    """The column of an item: credits and disputed items stand apart from the buckets.

    >>> column_of(Decimal(-5), True, date(2026, 1, 1), date(2026, 6, 30))
    'credits'
    """
    if open_amount < 0:
        return CREDITS
    return DISPUTED if disputed else bucket_of((as_of - counted_from).days)


def aged(items: Iterable[tuple[Decimal, bool, date]], as_of: date) -> dict[str, Decimal]:
    """Open amounts by column, from (open amount, disputed, due or invoice date); the columns add up to the items."""
    sums = dict.fromkeys(COLUMNS, Decimal(0))
    for amount, disputed, counted_from in items:
        sums[column_of(amount, disputed, counted_from, as_of)] += amount
    return sums


@registered("ageing.rounding.v1", "Rounding of the conversion", "money", "total − Σ of the columns, each as stated")
def rounding(total: Decimal, columns: Sequence[Decimal]) -> Decimal:
    """What is left when converted columns are each rounded once, and the total is too.

    >>> rounding(Decimal("10.00"), [Decimal("5.01"), Decimal("5.00")])
    Decimal('-0.01')
    """
    return total - sum(columns, Decimal(0))


@registered("overdue.share.v1", "Overdue share", "percent", "overdue items / open items without credits × 100")
def overdue_share(overdue: Decimal, open_debits: Decimal) -> Decimal:
    """Part of what is owed that is past its due date, in per cent; credits are in neither.

    >>> overdue_share(Decimal(25), Decimal(100))
    Decimal('25')
    """
    return divided(overdue * 100, open_debits, "the open amount")
