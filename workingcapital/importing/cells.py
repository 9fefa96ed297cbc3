"""One row of a table, read field by field; what cannot be read is refused with field and reason."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final, Generic, NoReturn, TypeVar

from workingcapital.errors import BadInput
from workingcapital.importing.currencies import is_currency
from workingcapital.importing.dates import NotADate, parse_date
from workingcapital.importing.numbers import NotAnAmount, parse_amount, plain_amount, within_limits, without_float_noise
from workingcapital.importing.profile import Profile
from workingcapital.importing.sheets import Cell, Formula
from workingcapital.importing.text import Unprintable, clean
from workingcapital.money import minor_digits

T = TypeVar("T")

_KEPT: Final = 100_000
_BARE_NUMBER: Final = re.compile(r"[\d.,()+\-\s']*")
_YES: Final = frozenset(
    ["yes", "y", "true", "1", "x", "ja", "j", "oui", "o", "si", "s", "sì", "sim", "vrai", "wahr", "waar"]
)
_NO: Final = frozenset(["no", "n", "false", "0", "nein", "non", "não", "nee", "faux", "falsch", "onwaar", "-"]) | {""}


class BadCell(ValueError):
    """A field of a row cannot be used."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


class Row:
    """The cells of one row under the profile of its table."""

    __slots__ = ("_at", "_profile", "cells", "number")

    def __init__(self, number: int, cells: Sequence[Cell], profile: Profile) -> None:
        columns = profile.columns
        if len(cells) != (width := len(columns.headers)):
            cells = _fitted(cells, width)
        self.number, self.cells, self._profile, self._at = number, cells, profile, columns.fields

    def bad(self, field: str, why: str) -> NoReturn:
        """Refuse the row, naming the column as the file does."""
        position = self._at.get(field)
        raise BadCell(self._profile.columns.headers[position] if position is not None else field, why)

    def text(self, field: str) -> str | None:
        """A text, cleaned; null where the cell is empty or there is no such column."""
        if (at := self._at.get(field)) is None or (cell := self.cells[at]) is None or cell == "":
            return None
        if not isinstance(cell, str):
            return str(self._cell(field))  # a formula is refused there
        try:
            return clean(cell) or None
        except Unprintable as error:
            self.bad(field, str(error))

    def day(self, field: str) -> date | None:
        """A day; null where the cell is empty."""
        if field not in self._at:
            return None
        if (cell := self._cell(field)) is None or isinstance(cell, date):
            return cell
        if isinstance(cell, Decimal):
            self.bad(field, f"{cell} is a number, not a date: give the column a date format")
        try:
            return parse_date(cell.strip(), self._profile.orders.get(field)) if cell.strip() else None
        except NotADate as error:
            self.bad(field, str(error))

    def amount(self, field: str, currency: str) -> Decimal | None:
        """An amount no finer than its currency; null where the cell is empty."""
        if (at := self._at.get(field)) is None or (cell := self.cells[at]) is None or cell == "":
            return None
        if cell.__class__ is str and minor_digits(currency) >= 2:  # most cells: nothing to decide
            plain = plain_amount(cell, self._profile.mark)
            if plain is not None:
                return plain
        cell = self._cell(field)
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return None
        try:
            value = without_float_noise(self._number(field, cell))
        except NotAnAmount as error:
            self.bad(field, str(error))
        if value != value.quantize(Decimal(1).scaleb(-minor_digits(currency))):
            self.bad(field, f"{value} has more decimals than {currency} knows")
        return value

    def percent(self, field: str) -> Decimal | None:
        """A percentage; null where the cell is empty."""
        if field not in self._at:
            return None
        cell = self._cell(field)
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return None
        try:
            return self._number(field, cell.rstrip(" %") if isinstance(cell, str) else cell)
        except NotAnAmount as error:
            self.bad(field, str(error))

    def currency(self, default: str) -> str:
        """The row's currency: its column, else the sign beside the amount, else the default."""
        named = self.text("currency") or self._beside_amount() or default
        if not is_currency(named.upper()):
            self.bad("currency", f"{named!r} is not a currency of ISO 4217")
        return named.upper()

    def flag(self, field: str) -> bool:
        """Yes or no; empty is no."""
        text = (self.text(field) or "").casefold()
        if text not in _YES and text not in _NO:
            self.bad(field, f"{text!r} is neither yes nor no")
        return text in _YES

    def named(self, header: str) -> str:
        """The text under a header, for ids put together from columns."""
        if header not in self._profile.columns.headers:
            raise BadInput(f"the mapping file's source_id names column {header!r}, which the file does not have")
        position = self._profile.columns.headers.index(header)
        cell = self.cells[position]
        return "" if cell is None else str(cell).strip()

    def raw(self) -> dict[str, Any]:
        """The row as it stood, header by header: what makes an import lossless."""
        headers = self._profile.columns.headers
        return {
            header: cell if type(cell) is str and "\0" not in cell else _as_text(cell)
            for header, cell in zip(headers, self.cells, strict=True)
            if cell is not None and cell != ""
        }

    def _cell(self, field: str) -> str | date | Decimal | None:
        at = self._at.get(field)
        cell = None if at is None else self.cells[at]
        if isinstance(cell, Formula):
            self.bad(
                field,
                f"holds the formula {cell.text!r} without a stored result: save the file in a spreadsheet program",
            )
        return cell

    def _number(self, field: str, cell: str | date | Decimal) -> Decimal:
        if isinstance(cell, Decimal):
            return within_limits(cell)
        if isinstance(cell, date):
            raise NotAnAmount(f"{cell} is a date")
        if cell.lstrip().startswith("="):
            raise NotAnAmount(f"{cell!r} is a formula without a result")
        return parse_amount(cell, self._profile.mark).value

    def _beside_amount(self) -> str | None:
        cell = self._cell("gross")
        if not isinstance(cell, str) or _BARE_NUMBER.fullmatch(cell):
            return None
        try:
            return parse_amount(cell, self._profile.mark).currency
        except NotAnAmount:
            return None  # the amount itself is refused where it is read


class Once(Generic[T]):
    """What some cells of a row say, read once for all rows of a table that agree in them.

    A ledger names the same few thousand parties and pairs of days again and again. `read` gets a row and may use no
    other fields of it than these; what it refuses is refused for each row anew.
    """

    def __init__(self, profile: Profile, fields: Sequence[str], read: Callable[[Row], T]) -> None:
        positions = [profile.columns.fields[field] for field in fields if field in profile.columns.fields]
        self._pick = itemgetter(*positions) if positions else _nothing
        self._read, self._known = read, dict[Any, T]()

    def of(self, row: Row) -> T:
        """What the row says; raises BadCell as `read` does."""
        said = self._pick(row.cells)
        if (found := self._known.get(said)) is None:
            if len(self._known) >= _KEPT:
                self._known.clear()  # as many as rows: memory stays bounded
            found = self._known[said] = self._read(row)
        return found


def _nothing(cells: Sequence[Cell]) -> None:
    """What rows agree in where their table has none of the columns."""


def _fitted(cells: Sequence[Cell], width: int) -> list[Cell]:
    """The cells of a row that is not as wide as the header: filled up, or cut where only empty cells stand over."""
    if surplus := [cell for cell in cells[width:] if cell not in (None, "")]:
        raise BadCell("row", f"has {len(cells)} cells, the header {width}: {surplus[0]!r} has no column")
    return [*cells[:width], *[None] * (width - len(cells))]


def _as_text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Formula) else str(cell).replace("\0", "")
