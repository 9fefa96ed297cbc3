"""Which column of a file holds what: headers in several languages, recognised from a table."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workingcapital.errors import BadInput
from workingcapital.invoices import Side

DATE_FIELDS = ("issue_date", "posting_date", "receipt_date", "baseline_date", "due_date", "settled_date",
               "discount_date", "instalment_due", "instalment_discount_date")  # fmt: skip
AMOUNT_FIELDS = ("gross", "net", "tax", "open_amount", "paid_amount", "discount_percent", "base_gross",
                 "instalment_amount")  # fmt: skip


@dataclass(frozen=True)
class Recognised:
    """The columns of one file: field → position; the side they speak of, where they do."""

    fields: Mapping[str, int]
    headers: tuple[str, ...]
    side: Side | None
    clashes: tuple[str, ...] = ()  # headings that several columns bear, where one was wanted

    def refuse_clashes(self, name: str) -> None:
        """Ask which column counts where several bear the same heading."""
        if self.clashes:
            raise BadInput(
                f"{name}: several columns are called {' and '.join(map(repr, self.clashes))}: "
                "rename one, or say in a mapping file which one counts"
            )

    def as_json(self) -> dict[str, str]:
        """Field → header, as shown in the report."""
        return {field: self.headers[position] for field, position in self.fields.items()}


def fold(header: str) -> str:
    """A header in normal form: words in lower case, no accents, no punctuation, camel case taken apart.

    >>> fold("InvoiceDate"), fold("Rechnungs-Nr."), fold("Fällig am"), fold("Vat Reg No")
    ('invoice date', 'rechnungs nr', 'fallig am', 'vat reg no')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", " ", header)
    flat = "".join(c for c in unicodedata.normalize("NFD", spaced) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w%#]|_", " ", flat.casefold().replace("ß", "ss")).split())


def recognise(headers: Sequence[str], overrules: Mapping[str, str], side: Side | None) -> Recognised:
    """Find the columns by the table of names; `overrules` (field → header) from a mapping file win."""
    _refuse_unknown(overrules, headers)
    taken = {field: headers.index(header) for field, header in overrules.items()}
    speaks_of = side or _side(headers)
    folded = [fold(header) for header in headers]
    clashes = []
    for field, names in _names(speaks_of).items():
        if field not in taken:
            positions = _positions(names, folded, set(taken.values()))
            if positions:
                taken[field] = positions[0]
            if len(positions) > 1:
                clashes.append(headers[positions[0]])
    if "number" not in taken and "our_number" in taken:
        taken["number"] = taken["our_number"]
    return Recognised(taken, tuple(headers), speaks_of, tuple(clashes))


def known_fields() -> list[str]:
    """Every field a column can be mapped to."""
    return sorted({name.partition(":")[0] for name in _table()})


def _side(headers: Sequence[str]) -> Side | None:
    """The side whose own words (customer, supplier …) are among the headers; null when both or neither are."""
    folded = {fold(header) for header in headers}
    spoken: list[Side] = [
        side
        for side in ("payable", "receivable")
        if any(folded & set(names) for field, names in _table().items() if field.endswith(f":{side}"))
    ]
    return spoken[0] if len(spoken) == 1 else None


def _names(side: Side | None) -> dict[str, list[str]]:
    """The table for one side: its own party columns first, then those that fit either."""
    names: dict[str, list[str]] = {}
    for field, words in _table().items():
        plain, _, of_side = field.partition(":")
        if not of_side or of_side == side:
            names[plain] = names.get(plain, []) + words
    return names


def _positions(names: Sequence[str], folded: Sequence[str], taken: set[int]) -> list[int]:
    """The free columns that bear the first of the names that is there at all."""
    for name in names:
        found = [position for position, header in enumerate(folded) if header == name and position not in taken]
        if found:
            return found
    return []


def _refuse_unknown(overrules: Mapping[str, str], headers: Sequence[str]) -> None:
    unknown = [field for field in overrules if field not in known_fields()]
    if unknown:
        raise BadInput(f"the mapping file names unknown fields {unknown}; known are {', '.join(known_fields())}")
    missing = [header for header in overrules.values() if header not in headers]
    if missing:
        raise BadInput(f"the mapping file names columns {missing} that the file does not have; it has {list(headers)}")


@cache
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = json.loads(Path(__file__).with_name("columns.json").read_text(encoding="utf-8"))
    return table
