"""Interest and fixed sums on what is paid late."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import computed, decimal_of, evidence, for_each_company, link
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence
from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.gathering.late import CURRENCY, FORMULA, Claim, regime_of
from workingcapital.store.invoices import Invoice, the_invoice
from workingcapital.store.parties import all_parties

Regime = Literal["EU", "DE", "UK", "US_PPA"]
_YEARS: Final = (360, 365)


@tool(response_format="content_and_artifact", parse_docstring=True)
def late_payment_interest(
    runtime: ToolRuntime[Asker],
    number: str | None = None,
    amount: str | None = None,
    days: int | None = None,
    currency: str | None = None,
    regime: Regime | None = None,
) -> tuple[str, Evidence]:
    """Statutory interest and the fixed sum on a late invoice, or on an amount so many days late.

    Args:
        number: a customer invoice, or a bill of ours
        amount: an amount, instead of an invoice
        days: days late, with an amount
        currency: currency of the amount
        regime: EU, DE, UK or US_PPA; the creditor's law if left out
    """
    asker = runtime.context
    if number is None and (amount is None or days is None):
        raise BadInput("say an invoice number, or an amount and the days it is late")

    def work(books: Books, ours: Company) -> Evidence:
        claim = _claim(books, ours, asker.as_of, number, decimal_of(amount, "amount"), days, currency, regime)
        asked = {
            "amount": format(claim.amount, "f"), "currency": claim.currency, "due": claim.due.isoformat(),
            "until": claim.until.isoformat(), "regime": claim.regime,
        }  # fmt: skip
        interest = measure(books, FORMULA[claim.regime], ours.code, asker.as_of, **asked)
        try:
            fixed = measure(books, "late_interest.fixed_sum.v1", ours.code, asker.as_of, **asked)
        except NoData as error:
            return evidence([interest], say=f"Interest of {link(interest)}.", notices=[f"{error}."])
        say = f"Interest of {link(interest)} and a fixed sum of {link(fixed)} under {claim.regime} law."
        if fixed.currency != interest.currency:
            return evidence([interest, fixed], say=say)
        inputs = {"interest": interest.value, "fixed_sum": fixed.value}
        total = computed(
            "late_interest.total.v1", ours, asker.as_of, inputs, "Interest and fixed sum", currency=interest.currency
        )
        return evidence([interest, fixed, total], say=f"{say[:-1]}: {link(total)} together.")

    return for_each_company(asker, work)


def _claim(
    books: Books,
    ours: Company,
    as_of: date,
    number: str | None,
    amount: Decimal | None,
    days: int | None,
    currency: str | None,
    regime: Regime | None,
) -> Claim:
    if number is None:
        law = regime or _law_of_currency(currency) or regime_of(ours.country)
        if law is None or amount is None or days is None:
            raise NoData(f"no statute covers trade between firms in {ours.country}: the contract rules", "no_regime")
        return Claim(amount, currency or CURRENCY[law], as_of - timedelta(days=days), as_of, law)
    bill = the_invoice(books, ours.code, number)
    law = regime or _creditor_law(books, ours, bill)
    if law is None:
        raise NoData("no statute covers this creditor's trade between firms: the contract rules", "no_regime")
    left = measure(
        books, "open.total.v1", ours.code, as_of, side=bill.side, invoice=bill.invoice, currency=bill.currency
    )
    if left.decimal() <= 0:
        raise NoData(f"{bill.number} is settled; interest is asked on what is open", "settled")
    return Claim(left.decimal(), bill.currency, bill.due, as_of, law)


def _creditor_law(books: Books, ours: Company, bill: Invoice) -> str | None:
    if bill.side == "receivable":
        return regime_of(ours.country)
    supplier = next((each for each in all_parties(books, ours.code, "payable") if each.party == bill.party), None)
    return regime_of(supplier.country or "") if supplier else None


def _law_of_currency(currency: str | None) -> str | None:
    return "UK" if currency == "GBP" else None
