"""Screening lists as users supply them: a CSV of names, accounts and countries nobody is to be paid under."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from workingcapital.errors import BadInput
from workingcapital.parties import normalise, skeleton

MOST: Final = 200_000  # entries of one list
LARGEST: Final = 50_000_000  # bytes of one file
LEAST: Final = 50  # likeness of names, of 100, from which a person has to look
_KINDS: Final = ("name", "account", "country")

Kind = Literal["name", "account", "country"]


class BadScreeningList(BadInput):
    """This file is no screening list."""


@dataclass(frozen=True)
class Entry:
    """One line of a list: what it names, as the file has it and as it is compared."""

    line: int
    kind: Kind
    value: str
    compared: str
    note: str | None = None


@dataclass(frozen=True)
class ScreeningList:
    """A file read whole: its entries and the SHA-256 of its bytes."""

    entries: tuple[Entry, ...]
    sha256: str


def read(content: bytes) -> ScreeningList:
    """Read a CSV with the columns kind, value and, if you like, note; comma or semicolon, UTF-8.

    Raises BadScreeningList with every line that does not fit in `errors`; one bad line means that nothing is loaded.

    >>> [each.compared for each in read(b"kind,value\\nname,Acme Holding GmbH\\naccount,DE02 1203 0000\\ncountry,kp\\n").entries]
    ['acme holding', 'DE0212030000', 'KP']
    """
    if len(content) > LARGEST:
        raise BadScreeningList(f"the file has {len(content):,} bytes; a list has at most {LARGEST:,}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadScreeningList(f"the file is not UTF-8 (byte {error.start}): save it as CSV UTF-8") from None
    wrong: list[dict[str, object]] = []
    entries = list(_entries(text, wrong))
    if wrong:
        raise BadScreeningList(f"{len(wrong)} lines do not fit; nothing was loaded", wrong[:50])
    if not 0 < len(entries) <= MOST:
        raise BadScreeningList(f"the file has {len(entries):,} entries; a list has 1 to {MOST:,}")
    return ScreeningList(tuple(entries), hashlib.sha256(content).hexdigest())


def _entries(text: str, wrong: list[dict[str, object]]) -> Iterator[Entry]:
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
    if not {"kind", "value"} <= set(rows.fieldnames):
        raise BadScreeningList("the first line names the columns kind and value, and note if there is one")
    try:
        for row in rows:
            kind, value = (row["kind"] or "").strip().lower(), (row["value"] or "").strip()
            why, compared = _compared(kind, value)
            if why:
                wrong.append({"row": rows.line_num, "field": "kind" if kind not in _KINDS else "value", "why": why})
            else:
                yield Entry(rows.line_num, kind, value, compared, (row.get("note") or "").strip() or None)  # type: ignore[arg-type]
    except csv.Error as error:
        raise BadScreeningList(f"line {rows.line_num}: {error}") from None


def _compared(kind: str, value: str) -> tuple[str | None, str]:
    """Why the entry does not fit, or how it is compared."""
    if "\x00" in value:
        return "it holds a NUL", ""
    match kind:
        case "name":
            compared = normalise(skeleton(value)) if value else ""
            return (None if compared else "the name is empty"), compared
        case "account":
            compared = re.sub(r"[^0-9A-Za-z]", "", value).upper()
            return (None if 5 <= len(compared) <= 64 else "an account has 5 to 64 letters and digits"), compared
        case "country":
            return (
                None if re.fullmatch("[A-Za-z]{2}", value) else "a country is two letters, for example KP"
            ), value.upper()
        case _:
            return f"the kind is {', '.join(_KINDS)}, not {kind!r}", ""
