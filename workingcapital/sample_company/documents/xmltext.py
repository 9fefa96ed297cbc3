"""Pieces of XML that both syntaxes of electronic invoices need."""

from decimal import Decimal
from xml.sax.saxutils import escape

from workingcapital.sample_company.documents.paper import Bill
from workingcapital.sample_company.documents.wording import terms
from workingcapital.sample_company.terms import TERMS

GUIDELINE = "urn:cen.eu:en16931:2017"


def tag(name: str, content: str) -> str:
    """An element with text, escaped."""
    return f"<{name}>{escape(str(content))}</{name}>"


def nest(name: str, *content: str) -> str:
    """An element that holds elements."""
    return f"<{name}>{''.join(content)}</{name}>"


def money(value: Decimal) -> str:
    """Two decimals and a point."""
    return f"{value:.2f}"


def terms_note(bill: Bill) -> str:
    """Terms in words, and as #SKONTO# lines where they are one due date in days (XRechnung, BR-DE-18)."""
    portion = TERMS[bill.term_code][1][0]
    steps = [step for step in portion.steps if step.due[0] == "days_after_invoice"]
    skonto = "".join(f"#SKONTO#TAGE={step.due[1]}#PROZENT={step.percent:.2f}#\n" for step in steps)
    return f"{terms(bill.term_code, bill.language)}\n{skonto}" if skonto else terms(bill.term_code, bill.language)


def category(bill: Bill) -> str:
    """The VAT category: standard, reverse charge or outside its scope."""
    return "S" if bill.invoice["tax"] else "AE" if bill.seller["country"] != bill.buyer["country"] else "O"


def rate(bill: Bill, index: int = 0) -> str:
    """The tax rate of a line in per cent."""
    return f"{bill.lines[index]['tax_percent']:.2f}"
