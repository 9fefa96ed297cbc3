"""Late-payment rates by regime and half-year, as they were published."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any


def _halves(first_year: int, percents: str) -> dict[str, str]:
    """Rates by half-year, one after the other from January of the first year."""
    return {f"{first_year + n // 2}-{'07' if n % 2 else '01'}": text for n, text in enumerate(percents.split())}


# Per cent from the first day of each half-year: the ECB's main refinancing rate, the Basiszinssatz,
# and Bank Rate on the 31 December or 30 June before.
ECB = _halves(2019, "0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 2.50 4.00 4.50 4.25 3.15 2.15 2.15")
BUNDESBANK = _halves(2019, "-0.88 -0.88 -0.88 -0.88 -0.88 -0.88 -0.88 -0.88 1.62 3.12 3.62 3.37 2.27 1.27 1.27")
BANK_OF_ENGLAND = _halves(2019, "0.75 0.75 0.75 0.10 0.10 0.10 0.25 1.25 3.50 5.00 5.25 5.25 4.75 4.25 3.75")
# As published in the Federal Register; a half-year that is not here is not known.
US_TREASURY = {"2021-07": "1.125", "2024-07": "4.875", "2025-01": "4.625"}
REGIMES: tuple[tuple[str, dict[str, str], str, list[list[int | None]], str], ...] = (
    ("EU", ECB, "8", [[None, 40]], "ECB key interest rates; Directive 2011/7/EU, art. 2(6), 6"),
    ("DE", BUNDESBANK, "9", [[None, 40]], "Deutsche Bundesbank, Basiszinssatz (BGB 247); BGB 288(2), (5)"),
    ("UK", BANK_OF_ENGLAND, "8", [[1000, 40], [10000, 70], [None, 100]],
    "Bank of England, Bank Rate; SI 2002/1675; Act 1998 s. 5A"),
    ("US_PPA", US_TREASURY, "0", [],
    "Treasury, prompt payment rate: 86 FR 38813, 89 FR 58467, 90 FR 10678; 5 CFR 1315"),
)  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """Every rate as a row of `statutory_rate`: rates and margins as ratios, valid for its half-year."""
    return [
        {
            "regime": regime,
            "valid_from": start,
            "valid_to": _end_of_half(start),
            "reference_rate": Decimal(percent) / 100,
            "margin": Decimal(margin) / 100,
            "fixed_sums": fixed,
            "source": source,
        }
        for regime, rates, margin, fixed, source in REGIMES
        for start, percent in ((date.fromisoformat(f"{half}-01"), percent) for half, percent in rates.items())
    ]


def _end_of_half(start: date) -> date:
    if start.month == 1:
        return date(start.year, 6, 30)
    return date(start.year + 1, 1, 1) - timedelta(days=1)
