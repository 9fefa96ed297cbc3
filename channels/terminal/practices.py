"""wcc practices: how a company pays its suppliers, in the shape of the UK reporting form."""

from datetime import date
from typing import Annotated

import typer

from agent.wording import show
from channels.terminal.ask import Company, Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import emit, grid, out, said_in_words
from workingcapital.facts import Fact
from workingcapital.metrics.registry import NoData
from workingcapital.pack.section import Cell
from workingcapital.periods import Period


@said_in_words
def practices(
    company: Company = None,
    period: Annotated[
        str | None, typer.Option(help="2026-01-01..2026-06-30, 2026-Q2 …; default: the last whole half-year")
    ] = None,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Say how fast bills were paid: days, shares within 30 and 60 days, late, in dispute; each figure with its Fact.

    Example: wcc practices --company HALUK --period 2026-01-01..2026-06-30
    """
    from workingcapital.pack.payables import practices as section_of
    from workingcapital.pack.reading import Reading
    from workingcapital.store.companies import company as company_of
    from workingcapital.store.conversations import keep_facts

    with opened(person, company) as asker, asker.books() as books:
        meant = Period.parse(period or half_year(asker.as_of), asker.as_of).until(asker.as_of)
        reading = Reading(books, company_of(books, asker.company), meant)
        made = section_of(reading, meant.name)
        keep_facts(books, made.facts(), asker.person)
    if not made.facts():
        raise NoData(next(iter(reading.missing)).partition(": ")[2])
    if json_:
        emit(
            {"company": asker.company, "period": meant.name, "facts": [f.model_dump(mode="json") for f in made.facts()]}
        )
        return
    rows = [[_cell(cell) for cell in row] + [_fact(row)] for row in made.rows]
    columns = [*made.columns, "Fact"]
    grid(f"{made.title} of {asker.company}, {meant.name}", columns, rows, frozenset({1, 2, 3}))
    out.print(made.said, style="dim", markup=False, highlight=False)
    out.print(
        "The form's sentences (terms, disputes, supply chain finance, codes) are the company's to write.",
        style="dim",
        markup=False,
        highlight=False,
    )


def half_year(day: date) -> str:
    """The newest half-year that has ended by the day.

    >>> half_year(date(2026, 6, 30)), half_year(date(2026, 6, 29)), half_year(date(2026, 12, 30))
    ('2026-01-01..2026-06-30', '2025-07-01..2025-12-31', '2026-01-01..2026-06-30')
    """
    if (day.month, day.day) == (12, 31):
        return f"{day.year}-07-01..{day.year}-12-31"
    if (day.month, day.day) >= (6, 30):
        return f"{day.year}-01-01..{day.year}-06-30"
    return f"{day.year - 1}-07-01..{day.year - 1}-12-31"


def _cell(cell: Cell) -> str | None:
    return show(cell, "en") if isinstance(cell, Fact) else cell


def _fact(row: tuple[Cell, ...]) -> str | None:
    """The receipt of a row's last figure."""
    return next((cell.id for cell in reversed(row) if isinstance(cell, Fact)), None)
