"""Payment practices and discounts taken of a period, read for their formulas."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from workingcapital.metrics.registry import NoData
from workingcapital.periods import Period
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers, period_of
from workingcapital.store.practices import PaidBill, discounts_taken, paid_bills
from workingcapital.store.rates import InBase, by_currency, in_base

BUCKETS: Final[dict[str, tuple[str, Callable[[PaidBill], bool]]]] = {
    "within_30": ("Paid within 30 days", lambda bill: bill.days <= 30),
    "31_to_60": ("Paid in 31 to 60 days", lambda bill: 30 < bill.days <= 60),
    "later": ("Paid after 60 days", lambda bill: bill.days > 60),
    "late": ("Not paid within agreed terms", lambda bill: bill.late > 0),
    "disputed": ("Of these, in dispute when due", lambda bill: bill.late > 0 and bill.disputed),
}
_BASIS: Final = "bills paid off in the period, counted from receipt, intercompany left out"


@gathers("practice.count.v1")
def gather_count(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """How many bills were paid off."""
    period, bills = _paid(books, company, as_of, asked)
    return _gathered({"count": len(bills)}, bills, period, "Invoices paid")


@gathers("practice.days.v1")
def gather_days(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The days of the bills paid off, and how many they are."""
    period, bills = _paid(books, company, as_of, asked)
    inputs = {"days": Decimal(sum(bill.days for bill in bills)), "invoices": len(bills)}
    return _gathered(inputs, bills, period, "Average days to pay an invoice")


@gathers("practice.share.v1")
def gather_share(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """One bucket against all, by number or by value in base currency."""
    period, bills = _paid(books, company, as_of, asked)
    label, belongs = BUCKETS[asked["bucket"]]
    inside = [bill for bill in bills if belongs(bill)]
    if asked["by"] == "number":
        return _gathered({"part": len(inside), "whole": len(bills)}, bills, period, f"{label}, by number")
    part, whole = (_in_base(books, company, each, period).total for each in (inside, bills))
    return _gathered({"part": part, "whole": whole}, bills, period, f"{label}, by value")


@gathers("practice.value.v1")
def gather_value(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """What the bills of a bucket were worth."""
    period, bills = _paid(books, company, as_of, asked)
    label, belongs = BUCKETS[asked["bucket"]]
    inside = [bill for bill in bills if belongs(bill)]
    value = _in_base(books, company, inside, period)
    found = _gathered({"parts": [list(part) for part in value.parts]}, inside, period, f"{label}, value")
    return replace(found, currency=value.currency, caveats=value.caveats)


@gathers("discount.taken.total.v1")
def gather_taken(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Discounts that payments of the period took."""
    period = period_of(asked, as_of)
    found = discounts_taken(books, company, period)
    pairs = by_currency([(each.currency, each.amount) for each in found])
    value = in_base(books, company, company_of(books, company).currency, pairs, period.end)
    return Gathered(
        inputs={"parts": [list(part) for part in value.parts], "discounts": len(found)},
        rows=tuple(each.row_id for each in found),
        currency=value.currency,
        label="Discounts taken",
        period=period.name,
        basis="intercompany left out",
        caveats=value.caveats,
        as_of=period.end,
    )


def _paid(books: Books, company: str, as_of: date, asked: Asked) -> tuple[Period, list[PaidBill]]:
    period = period_of(asked, as_of)
    bills = paid_bills(books, company, period)
    if not bills:
        raise NoData(f"{company} paid no bill off in {period.name}")
    return period, bills


def _in_base(books: Books, company: str, bills: Sequence[PaidBill], period: Period) -> InBase:
    pairs = [(bill.currency, bill.gross) for bill in bills]
    return in_base(books, company, company_of(books, company).currency, by_currency(pairs), period.end)


def _gathered(inputs: dict[str, object], bills: Sequence[PaidBill], period: Period, label: str) -> Gathered:
    rows = tuple(f"invoice:{bill.invoice}" for bill in bills)
    return Gathered(inputs, rows, label=label, period=period.name, basis=_BASIS, as_of=period.end)
