"""Interest and fixed sums on what is paid late."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import (
    Cell,
    computed,
    decimal_of,
    evidence,
    for_each_company,
    link,
    party_or_none,
    require_loaded,
    table,
)
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence, Fact
from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.balances import gathered_total, grouped
from workingcapital.store.gathering.late import CURRENCY, FORMULA, Claim, law_of
from workingcapital.store.invoices import Invoice, the_invoice
from workingcapital.store.items import ItemFilter
from workingcapital.store.parties import all_parties

Regime = Literal["EU", "DE", "UK", "US_PPA"]


@tool(response_format="content_and_artifact", parse_docstring=True)
def late_payment_interest(
    runtime: ToolRuntime[Asker],
    number: str | None = None,
    amount: str | None = None,
    days: int | None = None,
    currency: str | None = None,
    regime: Regime | None = None,
    country: str | None = None,
) -> tuple[str, Evidence]:
    """Statutory interest and the fixed sum on a late invoice, or on an amount so many days late.

    Args:
        number: a customer invoice, or a bill of ours
        amount: an amount, instead of an invoice
        days: days late, with an amount
        currency: currency of the amount
        regime: EU, DE, UK or US_PPA; the law of the creditor's country if left out
        country: two-letter country of the creditor, instead of a regime
    """
    asker = runtime.context
    if number is None and (amount is None or days is None):
        raise BadInput("say an invoice number, or an amount and the days it is late")
    size = decimal_of(amount, "amount")

    def work(books: Books, ours: Company) -> Evidence:
        law = regime or (law_of(country.upper()) if country else None)
        if number is not None:
            claim = _claim_of(books, ours, asker.as_of, the_invoice(books, ours.code, number), law)
        else:
            law = law or ("UK" if currency == "GBP" else law_of(ours.country))
            due = asker.as_of - timedelta(days=days or 0)
            claim = Claim(size or Decimal(0), currency or CURRENCY[law], due, asker.as_of, law)
        return _on_one(books, ours, asker.as_of, claim)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def late_interest_total(
    runtime: ToolRuntime[Asker],
    side: Literal["receivable", "payable"] = "receivable",
    party: str | None = None,
    top: int = 10,
) -> tuple[str, Evidence]:
    """Statutory interest and fixed sums on everything overdue: what we can claim, or what suppliers can claim from us.

    Args:
        side: receivable for what customers owe us, payable for what we owe suppliers
        party: name or number of one customer or supplier
        top: how many parties to show
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, side)
        known = party_or_none(books, ours.code, party, side)
        asked = {"side": side, **({"party": known.party} if known else {})}
        interest, fixed = (measure(books, each, ours.code, asker.as_of, **asked) for each in _TOTALS)
        total = _together(ours, asker.as_of, interest, fixed)
        say = f"{interest.label}: {link(interest)}, with fixed sums of {link(fixed)}; {link(total)} together."
        rows = [] if known else _by_party(books, ours.code, asker.as_of, side, top)
        columns = ["Party", "Currency", "Overdue", "Interest"]
        shown = table(f"{interest.label}, {ours.code}", columns, rows) if rows else None
        return evidence([interest, fixed, total], shown, rows, say)

    return for_each_company(asker, work)


_TOTALS = ("late_interest.overdue.total.v1", "late_interest.fixed_sum.total.v1")


def _by_party(books: Books, code: str, as_of: date, side: str, top: int) -> list[list[Cell]]:
    """Whose lateness is largest, with the interest on it; empty where no rate is known for a party."""
    which = ItemFilter(side=side, overdue_days=1, credits=False, disputed=False, intercompany=False)
    rows: list[list[Cell]] = []
    for name, narrow, found in grouped(books, code, as_of, which, "party", top):
        late = state("open.total.v1", code, as_of, narrow.asked(), gathered_total(found, narrow, name))
        try:
            interest = measure(books, _TOTALS[0], code, as_of, side=side, party=narrow.party)
        except NoData:
            interest = None
        rows.append([name, late.currency, late, interest])
    return rows


def _on_one(books: Books, ours: Company, as_of: date, claim: Claim) -> Evidence:
    asked = {
        "amount": format(claim.amount, "f"), "currency": claim.currency, "due": claim.due.isoformat(),
        "until": claim.until.isoformat(), "regime": claim.regime,
    }  # fmt: skip
    interest = measure(books, FORMULA[claim.regime], ours.code, as_of, **asked)
    try:
        fixed = measure(books, "late_interest.fixed_sum.v1", ours.code, as_of, **asked)
    except NoData as error:
        return evidence([interest], say=f"Interest of {link(interest)}.", notices=[f"{error}."])
    say = f"Interest of {link(interest)} and a fixed sum of {link(fixed)} under {claim.regime} law"
    if fixed.currency != interest.currency:
        return evidence([interest, fixed], say=f"{say}.")
    total = _together(ours, as_of, interest, fixed)
    return evidence([interest, fixed, total], say=f"{say}: {link(total)} together.")


def _together(ours: Company, as_of: date, interest: Fact, fixed: Fact) -> Fact:
    inputs = {"interest": interest.value, "fixed_sum": fixed.value}
    label = "Interest and fixed sum"
    return computed("late_interest.total.v1", ours, as_of, inputs, label, currency=interest.currency)


def _claim_of(books: Books, ours: Company, as_of: date, bill: Invoice, law: str | None) -> Claim:
    """What is open of an invoice as a claim, under the law of its creditor where none is named."""
    law = law or law_of(ours.country if bill.side == "receivable" else _country_of(books, ours, bill))
    left = measure(
        books, "open.total.v1", ours.code, as_of, side=bill.side, invoice=bill.invoice, currency=bill.currency
    )
    if left.decimal() <= 0:
        raise NoData(f"{bill.number} is settled; interest is asked on what is open", "settled")
    return Claim(left.decimal(), bill.currency, bill.due, as_of, law)


def _country_of(books: Books, ours: Company, bill: Invoice) -> str:
    supplier = next((each for each in all_parties(books, ours.code, "payable") if each.party == bill.party), None)
    return (supplier.country if supplier else None) or ""
