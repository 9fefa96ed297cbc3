"""Customers: who buys, and how each of them pays. How they pay is written nowhere but here."""

from dataclasses import dataclass
from decimal import Decimal

from workingcapital.sample_company.chance import bell, happens, pick, stream
from workingcapital.sample_company.company import GROUP, Company
from workingcapital.sample_company.data.customers import CUSTOMERS
from workingcapital.sample_company.parties import add_account, add_party
from workingcapital.sample_company.rows import Books, Row

# Invoices a month for each unit of weight.
RHYTHM = {"HALDE": 1.24, "HALUK": 0.92, "HALUS": 0.94}
GETTING_WORSE = (
    "Kraftwerk Service Lausitz GmbH", "Ebersfeld Maschinenbau GmbH", "Impianti Lagorai S.p.A.",
    "Tannhoff Gebäudetechnik GmbH",
    "Tyneholm Shipbuilders Ltd", "Peverel Power Stations Ltd", "Iron Range Steel Works Inc.", "Lone Mesa Mining Inc.",
)  # fmt: skip
HABITS = ("prompt", "prompt", "usual", "usual", "usual", "usual", "late", "late", "month_end", "month_end", "fridays")
DELAY = {
    "prompt": (-3.0, 3.0),
    "usual": (3.0, 5.0),
    "late": (15.0, 9.0),
    "month_end": (1.0, 3.0),
    "fridays": (4.0, 4.0),
}


@dataclass(frozen=True)
class Customer:
    """A customer and its habits."""

    party: Row
    account: Row
    term: str
    currency: str
    tax_percent: Decimal
    weight: int
    habit: str
    delay: float
    spread: float
    drift: float
    takes_discount: float
    in_parts: float
    disputes: float

    def invoices_a_month(self) -> float:
        """How many invoices this customer gets in an ordinary month."""
        return self.weight * RHYTHM[self.party["company_id"]]

    def amounts(self) -> tuple[int, int]:
        """The lowest and highest net of an invoice."""
        return 250 + 60 * self.weight, 17000 + 6200 * self.weight


def customers(books: Books) -> dict[str, list[Customer]]:
    """Party and account rows of every customer, and their habits, by company."""
    return {
        company.code: [_customer(books, company, n) for n in range(len(CUSTOMERS[company.code]))] for company in GROUP
    }


def _customer(books: Books, company: Company, index: int) -> Customer:
    name, country, _, currency, term, weight = CUSTOMERS[company.code][index]
    party = _party(books, company, index)
    rng = stream(company.code, "customer", name)
    habit = pick(rng, HABITS)
    mean, spread = DELAY[habit]
    return Customer(
        party, _account(books, party, currency), term, currency,
        company.tax_percent if _taxed(company, country) else Decimal(0),
        weight, habit, bell(rng, mean, 2.0), spread, 0.9 if name in GETTING_WORSE else 0.0,
        85.0 if happens(rng, 60) else 30.0, 6.0 if happens(rng, 20) else 1.0, 5.0 if happens(rng, 15) else 1.2,
    )  # fmt: skip


def _party(books: Books, company: Company, index: int) -> Row:
    """The customer's party: a supplier of the same name is one and the same."""
    name, country, city, currency, term, weight = CUSTOMERS[company.code][index]
    customer = {
        "is_customer": True, "ar_term_key": f"{company.code}/TERM/{term}", "credit_currency": currency,
        "credit_limit": Decimal(40_000 + 55_000 * weight),
    }  # fmt: skip
    for party in books.of("party", company.code):
        if party["name"] == name:
            party.update(customer)
            return party
    code = {"HALDE": str(10001 + index), "HALUK": f"C{index + 1:04d}", "HALUS": f"C-{2001 + index}"}[company.code]
    return add_party(books, company.code, code, name, country, city, **customer)


def _account(books: Books, party: Row, currency: str) -> Row:
    known = [row for row in books.of("party_bank_account", party["company_id"]) if row["party_key"] == party["key"]]
    return known[0] if known else add_account(books, party, currency)


def _taxed(company: Company, country: str) -> bool:
    """Domestic sales carry VAT; exports do not, and US services for resale carry no sales tax."""
    return country == company.country and company.code != "HALUS"
