"""What a table is like: where its header stands, which columns it has, how its dates and amounts are written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from workingcapital.errors import BadInput
from workingcapital.importing.columns import AMOUNT_FIELDS, DATE_FIELDS, Recognised, recognise
from workingcapital.importing.dates import DateEvidence, Order
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.numbers import Mark, NumberEvidence
from workingcapital.importing.presets import columns_of
from workingcapital.importing.sheets import Cell, Sheet
from workingcapital.invoices import Side

_HEADER_WITHIN: Final = 25  # rows


class Ambiguous(BadInput):
    """The file can be read in two ways; say which in a mapping file."""


@dataclass(frozen=True)
class Profile:
    """Everything needed to read the rows of one table."""

    columns: Recognised
    header_row: int
    orders: Mapping[str, Order | None]
    mark: Mark
    rows: int
    float_noise: int

    def as_json(self) -> dict[str, Any]:
        """What was detected, as shown in the report."""
        return {
            "header_row": self.header_row,
            "columns": self.columns.as_json(),
            "date_order": {field: order for field, order in self.orders.items() if order},
            "decimal": self.mark,
            **({"float_noise": f"{self.float_noise} amounts, of which 15 digits count"} if self.float_noise else {}),
        }


def profile(sheet: Sheet, mapping: FileMapping, side: Side | None, name: str) -> Profile:
    """Look at every row once; raises Ambiguous where the rows leave two readings."""
    header_row, columns = _header(sheet, mapping, side, name)
    dates = {field: DateEvidence() for field in DATE_FIELDS if field in columns.fields}
    numbers = NumberEvidence()
    rows = 0
    for row, cells in sheet.rows():
        if row > header_row:
            rows += 1
            _look(row, cells, columns, dates, numbers)
    orders, mark = _orders(dates, columns, mapping, name), _mark(numbers, mapping, name)
    return Profile(columns, header_row, orders, mark, rows, numbers.float_noise)


def _look(
    row: int, cells: Sequence[Cell], columns: Recognised, dates: Mapping[str, DateEvidence], numbers: NumberEvidence
) -> None:
    for field, evidence in dates.items():
        cell = cells[columns.fields[field]] if columns.fields[field] < len(cells) else None
        if isinstance(cell, str) and cell:
            evidence.see(cell, row)
    for field in AMOUNT_FIELDS:
        position = columns.fields.get(field)
        cell = cells[position] if position is not None and position < len(cells) else None
        if isinstance(cell, str) and cell:
            numbers.see(cell, row)


def _header(sheet: Sheet, mapping: FileMapping, side: Side | None, name: str) -> tuple[int, Recognised]:
    """The row in which most columns are recognised, alone or joined with a row of group headings above it."""
    top = list(islice(sheet.rows(), _HEADER_WITHIN))
    if not top:
        raise BadInput(f"{name} is empty")
    best: tuple[int, Recognised] | None = None
    for row, headers in _candidates(top, mapping.header_row):
        if not set(mapping.columns.values()) <= set(headers) and len(top) > 1 and mapping.header_row is None:
            continue
        columns = recognise(headers, {**columns_of(mapping.kind, headers), **mapping.columns}, side)
        if best is None or len(columns.fields) > len(best[1].fields):
            best = (row, columns)
    if best is None or not best[1].fields:
        first = [cell for cell in top[0][1] if cell]
        raise BadInput(f"{name}: no header was recognised in the first rows; row {top[0][0]} holds {first}")
    best[1].refuse_clashes(name)
    return best


def _candidates(top: list[tuple[int, list[Cell]]], wanted: int | None) -> Iterator[tuple[int, list[str]]]:
    for index, (row, cells) in enumerate(top):
        if wanted is not None and row != wanted:
            continue
        if any(isinstance(cell, str) and cell.strip() for cell in cells):
            yield row, _unique([_text(cell) for cell in cells])
            if index > 0 and top[index - 1][0] == row - 1 and not any(map(_holds_data, cells)):
                yield row, _unique(_joined(top[index - 1][1], cells))


def _holds_data(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or any(c.isdigit() for c in cell))


def _joined(above: Sequence[Cell], below: Sequence[Cell]) -> list[str]:
    """Merged header cells: the group's heading stands in its first column only and is carried on."""
    heading, joined = "", []
    for position, cell in enumerate(below):
        heading = _text(above[position]) if position < len(above) and _text(above[position]) else heading
        joined.append(f"{heading} {_text(cell)}".strip())
    return joined


def _unique(headers: list[str]) -> list[str]:
    """Columns without a heading get their position as a name; a repeated heading stays: recognition asks about it."""
    return [header or f"column {position}" for position, header in enumerate(headers, start=1)]


def _text(cell: Cell) -> str:
    return " ".join(cell.replace("\ufeff", "").split()) if isinstance(cell, str) else ""


def _orders(
    dates: Mapping[str, DateEvidence], columns: Recognised, mapping: FileMapping, name: str
) -> dict[str, Order | None]:
    """The order of each date column; a column that shows none takes the one its neighbours agree on."""
    if mapping.date_order is not None:
        return dict.fromkeys(dates, mapping.date_order)
    for field, evidence in dates.items():
        if len(evidence.shown) > 1:
            _mixed(columns.headers[columns.fields[field]], evidence, name)
    agreed = {order for evidence in dates.values() for order in evidence.shown}
    orders: dict[str, Order | None] = {}
    for field, evidence in dates.items():
        orders[field] = next(iter(evidence.shown or agreed), None) if evidence.unclear or evidence.shown else None
        if evidence.unclear and not evidence.shown and len(agreed) != 1:
            _unclear(columns.headers[columns.fields[field]], evidence, name)
    return orders


def _mixed(header: str, evidence: DateEvidence, name: str) -> None:
    shown = " and ".join(f"{text!r} in row {row} ({order})" for order, (row, text) in evidence.shown.items())
    raise Ambiguous(
        f"{name}: column {header!r} mixes day and month orders: {shown}. Correct the rows, or write "
        "`date_order: dmy` or `date_order: mdy` in a mapping file and look at what is then rejected"
    )


def _unclear(header: str, evidence: DateEvidence, name: str) -> None:
    row, text = evidence.unclear or (0, "")
    raise Ambiguous(
        f"{name}: column {header!r} can be read day first or month first in all of its rows (row {row}: {text!r}). "
        "Write `date_order: dmy` or `date_order: mdy` in a mapping file"
    )


def _mark(numbers: NumberEvidence, mapping: FileMapping, name: str) -> Mark:
    if mapping.decimal is not None:
        return mapping.decimal
    if len(numbers.shown) > 1:
        raise Ambiguous(
            f"{name}: amounts use a decimal point in row {numbers.shown['.']} and a decimal comma in row "
            f'{numbers.shown[","]}. Write `decimal: "."` or `decimal: ","` in a mapping file'
        )
    if not numbers.shown and numbers.unclear:
        row, text = numbers.unclear
        raise Ambiguous(
            f"{name}: {text!r} in row {row} may be thousands or three decimals, and no other row tells. "
            'Write `decimal: "."` or `decimal: ","` in a mapping file'
        )
    return next(iter(numbers.shown), ".")
