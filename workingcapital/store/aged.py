"""An ageing as Facts that add up: its columns from one reading of the books, the cents of the conversion, the total."""

from dataclasses import dataclass, replace
from datetime import date

from workingcapital.facts import Fact
from workingcapital.metrics.ageing import COLUMNS
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.balances import from_sums, gathered_total, grouped
from workingcapital.store.gathering.ledger import gathered_rounding
from workingcapital.store.items import ItemFilter


@dataclass(frozen=True)
class Aged:
    """Open items by age: `columns` in their order, `rounding` what they lack or have too many, None where nothing."""

    columns: tuple[tuple[str, Fact], ...]
    rounding: Fact | None
    total: Fact


def aged(books: Books, code: str, as_of: date, which: ItemFilter, party: str | None = None) -> Aged:
    """The ageing of the items meant, `party` the name of the one they are narrowed to; a column of nothing is 0."""
    total = measure(books, "open.total.v1", code, as_of, **which.asked())
    found = {narrow.column: each for _, narrow, each in grouped(books, code, as_of, which, "column", len(COLUMNS))}
    columns = []
    for column in COLUMNS:
        narrow = replace(which, column=column)
        gathered = gathered_total(found.get(column) or from_sums(books, code, as_of, []), narrow, party)
        columns.append((column, state("open.total.v1", code, as_of, narrow.asked(), gathered)))
    return Aged(tuple(columns), _rounding(total, [fact for _, fact in columns], which), total)


def _rounding(total: Fact, columns: list[Fact], which: ItemFilter) -> Fact | None:
    found = gathered_rounding(total.decimal(), [fact.decimal() for fact in columns], total.currency or "")
    asked = {**which.asked(), "basis": which.basis}
    rest = state("ageing.rounding.v1", total.company, total.as_of, asked, found)
    return rest if rest.decimal() else None
