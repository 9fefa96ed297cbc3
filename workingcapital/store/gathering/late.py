"""Statutory interest on an open invoice or an amount, with the rates of its regime."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from workingcapital.errors import BadInput
from workingcapital.metrics.registry import NoData
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.rates import statutory_rates

EURO_COUNTRIES: Final = frozenset(
    {"AT", "BE", "BG", "CY", "EE", "ES", "FI", "FR", "GR", "HR"}
    | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI", "SK"}
)
CURRENCY: Final = {"EU": "EUR", "DE": "EUR", "UK": "GBP", "US_PPA": "USD"}
CONTRACT: Final = "a contract may displace the statutory rate where the law lets it"
MINIMUM: Final = "the directive's minimum; a country's own law may set more"
FORMULA: Final = {
    "EU": "late_interest.simple.v1",
    "DE": "late_interest.simple.v1",
    "UK": "late_interest.uk.v1",
    "US_PPA": "late_interest.us_ppa.v1",
}


@dataclass(frozen=True)
class Claim:
    """An amount that is late from the day after `due` until `until`, under a regime."""

    amount: Decimal
    currency: str
    due: date
    until: date
    regime: str

    @property
    def days(self) -> int:
        """Days of interest: from the day after the due date, the last day counted."""
        return (self.until - self.due).days


def regime_of(country: str) -> str | None:
    """The regime of a creditor's country; None where no statute covers trade between firms.

    >>> regime_of("DE"), regime_of("GB"), regime_of("US")
    ('DE', 'UK', None)
    """
    return {"DE": "DE", "GB": "UK"}.get(country) or ("EU" if country in EURO_COUNTRIES else None)


def law_of(country: str) -> str:
    """The regime of a creditor's country; NoData says why there is none."""
    if law := regime_of(country):
        return law
    if country == "US":
        raise NoData("no statute covers trade between firms in US: the contract rules", "no_regime")
    raise NoData(f"no statutory rate on late payment is loaded for {country or 'an unknown country'}", "no_rate")


def gathered_interest(books: Books, claim: Claim) -> Gathered:
    """The inputs of the regime's formula; a missing rate is said, never guessed."""
    if claim.regime not in FORMULA:
        raise BadInput(f"unknown regime {claim.regime!r}: one of {', '.join(FORMULA)}")
    if claim.days <= 0:
        raise NoData("it is not late, so no interest runs", "not_late")
    rates = statutory_rates(books, claim.regime, claim.due + timedelta(days=1), claim.until)
    inputs, caveats = interest_inputs(claim, rates)
    given = {"amount": claim.amount, "due": claim.due, "until": claim.until, "regime": claim.regime}
    return Gathered(
        inputs={**given, **inputs},
        currency=claim.currency,
        label="Late-payment interest",
        basis=f"{claim.regime}, {claim.days} days",
        caveats=(*caveats, CONTRACT),
    )


def interest_inputs(claim: Claim, rates: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the regime's formula needs beside the amount, from the rates that were valid, and where they are from."""
    first = claim.due + timedelta(days=1)
    match claim.regime:
        case "UK":
            return _fixed_at_start(rates, first, claim)
        case "US_PPA":
            return _prompt_payment(rates, first, claim)
        case "EU":
            inputs, caveats = _by_half_year(rates, first, claim)
            return inputs, (*caveats, MINIMUM)
        case _:
            return _by_half_year(rates, first, claim)


def gathered_fixed_sum(books: Books, claim: Claim) -> Gathered:
    """The sum due beside interest, by the size of the claim and in the regime's own currency."""
    rate = rate_on(
        statutory_rates(books, claim.regime, claim.due, claim.until), claim.due + timedelta(days=1), claim.regime
    )
    if not rate["fixed_sums"]:
        raise NoData(f"{claim.regime} knows no fixed sum", "no_fixed_sum")
    return Gathered(
        inputs={"amount": claim.amount, "steps": rate["fixed_sums"], "due": claim.due, "until": claim.until},
        currency=CURRENCY[claim.regime],
        label="Fixed sum for late payment",
        basis=claim.regime,
        caveats=(rate["source"],),
    )


def claim_of(asked: Asked) -> Claim:
    """The claim a Fact was asked about."""
    days = {key: date.fromisoformat(asked[key]) for key in ("due", "until")}
    return Claim(Decimal(asked["amount"]), asked["currency"], days["due"], days["until"], asked["regime"])


def _gather(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    return gathered_interest(books, claim_of(asked))


for _formula_id in sorted(set(FORMULA.values())):
    gathers(_formula_id)(_gather)


@gathers("late_interest.fixed_sum.v1")
def gather_fixed_sum(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The fixed sum of a claim."""
    return gathered_fixed_sum(books, claim_of(asked))


def _by_half_year(
    rates: Sequence[Mapping[str, Any]], first: date, claim: Claim
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Stretches of days, each at the rate valid then."""
    stretches: list[list[Any]] = []
    said: dict[str, None] = {}
    day = first
    while day <= claim.until:
        rate = rate_on(rates, day, claim.regime)
        last = min(rate["valid_to"] or claim.until, claim.until)
        stretches.append([(last - day).days + 1, rate["reference_rate"] + rate["margin"]])
        said[f"{_percent(rate)}% from {day} ({rate['source']})"] = None
        day = last + timedelta(days=1)
    return {"stretches": stretches}, tuple(said)


def _fixed_at_start(
    rates: Sequence[Mapping[str, Any]], first: date, claim: Claim
) -> tuple[dict[str, Any], tuple[str, ...]]:
    rate = rate_on(rates, first, claim.regime)
    caveat = f"{_percent(rate)}%, fixed on {first} ({rate['source']})"
    return {"base_rate": rate["reference_rate"], "margin": rate["margin"], "days": claim.days}, (caveat,)


def _prompt_payment(
    rates: Sequence[Mapping[str, Any]], first: date, claim: Claim
) -> tuple[dict[str, Any], tuple[str, ...]]:
    rate = rate_on(rates, first, claim.regime)
    caveats = (f"{_percent(rate)}% ({rate['source']})", "binds federal agencies as payers only")
    return {"rate": rate["reference_rate"] + rate["margin"], "days": claim.days}, caveats


def rate_on(rates: Sequence[Mapping[str, Any]], day: date, regime: str) -> Mapping[str, Any]:
    """The one of the rates that was valid on the day."""
    for rate in rates:
        if rate["valid_from"] <= day and (rate["valid_to"] is None or day <= rate["valid_to"]):
            return rate
    raise NoData(f"no statutory rate of {regime} is loaded for {day}", "no_rate")


def _percent(rate: Mapping[str, Any]) -> str:
    return f"{((rate['reference_rate'] + rate['margin']) * 100).normalize():f}"
