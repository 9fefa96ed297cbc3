"""The group Halden: three companies, what they are and how they bank."""

from dataclasses import dataclass
from decimal import Decimal

from workingcapital.sample_company.days import TODAY
from workingcapital.sample_company.rows import Books


@dataclass(frozen=True)
class Account:
    """A bank account of ours. `closing` is the balance it ends with today."""

    name: str
    currency: str
    floor: Decimal
    closing: Decimal
    rail: str
    bank: str


@dataclass(frozen=True)
class Company:
    """One company of the group and the habits its books follow."""

    code: str
    name: str
    currency: str
    country: str
    time_zone: str
    calendar: str
    vat_number: str | None
    tax_percent: Decimal
    vat_recoverable: bool
    in_time_by: str
    borrowing_rate: Decimal
    yield_rate: Decimal
    credit_limit: Decimal
    bank: str
    cogs_percent: int
    inventory_days: int | None
    accounts: tuple[Account, ...]

    def account_for(self, currency: str) -> Account:
        """The account that payments in a currency go through."""
        return next(account for account in self.accounts if account.currency == currency)


HALDE = Company(
    "HALDE",
    "Halden Pumpen GmbH",
    "EUR",
    "DE",
    "Europe/Berlin",
    "TARGET",
    "DE811907980",
    Decimal(19),
    True,
    "credit",
    Decimal("0.065"),
    Decimal("0.019"),
    Decimal(5_000_000),
    "Rheinkontor Bank AG",
    58,
    52,
    (
        Account("Rheinkontor main", "EUR", Decimal(1_600_000), Decimal("3381206.38"), "sepa", "RKBKDEFF"),
        Account("Rheinkontor payroll", "EUR", Decimal(400_000), Decimal("618450.00"), "sepa", "RKBKDEFF"),
        Account("Rheinkontor dollars", "USD", Decimal(0), Decimal("240000.00"), "wire", "RKBKDEFF"),
    ),
)
HALUK = Company(
    "HALUK",
    "Halden Pumps UK Ltd",
    "GBP",
    "GB",
    "Europe/London",
    "GB",
    "GB385219471",
    Decimal(20),
    True,
    "receipt",
    Decimal("0.071"),
    Decimal("0.031"),
    Decimal(1_500_000),
    "Thamesgate Bank plc",
    60,
    46,
    (
        Account("Thamesgate current", "GBP", Decimal(350_000), Decimal("1187340.52"), "bacs", "THGBGB2L"),
        Account("Thamesgate euro", "EUR", Decimal(0), Decimal("310000.00"), "sepa", "THGBGB2L"),
    ),
)
HALUS = Company(
    "HALUS",
    "Halden Flow Services Inc.",
    "USD",
    "US",
    "America/Chicago",
    "US",
    None,
    Decimal("8.25"),
    False,
    "order",
    Decimal("0.078"),
    Decimal("0.036"),
    Decimal(1_200_000),
    "First Prairie Bank N.A.",
    55,
    None,
    (
        Account("First Prairie operating", "USD", Decimal(250_000), Decimal("842915.77"), "ach", "FPRBUS44"),
        Account("First Prairie euro", "EUR", Decimal(0), Decimal("180000.00"), "wire", "FPRBUS44"),
    ),
)
GROUP = (HALDE, HALUK, HALUS)


def companies(books: Books) -> None:
    """The company rows; the German company is the parent."""
    for company in GROUP:
        books.add(
            "company",
            company_id=company.code,
            name=company.name,
            base_currency=company.currency,
            country=company.country,
            time_zone=company.time_zone,
            holiday_calendar=company.calendar,
            fiscal_year_start=1,
            vat_number=company.vat_number,
            discount_base="gross",
            vat_recoverable=company.vat_recoverable,
            borrowing_rate=company.borrowing_rate,
            borrowing_source=f"credit line at {company.bank}",
            run_weekdays=(2, 4),
            parent_id=None if company is HALDE else "HALDE",
            today=TODAY,
            is_sample=True,
        )
