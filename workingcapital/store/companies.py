"""The companies as the books know them, and the days on which their banks are closed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workingcapital.errors import UnknownCompany
from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class Company:
    """One company: its currency, calendar and settings."""

    code: str
    name: str
    currency: str
    country: str
    calendar: str
    vat_recoverable: bool
    borrowing_rate: Decimal | None
    borrowing_source: str | None
    run_weekdays: tuple[int, ...]
    rail: str
    today: date | None


def company(books: Books, code: str) -> Company:
    """The company with that code; unknown and not granted look the same. `rail` is that of its main account."""
    row = books.execute(
        """
        select c.company_id as code, c.name, c.base_currency as currency, c.country, c.holiday_calendar as calendar,
               c.vat_recoverable, c.borrowing_rate, c.borrowing_source, c.run_weekdays, c.today,
               coalesce((select b.rail from bank_account b
                         where b.company_id = c.company_id and b.currency = c.base_currency
                         order by b.bank_account_id limit 1), 'wire') as rail
        from company c where c.company_id = %(company)s
        """,
        {"company": code},
    ).fetchone()
    if row is None:
        raise UnknownCompany(f"no company {code!r} among yours")
    return Company(**{**row, "run_weekdays": tuple(row["run_weekdays"])})


def holidays(books: Books, ours: Company) -> frozenset[date]:
    """The days on which a company's banks are closed beside weekends: its calendar's, and its own."""
    rows = books.execute(
        """
        select on_date from holiday where calendar = %(calendar)s
        union
        select on_date from closed_day where company_id = %(company)s and calendar = %(calendar)s""",
        {"company": ours.code, "calendar": ours.calendar},
    ).fetchall()
    return frozenset(row["on_date"] for row in rows)


def is_loaded(books: Books, code: str, side: str) -> bool:
    """Whether any payables (or receivables) of the company have been loaded."""
    row = books.execute(
        """
        select exists (select from invoice where company_id = %(company)s and side = %(side)s)
            or exists (select from load where company_id = %(company)s and kind = %(side)s || 's' and undone_at is null)
            as loaded
        """,
        {"company": code, "side": side},
    ).fetchone()
    return row is not None and bool(row["loaded"])
