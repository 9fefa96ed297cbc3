"""What stands in a month-end pack."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from workingcapital.errors import BadInput
from workingcapital.facts import Fact
from workingcapital.metrics.registry import NoData
from workingcapital.pack import cash, payables, receivables
from workingcapital.pack.reading import Reading, present, three_months
from workingcapital.pack.section import Cell, Pack, Section
from workingcapital.periods import Period, month_of
from workingcapital.store.companies import company as company_of
from workingcapital.store.companies import is_loaded
from workingcapital.store.database.connection import Books
from workingcapital.store.practices import last_load

_HEADLINE: Final = ("Cash", "DSO", "DPO, on purchases", "Cash conversion cycle", "Overdue share of receivables")
_OVERDUE: Final[dict[str, Any]] = {"overdue_days": 1, "credits": False}


def month_end_pack(books: Books, code: str, month: str, today: date) -> Pack:
    """The pack of a company for a month such as 2026-06; BadInput for one that has not ended by `today`."""
    period = month_asked(month, today)
    reading = Reading(books, company_of(books, code), period)
    if not any(is_loaded(books, code, side) for side in ("payable", "receivable")):
        raise NoData(f"Nothing of {code} has been loaded yet.", "not_loaded")
    sections = [
        position(reading),
        measures(reading),
        receivables.ageing(reading),
        receivables.movements(reading, "receivable"),
        receivables.movements(reading, "payable"),
        receivables.bridge(reading),
        payables.discounts(reading),
        payables.practices(reading),
        cash.outlook(reading),
    ]
    return Pack(
        company=code,
        name=reading.ours.name,
        currency=reading.ours.currency,
        month=period.name,
        as_of=period.end,
        headline=headline([(row[0], row[1]) for section in sections[:2] for row in section.rows], _HEADLINE),
        sections=[section for section in sections if section is not None],
        notes=notes(reading, sections),
    )


def month_asked(month: str, today: date) -> Period:
    """A month that has ended by today; BadInput for anything else."""
    period = Period.parse(month, today)
    if period != month_of(period.start):
        raise BadInput(f"{month!r} is no month; write 2026-06")
    if period.end > today:
        raise BadInput(f"{month} has not ended on {today}; a month-end pack is for a month that has")
    return period


def position(reading: Reading) -> Section:
    """Cash and open items at the month's end, beside the month before."""
    rows = (
        reading.compared("Cash", "cash.position.v1"),
        reading.compared("Open receivables", "open.total.v1", side="receivable"),
        reading.compared("Overdue receivables", "open.total.v1", side="receivable", **_OVERDUE),
        reading.compared("Unapplied cash", "unapplied.v1"),
        reading.compared("Open payables", "open.total.v1", side="payable"),
        reading.compared("Overdue payables", "open.total.v1", side="payable", **_OVERDUE),
    )
    return Section(
        "Position",
        _columns(reading),
        rows,
        "In base currency, at the rates of the day; what is overdue is without credits.",
    )


def measures(reading: Reading) -> Section:
    """The working-capital metrics over the last three months."""
    rows = tuple(
        reading.compared_flow(label, formula, three_months)
        for label, formula in (
            ("DSO", "dso.end.v1"),
            ("DSO, countback", "dso.countback.v1"),
            ("Best possible DSO", "bpdso.v1"),
            ("Average days delinquent", "add.v1"),
            ("DPO, on purchases", "dpo.purchases.v1"),
            ("DIO", "dio.v1"),
            ("Cash conversion cycle", "ccc.v1"),
            ("Collection effectiveness", "cei.v1"),
        )
    )
    shares = tuple(
        reading.compared(f"Overdue share of {side}s", "overdue.share.v1", side=side)
        for side in ("receivable", "payable")
    )
    said = "Days over the last three months, intercompany left out; balance and flow both with VAT."
    return Section("Drivers", _columns(reading), (*rows, *shares), said)


def _columns(reading: Reading) -> tuple[str, ...]:
    return ("", f"{reading.as_of}", f"{reading.before}", "Change")


def headline(cells: Sequence[tuple[Cell, Cell]], wanted: Sequence[str]) -> tuple[Fact, ...]:
    """The figures that are looked at first, by the names of their rows."""
    named = {str(name): cell for name, cell in cells if isinstance(cell, Fact)}
    return present([named.get(name) for name in wanted])


def notes(reading: Reading, sections: Sequence[Section]) -> tuple[str, ...]:
    """Where the rows came from, what is missing, and every caveat of a figure once."""
    load = last_load(reading.books, reading.ours.code)
    source = [f"Books of {reading.ours.code} as loaded from {load[0]} until {load[1]}."] if load else []
    caveats = dict.fromkeys(caveat for section in sections for fact in section.facts() for caveat in fact.caveats)
    caveats = {caveat: None for caveat in sorted(caveats) if not caveat.startswith("made of ")}
    return (*source, *(f"Not available, {reading.ours.code}: {each}" for each in reading.missing), *caveats)
