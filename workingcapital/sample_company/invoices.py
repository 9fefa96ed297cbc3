"""Customer invoices: what the group sells, month by month, with its seasons."""

from datetime import date
from decimal import Decimal
from random import Random

from workingcapital.sample_company.bills import parts
from workingcapital.sample_company.chance import cents, pick, skewed, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.customers import Customer
from workingcapital.sample_company.data.words import SOLD
from workingcapital.sample_company.days import TODAY, months, open_days_of_month
from workingcapital.sample_company.posting import Draft, Line

# Per cent of an ordinary month, January to December; pumps sell before summer and before year end.
SEASON = (88, 92, 104, 106, 110, 112, 96, 84, 102, 106, 104, 96)


def invoices(company: Company, customers: list[Customer]) -> list[Draft]:
    """Every customer invoice, in the order of its numbers."""
    drafts = [draft for customer in customers for draft in _of_customer(company, customer)]
    drafts = sorted((d for d in drafts if d.posting <= TODAY), key=lambda d: (d.issue, d.party["key"], d.net))
    return drafts


def invoice_number(company: Company, year: int, sequence: int) -> str:
    """Our own invoice numbers."""
    return {
        "HALDE": f"RG-{year}-{sequence:05d}",
        "HALUK": f"UK{year % 100}-{sequence:05d}",
        "HALUS": f"US-{10000 + sequence}",
    }[company.code]


def credit_number(company: Company, year: int, sequence: int) -> str:
    """Our own credit note numbers."""
    return {
        "HALDE": f"GS-{year}-{sequence:04d}",
        "HALUK": f"UKCN{year % 100}-{sequence:04d}",
        "HALUS": f"CM-{1000 + sequence}",
    }[company.code]


def _of_customer(company: Company, customer: Customer) -> list[Draft]:
    rng = stream(company.code, "invoices", customer.party["code"])
    found = []
    for index, month in enumerate(months()):
        for day in _issue_days(rng, company, customer, month, index):
            found.append(_invoice(rng, company, customer, day))
    return found


def _issue_days(rng: Random, company: Company, customer: Customer, month: date, index: int) -> list[date]:
    days = open_days_of_month(company.calendar, month)
    growth = 0.95 + 0.004 * index
    expected = customer.invoices_a_month() * SEASON[month.month - 1] / 100 * growth
    number = int(expected * (0.75 + 0.5 * rng.random()) + rng.random())
    return sorted(pick(rng, days) for _ in range(number))


def _invoice(rng: Random, company: Company, customer: Customer, day: date) -> Draft:
    low, high = customer.amounts()
    language = "de" if company.code == "HALDE" and customer.party["language"] == "de" else "en"
    lines = [_line(rng, language, part) for part in parts(rng, skewed(rng, low, high))]
    return Draft(
        company, "receivable", customer.party, "", day, day, customer.currency, customer.tax_percent, customer.term,
        lines,
        habit=customer,
    )  # fmt: skip


def _line(rng: Random, language: str, amount: Decimal) -> Line:
    quantity = Decimal(pick(rng, [1, 1, 1, 2, 2, 3, 4, 6, 8]))
    return pick(rng, SOLD[language]), quantity, max(cents(amount / quantity), Decimal("1.00"))
