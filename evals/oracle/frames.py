"""Raw rows as pandas frames, and the few facts about companies and days that every figure needs."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

Frames = Mapping[str, pd.DataFrame]

ZERO = Decimal(0)


def frames(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, pd.DataFrame]:
    """One frame a table; cells keep their Python values, so that money stays Decimal."""
    return {name: pd.DataFrame(list(rows), dtype=object) for name, rows in tables.items()}


def of(data: Frames, table: str, company: str) -> pd.DataFrame:
    """The rows of one company."""
    frame = data[table]
    return frame[frame["company_id"] == company]


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows as named tuples; their cells are what the generator put there."""
    return list(frame.itertuples())


def base_currency(data: Frames, company: str) -> str:
    """The currency the company keeps its books in."""
    return str(of(data, "company", company)["base_currency"].iloc[0])


def rate(data: Frames, company: str, currency: str, day: date) -> Decimal:
    """One unit of the currency in the company's own, at the last rate on or before the day."""
    if currency == base_currency(data, company):
        return Decimal(1)
    known = of(data, "fx_rate", company)
    known = known[(known["from_currency"] == currency) & (known["on_date"] <= day)]
    if known.empty:
        raise LookupError(f"no rate for {currency} on or before {day}")
    return Decimal(known.sort_values("on_date")["rate"].iloc[-1])


def total(values: "pd.Series[Any]") -> Decimal:
    """An exact sum; zero of nothing."""
    return sum(values, ZERO)


def in_base(data: Frames, company: str, amounts: pd.DataFrame, column: str, day: date) -> Decimal:
    """The sum of a column over its `currency`, converted at the rates of the day."""
    return sum(
        (
            total(part[column]) * rate(data, company, str(currency), day)
            for currency, part in amounts.groupby("currency")
        ),
        ZERO,
    )


def quarter(day: date) -> tuple[date, date]:
    """First and last day of the calendar quarter that holds the day, cut at the day."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1), day


def days_in(period: tuple[date, date]) -> int:
    """Calendar days, both ends counted."""
    return (period[1] - period[0]).days + 1


def month_starts(first: date, last: date) -> list[date]:
    """The first day of each month from the month of `first` to that of `last`."""
    found, day = [], first.replace(day=1)
    while day <= last:
        found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found
