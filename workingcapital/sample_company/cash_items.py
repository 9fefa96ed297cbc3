"""Cash that is no invoice: wages, taxes, loans, and the large one-offs of this summer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from workingcapital.sample_company.company import GROUP, Company
from workingcapital.sample_company.days import month_end, month_start, on_or_before, open_days
from workingcapital.sample_company.rows import Books


@dataclass(frozen=True)
class CashItem:
    """Money in (positive) or out, once or again and again."""

    company: str
    account: str
    category: str
    text: str
    first: date
    amount: Decimal
    recurrence: str = "none"
    until: date | None = None

    def days(self, last: date) -> Iterator[date]:
        """The days on which it falls, up to `last`."""
        day, nth = self.first, 0
        step = {"monthly": 1, "quarterly": 3, "yearly": 12}.get(self.recurrence, 0)
        while day <= min(last, self.until or last):
            yield day
            nth += 1
            if not step:
                return
            start = month_start(self.first, nth * step)
            day = min(start + timedelta(days=self.first.day - 1), month_end(start))


MAIN, PAYROLL = "Rheinkontor main", "Rheinkontor payroll"
UK, US = "Thamesgate current", "First Prairie operating"
END_2025 = date(2025, 12, 31)


def _item(company: str, account: str, category: str, text: str, first: date, amount: int, *more: object) -> CashItem:
    return CashItem(company, account, category, text, first, Decimal(amount), *more)  # type: ignore[arg-type]


CASH_ITEMS: tuple[CashItem, ...] = (
    _item("HALDE", MAIN, "other", "Receipts on invoices of the former ledger", date(2024, 7, 12), 1_240_000),
    _item("HALDE", MAIN, "other", "Receipts on invoices of the former ledger", date(2024, 8, 9), 910_000),
    _item("HALDE", MAIN, "other", "Receipts on invoices of the former ledger", date(2024, 9, 13), 480_000),
    _item("HALDE", PAYROLL, "payroll", "Net wages", date(2024, 7, 28), -672_400, "monthly", END_2025),
    _item("HALDE", PAYROLL, "payroll", "Net wages", date(2026, 1, 28), -731_900, "monthly"),
    _item("HALDE", MAIN, "payroll", "Social security", date(2024, 7, 27), -268_300, "monthly", END_2025),
    _item("HALDE", MAIN, "payroll", "Social security", date(2026, 1, 27), -289_150, "monthly"),
    _item("HALDE", MAIN, "tax", "VAT advance return", date(2024, 8, 10), -212_000, "monthly"),
    _item("HALDE", MAIN, "tax", "Corporate income tax, advance", date(2024, 9, 10), -118_000, "quarterly"),
    _item("HALDE", MAIN, "debt", "Term loan, interest and redemption", date(2024, 9, 30), -187_500, "quarterly"),
    _item("HALDE", MAIN, "rent", "Outdoor storage, ground rent", date(2024, 7, 3), -11_400, "monthly"),
    _item("HALDE", MAIN, "one_off", "Dividend 2024", date(2025, 7, 16), -650_000),
    _item("HALDE", MAIN, "one_off", "Purchase of a spare-parts business", date(2026, 3, 17), -1_480_000),
    _item("HALDE", MAIN, "one_off", "Machining centre, first instalment", date(2026, 7, 8), -1_960_000),
    _item("HALDE", MAIN, "one_off", "Dividend 2025", date(2026, 7, 17), -1_480_000),
    _item("HALDE", MAIN, "one_off", "Innovation grant, second tranche", date(2026, 7, 24), 880_000),
    _item("HALDE", MAIN, "one_off", "Machining centre, second instalment", date(2026, 9, 16), -390_000),
    _item("HALUK", UK, "other", "Receipts on invoices of the former ledger", date(2024, 7, 12), 520_000),
    _item("HALUK", UK, "other", "Receipts on invoices of the former ledger", date(2024, 8, 9), 410_000),
    _item("HALUK", UK, "other", "Receipts on invoices of the former ledger", date(2024, 9, 13), 220_000),
    _item("HALUK", UK, "payroll", "Net wages", date(2024, 7, 25), -402_000, "monthly"),
    _item("HALUK", UK, "tax", "PAYE and National Insurance", date(2024, 7, 22), -172_000, "monthly"),
    _item("HALUK", UK, "tax", "VAT return", date(2024, 11, 7), -418_000, "quarterly"),
    _item("HALUK", UK, "debt", "Asset finance", date(2024, 7, 15), -16_900, "monthly"),
    _item("HALUK", UK, "one_off", "Interim dividend", date(2025, 9, 17), -420_000),
    _item("HALUK", UK, "one_off", "Dividend 2025", date(2026, 4, 15), -460_000),
    _item("HALUK", UK, "one_off", "Roof repair, Leeds plant", date(2026, 7, 21), -145_000),
    _item("HALUS", US, "other", "Receipts on invoices of the former ledger", date(2024, 7, 12), 330_000),
    _item("HALUS", US, "other", "Receipts on invoices of the former ledger", date(2024, 8, 9), 260_000),
    _item("HALUS", US, "other", "Receipts on invoices of the former ledger", date(2024, 9, 13), 140_000),
    _item("HALUS", US, "payroll", "Payroll, first half of the month", date(2024, 7, 15), -191_000, "monthly"),
    _item("HALUS", US, "payroll", "Payroll, second half of the month", date(2024, 7, 30), -191_000, "monthly"),
    _item("HALUS", US, "tax", "Federal income tax, estimate", date(2024, 9, 15), -64_000, "quarterly"),
    _item("HALUS", US, "debt", "Equipment loan", date(2024, 7, 20), -21_500, "monthly"),
    _item("HALUS", US, "one_off", "Dividend to parent", date(2025, 10, 15), -480_000),
    _item("HALUS", US, "one_off", "Dividend to parent", date(2026, 5, 13), -450_000),
    _item("HALUS", US, "one_off", "Field service trucks", date(2026, 8, 5), -212_000),
)


def cash_items(books: Books) -> None:
    """Rows of the planned cash; recurring ones begin with the books, so that past forecasts can be made again."""
    currencies = {company.code: company.currency for company in GROUP}
    for item in CASH_ITEMS:
        books.add(
            "cash_item", company_id=item.company, bank_account_key=f"{item.company}/BANK/{item.account}",
            category=item.category,
            description=item.text, on_date=item.first, amount=item.amount, currency=currencies[item.company],
            recurrence=item.recurrence, until=item.until,
        )  # fmt: skip


def moved(company: Company, account: str, last: date) -> Iterator[tuple[date, Decimal, str]]:
    """What moved on an account until `last`: on the last open day on or before each date."""
    for item in CASH_ITEMS:
        if item.company == company.code and item.account == account:
            for day in item.days(last):
                booked = on_or_before(open_days(company.calendar), day)
                if booked is not None and booked <= last:
                    yield booked, item.amount, item.text
