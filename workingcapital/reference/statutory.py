"""Late-payment rates by regime and half-year, as they were published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final


def _halves(first_year: int, percents: str) -> dict[str, str]:
    """Rates by half-year, one after the other from January of the first year."""
    return {f"{first_year + n // 2}-{'07' if n % 2 else '01'}": text for n, text in enumerate(percents.split())}


# Per cent from the first day of each half-year: the ECB's main refinancing rate, the Basiszinssatz,
# and Bank Rate on the 31 December or 30 June before.
ECB = _halves(2019, "0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 2.50 4.00 4.50 4.25 3.15 2.15 2.15")
BUNDESBANK = _halves(2019, "-0.88 -0.88 -0.88 -0.88 -0.88 -0.88 -0.88 -0.88 1.62 3.12 3.62 3.37 2.27 1.27 1.27")
BANK_OF_ENGLAND = _halves(2019, "0.75 0.75 0.75 0.10 0.10 0.10 0.25 1.25 3.50 5.00 5.25 5.25 4.75 4.25 3.75")
# Each half-year with where it was read; one that is not here was not found in writing and is said to be unknown.
_LAW_41: Final = "Treasury rate under Public Law 92-41, table of the Wisconsin DOT"
US_TREASURY = {
    "2019-01": ("3.625", _LAW_41), "2019-07": ("2.625", _LAW_41), "2020-01": ("2.125", _LAW_41),
    "2020-07": ("1.125", _LAW_41), "2021-01": ("0.875", _LAW_41), "2021-07": ("1.125", "86 FR 38813"),
    "2023-07": ("4.875", "Treasury notice for July to December 2023"), "2024-07": ("4.875", "89 FR 58467"),
    "2025-01": ("4.625", "90 FR 10678"),
}  # fmt: skip


@dataclass(frozen=True)
class Regime:
    """A law on late payment: its reference rates in per cent by half-year with their sources, the points on top of them,
    and the fixed sums by size of the claim."""

    name: str
    rates: Mapping[str, tuple[str, str]]
    margin: str
    fixed_sums: tuple[tuple[int | None, int], ...] = ()


def _all_from(source: str, rates: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {half: (percent, source) for half, percent in rates.items()}


REGIMES: Final = (
    Regime("EU", _all_from("ECB key interest rates; Directive 2011/7/EU, art. 2(6), 6", ECB), "8", ((None, 40),)),
    Regime(
        "DE", _all_from("Deutsche Bundesbank, Basiszinssatz (BGB 247); BGB 288(2), (5)", BUNDESBANK), "9", ((None, 40),)
    ),
    Regime(
        "UK",
        _all_from("Bank of England, Bank Rate; SI 2002/1675; Act 1998 s. 5A", BANK_OF_ENGLAND),
        "8",
        ((1000, 40), (10000, 70), (None, 100)),
    ),
    Regime(
        "US_PPA",
        {half: (percent, f"prompt payment rate: {read}; 5 CFR 1315") for half, (percent, read) in US_TREASURY.items()},
        "0",
    ),
)


def rows() -> list[dict[str, Any]]:
    """Every rate as a row of `statutory_rate`: rates and margins as ratios, valid for its half-year."""
    return [
        {
            "regime": regime.name,
            "valid_from": start,
            "valid_to": _end_of_half(start),
            "reference_rate": Decimal(percent) / 100,
            "margin": Decimal(regime.margin) / 100,
            "fixed_sums": [list(step) for step in regime.fixed_sums],
            "source": source,
        }
        for regime in REGIMES
        for start, (percent, source) in (
            (date.fromisoformat(f"{half}-01"), read) for half, read in regime.rates.items()
        )
    ]


def _end_of_half(start: date) -> date:
    if start.month == 1:
        return date(start.year, 6, 30)
    return date(start.year + 1, 1, 1) - timedelta(days=1)
