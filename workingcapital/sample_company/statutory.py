"""Public rates, legal limits and holidays: facts of the world, each with its source; no company owns them."""

from datetime import date, timedelta
from decimal import Decimal

from workingcapital.sample_company.days import CALENDAR_YEARS, holidays_of
from workingcapital.sample_company.rows import Books


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

# country, payer, days, what the law allows beyond, since, source
LIMITS = (
    ("DE", "business", 60, "longer if expressly agreed and not grossly unfair", "2014-07-29", "BGB 271a(1)"),
    ("DE", "public", 30, "up to 60 if expressly agreed and objectively justified", "2014-07-29", "BGB 271a(2)"),
    ("GB", "business", 60, "longer if expressly agreed and not grossly unfair", "2013-03-16",
    "Late Payment of Commercial Debts Act 1998 s. 4(3C)"),
    ("GB", "public", 30, None, "2013-03-16", "Late Payment of Commercial Debts Act 1998 s. 4(3D)"),
    ("FR", "business", 60, "or 45 days end of month, if agreed", "2009-01-01", "Code de commerce L441-10"),
    ("FR", "public", 30, None, "2013-05-01", "Code de la commande publique R2192-10"),
    ("IT", "business", 60, "longer if expressly agreed and not grossly unfair", "2013-01-01",
    "D.Lgs. 231/2002, art. 4"),
    ("IT", "public", 30, "up to 60 for health services and in justified cases", "2013-01-01",
    "D.Lgs. 231/2002, art. 4"),
    ("ES", "business", 60, None, "2010-07-07", "Ley 3/2004, art. 4"),
    ("ES", "public", 30, None, "2013-02-24", "Ley 9/2017, art. 198"),
    ("AT", "business", 60, "longer if expressly agreed and not grossly unfair", "2013-03-16", "UGB 459(4)"),
    ("AT", "public", 30, "up to 60 if expressly agreed and objectively justified", "2013-03-16", "UGB 459(4)"),
    ("NL", "business", 60, "30 where a large buyer pays a small or medium supplier", "2013-03-16", "BW 6:119a"),
    ("PL", "business", 60, "longer if not grossly unfair; never where a large buyer pays a smaller supplier",
    "2020-01-01", "Act of 8 March 2013, art. 7"),
    ("BE", "business", 60, None, "2022-02-01", "Act of 2 August 2002, art. 4"),
    ("CZ", "business", 60, "longer if not grossly unfair", "2014-01-01", "Civil Code 1963"),
    ("US", "public", 30, "federal agencies, where the contract sets no other date", "1982-10-01", "5 CFR 1315.4(g)"),
)  # fmt: skip


def statutory(books: Books) -> None:
    """Late-payment rates, legal limits on terms, and the holidays of four calendars."""
    for regime, rates, margin, fixed, source in REGIMES:
        for half, percent in rates.items():
            start = date.fromisoformat(f"{half}-01")
            books.add(
                "statutory_rate", regime=regime, valid_from=start, valid_to=_end_of_half(start),
                reference_rate=Decimal(percent) / 100, margin=Decimal(margin) / 100, fixed_sums=fixed, source=source,
            )  # fmt: skip
    for country, payer, days, exceptions, since, source in LIMITS:
        books.add(
            "legal_term_limit", country=country, payer=payer, max_days=days, exceptions=exceptions,
            valid_from=date.fromisoformat(since), source=source,
        )  # fmt: skip
    _holidays(books)


def _holidays(books: Books) -> None:
    for calendar in ("TARGET", "DE", "GB", "US"):
        source = "ECB, TARGET closing days" if calendar == "TARGET" else f"python-holidays, {calendar}"
        for day, name in holidays_of(calendar).items():
            if day.year in CALENDAR_YEARS:
                books.add("holiday", calendar=calendar, on_date=day, name=name, source=source)


def _end_of_half(start: date) -> date:
    return (
        date(start.year, 6, 30) if start.month == 1 else start.replace(year=start.year + 1, month=1) - timedelta(days=1)
    )
