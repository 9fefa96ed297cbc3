"""Exchange rates, control balances, closed days: small tables, read like a ledger and undone like one."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import psycopg

from workingcapital.errors import BadInput, UnknownCompany
from workingcapital.importing.cells import BadCell, Row
from workingcapital.importing.currencies import is_currency
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.profile import profile
from workingcapital.importing.report import ImportReport, Rejection
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.sheets import CsvSheet, Sheet
from workingcapital.importing.sources import sha256_of
from workingcapital.importing.workbook import XlsxSheet
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.loading import load as loading
from workingcapital.store.loading import reference as loading_reference

KINDS: Final = ("fx_rates", "balances", "holidays")
ACCOUNTS: Final = ("ar_control", "ap_control", "credit_sales", "purchases", "cogs", "inventory", "revenue")
_NEEDED: Final = {
    "fx_rates": {"currency": "the currency", "issue_date": "the date", "gross": "the rate"},
    "balances": {"issue_date": "the month's end", "kind": "the account", "gross": "the amount"},
    "holidays": {"issue_date": "the day"},
}
_DAY_AT: Final = {"fx_rates": 2, "balances": 0, "holidays": 1}  # where the day stands in a row
_KEY_AT: Final = {"fx_rates": (0, 1, 2), "balances": (0, 1, 3), "holidays": (0, 1)}  # what stands once
_MAX_RATE: Final = Decimal(10) ** 9
_LONGEST_CALENDAR: Final = 20


@dataclass(frozen=True)
class Home:
    """What a company takes where a row names nothing else."""

    currency: str
    calendar: str


_Read = Callable[[Row, Home, str], tuple[Any, ...]]


def import_reference(
    store: Store, who: Identity, company: str, files: Sequence[Path], rules: FileMapping, report: ImportReport,
    settings: ImportSettings,
) -> ImportReport:  # fmt: skip
    """Import files of one of these kinds as one load; a rejected row keeps everything from changing."""
    with store.loading(who) as books, books.transaction() as work:
        row = loading.company_of(books, company)
        if row is None:
            raise UnknownCompany(f"there is no company {company}, or it is not one of yours")
        home = Home(row["base_currency"], row["holiday_calendar"])
        rows = [each for path in files for each in _rows(path, rules, home, report, settings)]
        if report.exit_code or not rows:
            raise psycopg.Rollback(work)
        about = {
            "source_system": rules.source_system or rules.kind, "kind": rules.kind, "file_name": files[0].name,
            "file_sha256": sha256_of(files[0]), "detected": report.detected, "loaded_by": who.person,
        }  # fmt: skip
        load_id = loading.open_load(books, company, about)
        loading_reference.stage(books, rules.kind, rows)
        counts = loading_reference.merge(books, rules.kind, {"company": company, "load": load_id}, len(rows))
        report.inserted, report.updated, report.unchanged = counts["inserted"], counts["updated"], counts["unchanged"]
        days = [each[_DAY_AT[rules.kind]] for each in rows]
        report.totals = {"rows": len(rows), "period_from": min(days), "period_to": max(days)}
        if rules.kind == "holidays":
            _say_other_calendars(rows, home.calendar, report)
        control = {**counts, "read": report.read, "rejected": report.rejected_rows}
        loading.close_load(books, company, load_id, control, report.totals)
        report.load_id = None if report.dry_run else load_id
        if report.dry_run:
            raise psycopg.Rollback(work)
    return report


def _rows(
    path: Path, rules: FileMapping, home: Home, report: ImportReport, settings: ImportSettings
) -> list[tuple[Any, ...]]:
    """The good rows of a file, each key once; the others go to the report."""
    if not path.is_file():
        raise BadInput(f"there is no file {path.name}")
    sheet: Sheet = (XlsxSheet if path.suffix == ".xlsx" else CsvSheet).open(path, rules, settings)
    found = profile(sheet, rules, None, path.name)
    report.detected[path.name] = {**sheet.detected, **found.as_json()}
    missing = [said for name, said in _NEEDED[rules.kind].items() if name not in found.columns.fields]
    if missing:
        raise BadInput(f"{path.name}: no column was recognised for {'; '.join(missing)}")
    read = _READERS[rules.kind]
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for number, cells in sheet.rows():
        if number <= found.header_row:
            continue
        report.read += 1
        try:
            row = Row(number, cells, found)
            made = read(row, home, path.name)
            key = tuple(made[at] for at in _KEY_AT[rules.kind])
            if key in rows:
                row.bad("issue_date", f"{' '.join(map(str, key))} stands in an earlier row already")
            rows[key] = made
        except BadCell as error:
            report.reject(Rejection(path.name, number, error.field, error.why), settings.max_rejects_listed)
    return list(rows.values())


def _rate(row: Row, home: Home, file: str) -> tuple[Any, ...]:
    """One unit of the currency in the other; the other is the company's own where the file names none."""
    currency, other = row.currency(""), (row.text("to_currency") or home.currency).upper()
    if not is_currency(other) or other == currency:
        row.bad("to_currency", f"{other!r} is no other currency of ISO 4217")
    rate = row.percent("gross")
    if rate is None or not 0 < rate < _MAX_RATE:
        row.bad("gross", "is empty" if rate is None else f"{rate} is no exchange rate")
    day = row.day("issue_date") or row.bad("issue_date", "is empty")
    return currency, other, day, rate, row.text("description") or file


def _balance(row: Row, home: Home, file: str) -> tuple[Any, ...]:
    """A month-end balance, or the flow of the month that ends there."""
    currency = row.currency(home.currency)
    account = (row.text("kind") or "").casefold().replace(" ", "_")
    if account not in ACCOUNTS:
        row.bad("kind", f"{account!r} is none of {', '.join(ACCOUNTS)}")
    end = row.day("issue_date") or row.bad("issue_date", "is empty")
    if (end + timedelta(days=1)).day != 1:
        row.bad("issue_date", f"{end} is not the last day of a month")
    amount = row.amount("gross", currency)
    if amount is None:
        row.bad("gross", "is empty")
    return end, account, amount, currency, row.flag("includes_tax")


def _closed_day(row: Row, home: Home, file: str) -> tuple[Any, ...]:
    """A day on which the company does not pay: under the calendar the row names, else under the company's own."""
    day = row.day("issue_date") or row.bad("issue_date", "is empty")
    calendar = (row.text("calendar") or "").upper() or home.calendar
    if len(calendar) > _LONGEST_CALENDAR:
        row.bad("calendar", f"{calendar!r} is longer than the name of a country or a calendar")
    return calendar, day, row.text("description") or "closed", file


def _say_other_calendars(rows: Sequence[tuple[Any, ...]], own: str, report: ImportReport) -> None:
    """Days of another calendar are kept and close nobody here: that must not go unnoticed."""
    others = Counter(calendar for calendar, *_ in rows if calendar != own)
    report.notices += [
        f"{count} days of calendar {calendar} are kept; this company's calendar is {own}, so they do not close it"
        for calendar, count in sorted(others.items())
    ]


_READERS: Final[Mapping[str, _Read]] = {"fx_rates": _rate, "balances": _balance, "holidays": _closed_day}
