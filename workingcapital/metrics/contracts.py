"""Terms of a contract, of the books, and which of the two apply: texts, each with the sentences it was read from."""

from workingcapital.clauses import First, applying, terms_of
from workingcapital.metrics.registry import NoData, registered


@registered(
    "contract.terms.v1", "Payment terms in the contract", "text", "read from the contract's sentences on payment"
)
def contract_terms(sentences: list[str]) -> str:
    """The notation of the trade.

    >>> contract_terms(["Rechnungen sind in 45 Tagen zahlbar.", "Bei Zahlung innerhalb von 14 Tagen 3 % Skonto."])
    '3/14 n45'
    """
    found = terms_of(sentences)
    if found is None:
        raise NoData("the contract gives no payment terms")
    return found


@registered(
    "invoice.terms.v1", "Payment terms on the invoices", "text", "the terms of the party's latest invoice in the books"
)
def invoice_terms(terms: str) -> str:
    """As the books hold them."""
    return terms


@registered(
    "contract.applies.v1", "Terms that apply", "text",
    "the contract's or the invoices' terms, as the contract's own sentence on precedence decides",
)  # fmt: skip
def applying_terms(contract: str, invoice: str, first: First) -> str:
    """The terms that win.

    >>> applying_terms("3/14 n45", "2/10 n30", "contract")
    '3/14 n45'
    """
    return applying(contract, invoice, first)
