"""Payment schedules: several rows of a file that are the instalments of one document."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.importing.cells import Row
from workingcapital.importing.document import RATE_DIGITS, Instalment, Step
from workingcapital.importing.sheets import Cell
from workingcapital.importing.steps import step_of

Cells = tuple[int, Sequence[Cell]]


def by_document(rows: Iterable[Cells], number_at: int | None) -> Iterator[list[Cells]]:
    """The rows of each document: its own, and the further ones that leave its number empty."""
    group: list[Cells] = []
    for row in rows:
        cell = row[1][number_at] if number_at is not None and number_at < len(row[1]) else None
        further = cell is None or (isinstance(cell, str) and not cell.strip())
        if group and not further:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def instalments_of(rows: Sequence[Row], gross: Decimal, net: Decimal, currency: str) -> tuple[Instalment, ...]:
    """The instalments that the rows state, in the order of their days; none where they state none.

    Raises BadCell where they do not add up to the document.
    """
    found: dict[date, tuple[Decimal, tuple[Step, ...]]] = {}
    for row in rows:
        due, amount = row.day("instalment_due"), row.amount("instalment_amount", currency)
        if due is None:
            continue  # a line of the document that is not about paying it
        if not amount:
            row.bad("instalment_amount", "is empty" if amount is None else "is 0")
        part = abs(amount).copy_sign(gross)
        pay_by, percent = row.day("instalment_discount_date"), row.percent("instalment_discount_percent")
        step = step_of(row, pay_by, percent, part, net / gross, currency)
        before, steps = found.get(due, (Decimal(0), ()))
        found[due] = (before + part, steps + step)
    if found and sum(part for part, _ in found.values()) != gross:
        total = sum(part for part, _ in found.values())
        rows[0].bad("instalment_amount", f"the instalments add up to {total}, the document to {gross}")
    return tuple(Instalment(due, part, steps) for due, (part, steps) in sorted(found.items()))


def raw_of(rows: Sequence[Row]) -> dict[str, Any]:
    """The rows of a document as they stood: its own, and under "further rows" the others."""
    further = [row.raw() for row in rows[1:]]
    return {**rows[0].raw(), "further rows": further} if further else rows[0].raw()


def booked_rate(row: Row, currency: str, base_currency: str, gross: Decimal) -> Decimal | None:
    """One unit of a document's currency in the company's own: as stated, else from the amount in both."""
    stated, base = row.percent("fx_rate"), row.amount("base_gross", base_currency)
    if currency == base_currency or (stated is None and not base):
        return None
    if stated is None:
        return (abs(base or Decimal(0)) / abs(gross)).quantize(RATE_DIGITS)
    if stated <= 0:
        row.bad("fx_rate", f"{stated} is no rate")
    if base and abs(abs(gross) * stated - abs(base)) > abs(base) / 100:
        row.bad("fx_rate", f"{stated} makes {abs(gross) * stated:.2f} of {abs(gross)}, the row says {abs(base)}")
    return stated.quantize(RATE_DIGITS)
