"""Exchange, borrowing and statutory rates: each with its source and date; a missing one is said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.metrics.balances import CurrencyPart, converted
from workingcapital.metrics.registry import NoData
from workingcapital.money import Money
from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class Rate:
    """One unit of a currency in another, as some source had it on a day."""

    value: Decimal
    on: date
    source: str

    def said(self, currency: str, into: str) -> str:
        """That amounts were converted, at which rate, of which day and source.

        >>> Rate(Decimal("0.930"), date(2026, 6, 30), "bank").said("USD", "EUR")
        'USD converted to EUR at 0.93 (bank, 2026-06-30)'
        """
        return f"{currency} converted to {into} at {self.value.normalize():f} ({self.source}, {self.on})"


@dataclass(frozen=True)
class InBase:
    """Amounts of several currencies in one: the parts with their rates, and what has to be said about them."""

    currency: str
    parts: tuple[CurrencyPart, ...]
    caveats: tuple[str, ...] = field(default=())

    @property
    def total(self) -> Decimal:
        """The sum, unrounded."""
        return converted(self.parts)


def exchange_rate(books: Books, company: str, from_currency: str, to_currency: str, on: date) -> Rate | None:
    """The newest rate on or before the day, inverted when only the other direction is known."""
    row = books.execute(
        """
        select case when from_currency = %(from)s then rate else 1 / rate end as value, on_date as "on", source
        from fx_rate
        where company_id = %(company)s and on_date <= %(on)s
          and ((from_currency = %(from)s and to_currency = %(to)s)
            or (from_currency = %(to)s and to_currency = %(from)s))
        order by on_date desc, from_currency = %(from)s desc limit 1
        """,
        {"company": company, "from": from_currency, "to": to_currency, "on": on},
    ).fetchone()
    return None if row is None else Rate(**row)


class Rates:
    """Rates of a day into one currency; each is looked up once, however many amounts are converted."""

    def __init__(self, books: Books, company: str, into: str, on: date) -> None:
        self.into, self.on, self._books, self._company = into, on, books, company
        self._known: dict[str, Rate | None] = {}

    def of(self, currency: str) -> Rate | None:
        """The rate from a currency; None where none is known by the day."""
        if currency not in self._known:
            self._known[currency] = exchange_rate(self._books, self._company, currency, self.into, self.on)
        return self._known[currency]

    def factor(self, currency: str) -> Decimal | None:
        """What one unit of a currency is worth; None where no rate is known by the day."""
        if currency == self.into:
            return Decimal(1)
        rate = self.of(currency)
        return None if rate is None else rate.value

    def worth(self, amounts: Iterable[tuple[str, Decimal]]) -> Decimal:
        """The sum of amounts by currency in one, unrounded; those without a rate count for nothing."""
        total = Decimal(0)
        for currency, amount in amounts:
            total += amount * (self.factor(currency) or 0)
        return total

    def in_base(self, amounts: Sequence[tuple[str, Decimal]]) -> InBase:
        """Amounts by currency in one; those without a rate are left out and named."""
        parts, caveats = [], []
        for currency, amount in amounts:
            if currency == self.into:
                parts.append(CurrencyPart(currency, amount, Decimal(1)))
            elif rate := self.of(currency):
                parts.append(CurrencyPart(currency, amount, rate.value))
                caveats.append(rate.said(currency, self.into))
            else:
                missing = Money(amount, currency)
                caveats.append(f"{missing} left out: no rate from {currency} to {self.into} on or before {self.on}")
        return InBase(self.into, tuple(parts), tuple(caveats))


def by_currency(amounts: Iterable[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """Amounts summed by currency, in the currencies' order.

    >>> by_currency([("USD", Decimal(2)), ("EUR", Decimal(1)), ("USD", Decimal(3))])
    [('EUR', Decimal('1')), ('USD', Decimal('5'))]
    """
    sums: dict[str, Decimal] = {}
    for currency, amount in amounts:
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    return sorted(sums.items())


def in_base(books: Books, company: str, currency: str, amounts: Sequence[tuple[str, Decimal]], on: date) -> InBase:
    """Amounts by currency in `currency` at the rates of the day; those without a rate are left out and named."""
    return Rates(books, company, currency, on).in_base(amounts)


def borrowing_rate(books: Books, company: str, currency: str, on: date) -> Rate:
    """What cash costs at the margin, as a yearly ratio: the credit line of the day, else the company's setting."""
    row = books.execute(
        """
        select annual_rate as value, valid_from as "on", source from credit_line
        where company_id = %(company)s and currency = %(currency)s
          and valid_from <= %(on)s and (valid_to is null or valid_to >= %(on)s)
        union all
        select borrowing_rate, %(on)s::date, coalesce(borrowing_source, 'company setting') from company
        where company_id = %(company)s and base_currency = %(currency)s and borrowing_rate is not null
        limit 1
        """,
        {"company": company, "currency": currency, "on": on},
    ).fetchone()
    if row is None:
        raise NoData(f"no borrowing rate in {currency} is known for {company}; say one", "no_rate")
    return Rate(**row)


def statutory_rates(books: Books, regime: str, first: date, last: date) -> list[dict[str, Any]]:
    """The rates of a late-payment regime valid between two days, oldest first."""
    return books.execute(
        """
        select valid_from, valid_to, reference_rate, margin, fixed_sums, source from statutory_rate
        where regime = %(regime)s and valid_from <= %(last)s and (valid_to is null or valid_to >= %(first)s)
        order by valid_from
        """,
        {"regime": regime, "first": first, "last": last},
    ).fetchall()


def legal_limits(books: Books, country: str, on: date) -> list[dict[str, Any]]:
    """The longest payment terms the law of a country allows, for business and public payers."""
    return books.execute(
        """
        select distinct on (payer) payer, max_days, exceptions, valid_from, source from legal_term_limit
        where country = %(country)s and valid_from <= %(on)s order by payer, valid_from desc
        """,
        {"country": country, "on": on},
    ).fetchall()
