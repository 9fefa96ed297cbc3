"""Exchange rates of an invented market, so that no figure here can be mistaken for a quotation."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from workingcapital.sample_company.chance import stream
from workingcapital.sample_company.company import GROUP
from workingcapital.sample_company.days import START, TODAY, on_or_before, open_days
from workingcapital.sample_company.rows import Books

_START = {"USD": 10820, "GBP": 8460}  # one euro, in ten-thousandths
_PLACES = Decimal("0.00000001")


def euro_paths() -> dict[str, dict[date, Decimal]]:
    """One euro in dollars and in pounds, on every TARGET day: a walk that is pulled back to where it began."""
    paths: dict[str, dict[date, Decimal]] = {"EUR": {}}
    for currency, start in _START.items():
        rng, value, path = stream("fx", currency), start, {}
        for day in open_days("TARGET"):
            if day > TODAY:
                break
            value += rng.randrange(-38, 39) + (start - value) // 60
            path[day] = Decimal(value) / 10000
        paths[currency] = path
    paths["EUR"] = dict.fromkeys(paths["USD"], Decimal(1))
    return paths


class Market:
    """Rates by day: the last one known on or before it."""

    def __init__(self) -> None:
        self._paths = euro_paths()
        self._days = sorted(self._paths["USD"])

    @property
    def days(self) -> list[date]:
        """Days that have a rate."""
        return self._days

    def rate(self, source: str, target: str, day: date) -> Decimal:
        """One unit of `source` in `target`, eight decimals."""
        known = on_or_before(self._days, max(day, self._days[0]))
        if known is None:
            raise ValueError(f"no rate before {START}")
        return (self._paths[target][known] / self._paths[source][known]).quantize(_PLACES, rounding=ROUND_HALF_UP)


def rates(books: Books, market: Market) -> None:
    """The rates each company needs: foreign currencies into its own."""
    for company in GROUP:
        for foreign in ("EUR", "GBP", "USD"):
            if foreign != company.currency:
                for day in market.days:
                    books.add(
                        "fx_rate", company_id=company.code, from_currency=foreign, to_currency=company.currency,
                        on_date=day, rate=market.rate(foreign, company.currency, day),
                        source="sample company, invented",
                    )  # fmt: skip
        for kind, annual in (("borrowing", company.borrowing_rate), ("yield", company.yield_rate)):
            books.add(
                "rate_curve", company_id=company.code, kind=kind, currency=company.currency,
                tenor_days=365 if kind == "borrowing" else 1, annual_rate=annual, valid_from=START,
                source=f"{company.bank}: {'credit line' if kind == 'borrowing' else 'call money'}",
            )  # fmt: skip
