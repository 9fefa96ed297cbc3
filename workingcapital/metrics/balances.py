"""Sums, counts, shares and differences over rows of the books."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from workingcapital.metrics.registry import divided, registered

_BOOKS = "the books"


class CurrencyPart(NamedTuple):
    """The part of a sum that is booked in one currency, with its rate into the sum's currency."""

    currency: str
    amount: Decimal
    rate: Decimal


@registered("open.total.v1", "Open items", "money", "Σ (booked − settled), converted at the as-of rate", _BOOKS)
def open_total(parts: Sequence[CurrencyPart]) -> Decimal:
    """What is open, from parts by currency.

    >>> open_total([CurrencyPart("EUR", Decimal(10), Decimal(1)), CurrencyPart("USD", Decimal(10), Decimal("0.9"))])
    Decimal('19.0')
    """
    return converted(parts)


@registered("open.item.v1", "Open amount", "money", "amount of the instalment − what was settled by the day", _BOOKS)
def open_item(amount: Decimal, settled: Decimal) -> Decimal:
    """What is left of one instalment.

    >>> open_item(Decimal(100), Decimal(40))
    Decimal('60')
    """
    return amount - settled


@registered("ledger.control.v1", "Control account", "money", "month-end balance of the general ledger", _BOOKS)
def control_balance(parts: Sequence[CurrencyPart]) -> Decimal:
    """What the general ledger says is open, from parts by currency.

    >>> control_balance([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


@registered("ledger.amount.v1", "Ledger", "money", "Σ of the month-end amounts of the general ledger", _BOOKS)
def ledger_amount(amount: Decimal) -> Decimal:
    """What the general ledger holds of an account: its balance, or its flow over months.

    >>> ledger_amount(Decimal(10))
    Decimal('10')
    """
    return amount


@registered("unapplied.v1", "Unapplied cash", "money", "Σ (received − applied), converted at the as-of rate", _BOOKS)
def unapplied_cash(parts: Sequence[CurrencyPart]) -> Decimal:
    """Receipts that are not applied to an invoice yet, from parts by currency.

    >>> unapplied_cash([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


@registered("unapplied.payment.v1", "Unapplied part", "money", "amount received − what is applied by the day", _BOOKS)
def unapplied_part(amount: Decimal, applied: Decimal) -> Decimal:
    """What of one receipt is not applied.

    >>> unapplied_part(Decimal(100), Decimal(40))
    Decimal('60')
    """
    return amount - applied


@registered("invoiced.total.v1", "Invoiced", "money", "Σ gross of invoices less credit notes, at posting rates", _BOOKS)
def invoiced_total(amount: Decimal) -> Decimal:
    """Credit sales or purchases of a period.

    >>> invoiced_total(Decimal(10))
    Decimal('10')
    """
    return amount


@registered("sum.v1", "Sum", "money", "Σ of the rows, converted at the rate given", _BOOKS)
def total_of_rows(parts: Sequence[CurrencyPart]) -> Decimal:
    """A sum of booked amounts, from parts by currency.

    >>> total_of_rows([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


@registered("count.v1", "Number", "count", "number of rows", _BOOKS)
def count_of_rows(count: int) -> Decimal:
    """How many rows there are.

    >>> count_of_rows(3)
    Decimal('3')
    """
    return Decimal(count)


@registered("booked.amount.v1", "Amount", "money", "as booked", _BOOKS)
def booked_amount(value: Decimal) -> Decimal:
    """An amount as it stands in a row.

    >>> booked_amount(Decimal("10.00"))
    Decimal('10.00')
    """
    return value


@registered("asked.amount.v1", "Amount", "money", "as asked, or as the policy says", "the asker or the policy")
def asked_amount(value: Decimal) -> Decimal:
    """An amount that a person named or a policy sets.

    >>> asked_amount(Decimal("10.00"))
    Decimal('10.00')
    """
    return value


@registered("asked.rate.v1", "Rate", "percent", "as asked, or as the credit line says", "the asker or the books")
def asked_rate(value: Decimal) -> Decimal:
    """A yearly rate in per cent that a person named or the books hold.

    >>> asked_rate(Decimal("6.5"))
    Decimal('6.5')
    """
    return value


@registered("no_order.total.v1", "Open bills without an order", "money", "Σ open bills that name no order", _BOOKS)
def without_order(parts: Sequence[CurrencyPart]) -> Decimal:
    """Open bills without a purchase order, from parts by currency.

    >>> without_order([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


@registered("booked.date.v1", "Date", "date", "as booked", _BOOKS)
def booked_date(value: date) -> date:
    """A date as it stands in a row.

    >>> booked_date(date(2026, 6, 30)).isoformat()
    '2026-06-30'
    """
    return value


@registered(
    "calendar.day.v1",
    "Day",
    "date",
    "from the due date, the bank calendar and the rail",
    "TARGET and national calendars",
)
def calendar_day(value: date) -> date:
    """A day found by the calendar.

    >>> calendar_day(date(2026, 4, 2)).isoformat()
    '2026-04-02'
    """
    return value


@registered("days_between.v1", "Days", "days", "calendar days from one date to another", _BOOKS)
def days_between(first: date, last: date) -> Decimal:
    """Days from `first` to `last`; negative when `last` is earlier.

    >>> days_between(date(2026, 6, 1), date(2026, 6, 30))
    Decimal('29')
    """
    return Decimal((last - first).days)


@registered(
    "feed.age.v1", "Age of a source", "days", "days from the newest day a source covers to the day asked about", _BOOKS
)
def feed_age(newest: date, day: date) -> Decimal:
    """How old what we know from a source is.

    >>> feed_age(date(2026, 6, 26), date(2026, 6, 30))
    Decimal('4')
    """
    return days_between(newest, day)


@registered("held.total.v1", "Held bills", "money", "Σ open amount of bills on hold × rate", _BOOKS)
def held_total(parts: Sequence[CurrencyPart]) -> Decimal:
    """What is open on bills that are held, in the company's currency.

    >>> held_total([CurrencyPart("EUR", Decimal(10), Decimal(1))])
    Decimal('10')
    """
    return converted(parts)


@registered("share.v1", "Share", "percent", "part / whole × 100")
def share(part: Decimal, whole: Decimal) -> Decimal:
    """A part in per cent of the whole.

    >>> share(Decimal(1), Decimal(4))
    Decimal('25')
    """
    return divided(part * 100, whole, "the whole")


@registered("difference.money.v1", "Change", "money", "now − then")
def money_difference(now: Decimal, then: Decimal) -> Decimal:
    """How much an amount moved; positive when it rose.

    >>> money_difference(Decimal(10), Decimal(12))
    Decimal('-2')
    """
    return now - then


@registered("difference.days.v1", "Change", "days", "now − then")
def days_difference(now: Decimal, then: Decimal) -> Decimal:
    """How much a figure in days moved; positive when it rose.

    >>> days_difference(Decimal(10), Decimal(12))
    Decimal('-2')
    """
    return now - then


@registered("difference.percent.v1", "Change in percentage points", "percent", "now − then")
def percent_difference(now: Decimal, then: Decimal) -> Decimal:
    """How many percentage points a figure moved; positive when it rose.

    >>> percent_difference(Decimal(10), Decimal(12))
    Decimal('-2')
    """
    return now - then


@registered("difference.ratio.v1", "Change", "ratio", "now − then")
def ratio_difference(now: Decimal, then: Decimal) -> Decimal:
    """How much a ratio moved; positive when it rose.

    >>> ratio_difference(Decimal(10), Decimal(12))
    Decimal('-2')
    """
    return now - then


def converted(parts: Sequence[CurrencyPart]) -> Decimal:
    """The parts in one currency."""
    return sum((part.amount * part.rate for part in parts), Decimal(0))
