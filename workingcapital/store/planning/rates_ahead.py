"""What cash costs and earns on the coming days, and what the law charges for lateness: curves, each from dated rows."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from workingcapital.metrics.registry import NoData
from workingcapital.store.database.connection import Books
from workingcapital.store.rates import borrowing_rate
from workingcapital.timing.curves import Curve

PLACES = Decimal("0.00000001")


def financing_curve(books: Books, company: str, currency: str, as_of: date) -> Curve:
    """The marginal cost of cash: a loaded term structure of borrowing, else the credit line with its known changes.

    Raises NoData where neither is known.
    """
    points = _term_structure(books, company, currency, "borrowing", as_of)
    if len(points) > 1:
        return forward(points, as_of)
    return Curve(_borrowing(books, company, currency, as_of), _line_changes(books, company, currency, as_of))


def _borrowing(books: Books, company: str, currency: str, as_of: date) -> Decimal:
    try:
        return borrowing_rate(books, company, currency, as_of).value
    except NoData as missing:
        raise NoData(
            f"no borrowing rate in {currency} is known for {company}, so that no discount can be weighed against its "
            "financing; load a credit line or a rate curve",
            missing.reason,
        ) from missing


def yield_curve(books: Books, company: str, currency: str, as_of: date) -> Curve:
    """What cash of one's own earns where it lies; raises NoData where no rate is known."""
    points = _term_structure(books, company, currency, "yield", as_of)
    if not points:
        raise NoData(
            f"no yield on cash in {currency} is known for {company}; without it a draw cannot be priced", "no_rate"
        )
    return forward(points, as_of)


def forward(points: list[tuple[int, Decimal]], as_of: date) -> Curve:
    """Daily rates from rates by tenor (days, ratio a year): simple interest over a tenor is the sum of its days' rates.

    >>> curve = forward([(30, Decimal("0.04")), (60, Decimal("0.05"))], date(2026, 7, 1))
    >>> curve.on(date(2026, 7, 10)), curve.on(date(2026, 8, 1))
    (Decimal('0.04'), Decimal('0.06000000'))
    """
    later = tuple(
        (as_of + timedelta(days=near), ((far_rate * far - rate * near) / (far - near)).quantize(PLACES))
        for (near, rate), (far, far_rate) in pairwise(points)
    )
    return Curve(points[0][1], later)


def credit_line(books: Books, company: str, currency: str, as_of: date) -> tuple[Decimal, Curve]:
    """The limit of the company's credit line and what it costs; raises NoData where there is none."""
    row = books.execute(
        """
        select limit_amount, annual_rate from credit_line
        where company_id = %(company)s and currency = %(currency)s
          and valid_from <= %(on)s and (valid_to is null or valid_to >= %(on)s)
        order by valid_from desc, credit_line_id limit 1
        """,
        {"company": company, "currency": currency, "on": as_of},
    ).fetchone()
    if row is None:
        raise NoData(f"{company} has no credit line in {currency} on {as_of}", "no_credit_line")
    return row["limit_amount"], Curve(row["annual_rate"], _line_changes(books, company, currency, as_of))


def _line_changes(books: Books, company: str, currency: str, as_of: date) -> tuple[tuple[date, Decimal], ...]:
    rows = books.execute(
        """
        select valid_from, annual_rate from credit_line
        where company_id = %(company)s and currency = %(currency)s and valid_from > %(on)s
        order by valid_from, credit_line_id
        """,
        {"company": company, "currency": currency, "on": as_of},
    ).fetchall()
    return tuple((row["valid_from"], row["annual_rate"]) for row in rows)


def _term_structure(books: Books, company: str, currency: str, kind: str, as_of: date) -> list[tuple[int, Decimal]]:
    rows = books.execute(
        """
        select distinct on (tenor_days) tenor_days, annual_rate from rate_curve
        where company_id = %(company)s and currency = %(currency)s and kind = %(kind)s and valid_from <= %(on)s
        order by tenor_days, valid_from desc
        """,
        {"company": company, "currency": currency, "kind": kind, "on": as_of},
    ).fetchall()
    return [(row["tenor_days"], row["annual_rate"]) for row in rows]
