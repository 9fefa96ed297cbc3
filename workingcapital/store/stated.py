"""Facts of rows that a query has read already: an amount, a day, how many there are."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.facts import Fact
from workingcapital.store.figures import state
from workingcapital.store.gatherers import Gathered
from workingcapital.store.gathering.booked import cell
from workingcapital.store.row_names import number_of


def booked(
    code: str,
    as_of: date,
    row: tuple[str, str, int],
    value: Decimal,
    label: str,
    currency: str,
    party: str | None = None,
) -> Fact:
    """An amount of a row, (table, column, id), as a Fact."""
    asked, found = cell(*row, value, label, currency, party)
    return state("booked.amount.v1", code, as_of, asked, found)


def booked_day(code: str, as_of: date, row: tuple[str, str, int], value: date, label: str, party: str | None) -> Fact:
    """A date of a row, (table, column, id), as a Fact."""
    asked, found = cell(*row, value, label, None, party)
    return state("booked.date.v1", code, as_of, asked, found)


def counted(code: str, as_of: date, rows: Sequence[str], label: str, **asked: Any) -> Fact:
    """How many rows a question has found."""
    found = Gathered({"count": number_of(rows)}, tuple(rows), label=label)
    return state("count.v1", code, as_of, {**asked, "label": label}, found)
