"""Suppliers: whom the group buys from, and how each of them writes bills."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workingcapital.sample_company.chance import stream
from workingcapital.sample_company.company import GROUP, Company
from workingcapital.sample_company.data.suppliers import SUPPLIERS
from workingcapital.sample_company.parties import add_account, add_party
from workingcapital.sample_company.people import address
from workingcapital.sample_company.rows import Books, Row

EU = ("DE", "AT", "FR", "IT", "NL", "CZ", "PL", "DK", "SE", "BE", "ES", "IE")
CRITICAL = (
    "Ostrelius Stahlhandel GmbH",
    "Tiefenried Elektromotoren AG",
    "Pellworth Motors plc",
    "Galvez Pump Parts LLC",
)
STRETCHED = ("Nordlicht Energie GmbH",)  # may be paid late on purpose, allowed by the CFO
BLOCKED = {"Steinfurth Messebau GmbH": "Insolvency filed on 2026-06-15: pay to the administrator only"}
BLOCKED_FROM = date(2026, 6, 15)
WITHHOLDING = {"Lumera Licensing Inc.": Decimal("15.825"), "Okafor Field Contractors": Decimal(24)}


@dataclass(frozen=True)
class Supplier:
    """A supplier and its habits."""

    party: Row
    account: Row
    category: str
    cost_centre: str
    term: str
    currency: str
    tax_percent: Decimal
    withholding: Decimal | None
    bills_a_month: float
    low: int
    high: int
    style: int

    @property
    def with_orders(self) -> bool:
        """Goods come with an order and a receipt."""
        return self.category == "goods"

    def number(self, sequence: int, year: int, month: int) -> str:
        """The next bill number in this supplier's own style."""
        styles = (
            f"RE-{year}-{sequence:05d}", f"{year % 100}{month:02d}{sequence:04d}", f"R{700000 + sequence}",
            f"{year}/{sequence:04d}", f"INV-{30000 + sequence}", f"SI{sequence:06d}",
        )  # fmt: skip
        return styles[self.style]


def suppliers(books: Books) -> dict[str, list[Supplier]]:
    """Party and account rows of every supplier, and their habits, by company."""
    return {
        company.code: [_supplier(books, company, n) for n in range(len(SUPPLIERS[company.code]))] for company in GROUP
    }


def _supplier(books: Books, company: Company, index: int) -> Supplier:
    name, category, cost_centre, term, currency, country, city, per_month, low, high = SUPPLIERS[company.code][index]
    code = _code(company.code, index, name)
    party = add_party(
        books, company.code, code, name, country, city, is_supplier=True,
        ap_term_key=f"{company.code}/TERM/{term}", critical=name in CRITICAL,
        payment_block=BLOCKED.get(name), may_be_stretched_by=address("cfo") if name in STRETCHED else None,
    )  # fmt: skip
    rng = stream(company.code, "supplier", code)
    return Supplier(
        party, add_account(books, party, currency), category, cost_centre, term, currency,
        _tax(company, country, category),
        WITHHOLDING.get(name), per_month, low, high,
        rng.randrange(4) if company.code == "HALDE" else 3 + rng.randrange(3),
    )  # fmt: skip


def _code(company: str, index: int, name: str) -> str:
    if company == "HALDE":
        return str(70001 + index)
    if company == "HALUK":
        return f"{''.join(c for c in name.upper() if c.isalpha())[:4]}{index + 1:03d}"
    return f"V-{1001 + index}"


def _tax(company: Company, country: str, category: str) -> Decimal:
    """Domestic VAT; nothing on purchases from abroad (reverse charge) and on US goods for resale and services."""
    if country != company.country or (company.code == "HALUS" and category not in ("lease", "energy", "weekly")):
        return Decimal(0)
    return company.tax_percent
