"""What an auditor works out on paper: yields of terms, sliding scales, statutory interest."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from evals.oracle.frames import Frames, rows_of

TODAY = date(2026, 6, 30)


def apr(data: Frames, company: str, percent: str, day: int, pays: int, year: int = 365) -> Decimal:
    """d/(1-d) · Y/(N-D), in per cent."""
    share = Decimal(percent) / 100
    return share / (1 - share) * year / (pays - day) * 100


def ear(data: Frames, company: str, percent: str, day: int, pays: int, year: int = 365) -> Decimal:
    """(1 + d/(1-d))^(Y/(N-D)) - 1, in per cent."""
    share = Decimal(percent) / 100
    return ((1 + share / (1 - share)) ** (Decimal(year) / (pays - day)) - 1) * 100


def dynamic(data: Frames, company: str, amount: str, apr: str, days: int) -> Decimal:
    """A · APR · days / 360."""
    return Decimal(amount) * Decimal(apr) / 100 * days / 360


def uk_interest(data: Frames, company: str, amount: str, days: int) -> Any:
    """8 points over Bank Rate of the reference date before interest starts, simple, fixed for the debt."""
    start = TODAY - timedelta(days=days) + timedelta(days=1)
    law = next(row for row in rows_of(_regime(data, "UK")) if row.valid_from <= start <= row.valid_to)
    return _pounds(Decimal(amount) * (law.reference_rate + law.margin) * days / 365)


def uk_fixed_sum(data: Frames, company: str, amount: str) -> Any:
    """GBP 40 below 1,000, 70 below 10,000, 100 from there."""
    size = Decimal(amount)
    return _pounds(Decimal(40 if size < 1000 else 70 if size < 10_000 else 100))


def german_interest(data: Frames, company: str, amount: str, days: int) -> Any:
    """9 points over the base rate, simple, each half-year at its own rate."""
    rows = list(rows_of(_regime(data, "DE")))
    due, owed = TODAY - timedelta(days=days), Decimal(0)
    for n in range(1, days + 1):
        day = due + timedelta(days=n)
        law = next(row for row in rows if row.valid_from <= day <= (row.valid_to or date.max))
        owed += Decimal(amount) * (law.reference_rate + law.margin) / 365
    return _money(owed, "EUR")


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _regime(data: Frames, name: str) -> pd.DataFrame:
    return data["statutory_rate"][data["statutory_rate"]["regime"] == name]


def _pounds(amount: Decimal) -> Any:
    return _money(amount, "GBP")


def _money(amount: Decimal, currency: str) -> Any:
    from evals.expected import Value

    return Value(amount, currency)
