"""Days on which banks are closed beside weekends: TARGET by the ECB's rule, nations by python-holidays."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

CALENDARS: Final = ("TARGET", "DE", "GB", "US")
YEARS: Final = tuple(range(2019, 2031))
_SUBDIVISION: Final = {"GB": "ENG"}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).

    >>> easter(2026).isoformat()
    '2026-04-05'
    """
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def target_days(year: int) -> dict[date, str]:
    """Closing days of TARGET beside weekends (ECB, long-term calendar of 14 December 2000)."""
    sunday = easter(year)
    return {
        date(year, 1, 1): "New Year's Day",
        sunday - timedelta(days=2): "Good Friday",
        sunday + timedelta(days=1): "Easter Monday",
        date(year, 5, 1): "Labour Day",
        date(year, 12, 25): "Christmas Day",
        date(year, 12, 26): "Christmas Holiday",
    }


@cache
def closed_days(calendar: str, years: Sequence[int] = YEARS) -> dict[date, str]:
    """Named closing days of 'TARGET', 'DE', 'GB' (England) or 'US', oldest first."""
    if calendar == "TARGET":
        return {day: name for year in years for day, name in target_days(year).items()}
    import holidays  # a tenth of a second, which only a new database pays

    found = holidays.country_holidays(calendar, subdiv=_SUBDIVISION.get(calendar), years=list(years), language="en_US")
    return dict(sorted((day, name) for day, name in found.items() if day.year in years))


def rows() -> list[dict[str, Any]]:
    """Every closed day as a row of `holiday`."""
    return [
        {"calendar": calendar, "on_date": day, "name": name, "source": _source(calendar)}
        for calendar in CALENDARS
        for day, name in closed_days(calendar).items()
    ]


def _source(calendar: str) -> str:
    return "ECB, TARGET closing days" if calendar == "TARGET" else f"python-holidays, {calendar}"
