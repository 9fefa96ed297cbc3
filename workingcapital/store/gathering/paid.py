"""How late and how long after the invoice payments came."""

from datetime import date
from decimal import Decimal
from itertools import chain

from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers, period_of
from workingcapital.store.payments import PaidDays, paid_days
from workingcapital.store.rates import in_base


@gathers("days_late_of_paid.v1")
def gather_days_late(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Payments of the period weighted by their days from due to paid."""
    return _weighted(books, company, as_of, asked, "Average days late of paid invoices", late=True)


@gathers("days_to_pay.v1")
def gather_days_to_pay(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Payments of the period weighted by their days from invoice to paid."""
    return _weighted(books, company, as_of, asked, "Average days to pay", late=False)


def _weighted(books: Books, company: str, as_of: date, asked: Asked, label: str, late: bool) -> Gathered:
    side, period = asked.get("side", "receivable"), period_of(asked, as_of)
    found = paid_days(books, company, side, period)
    if not found:
        raise NoData(f"nothing was paid in {period.name}")
    amounts = _in_base(books, company, period.end, found, [each.amount for each in found])
    products = _in_base(
        books, company, period.end, found, [each.late_days if late else each.age_days for each in found]
    )
    return Gathered(
        inputs={"amount_days": products[0], "amount": amounts[0]},
        rows=tuple(chain.from_iterable(each.rows for each in found)),
        label=f"{label} ({'customers' if side == 'receivable' else 'suppliers'})",
        period=period.name,
        basis="weighted by amount settled, intercompany left out",
        caveats=amounts[1],
        as_of=period.end,
    )


def _in_base(
    books: Books, company: str, on: date, found: list[PaidDays], values: list[Decimal]
) -> tuple[Decimal, tuple[str, ...]]:
    pairs = [(each.currency, value) for each, value in zip(found, values, strict=True)]
    value = in_base(books, company, company_of(books, company).currency, pairs, on)
    return value.total, value.caveats
