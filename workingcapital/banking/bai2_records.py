"""The records of a BAI2 file: continuations joined, physical blocks taken apart, amounts without a decimal mark."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from workingcapital.banking.statement import BadStatement
from workingcapital.money import from_minor

_CODES: Final = "01|02|03|16|49|88|98|99"
_STARTS: Final = re.compile(rf"(?:^|\n|/[ \t]*\n?[ \t]*)(?=(?:{_CODES}),)")
_AMOUNT: Final = re.compile(r"[+-]?\d{1,18}")


@dataclass
class Record:
    """A record with its continuations (`88`), which carry on its fields or its text."""

    row: int
    code: str
    parts: list[str]

    @property
    def count(self) -> int:
        """How many records of the file it is made of."""
        return len(self.parts)

    @property
    def fields(self) -> list[str]:
        """All fields, those of the continuations after its own."""
        return ",".join(self.parts).split(",")


def read_records(content: str) -> Iterator[Record]:
    """Cut a file into records; a line that begins none belongs to the text of the record before it."""
    record: Record | None = None
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    starts = [match.end() for match in _STARTS.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        code, content_of = text[start : start + 2], text[start + 3 : end].strip().removesuffix("/").rstrip()
        if code == "88" and record is not None:
            record.parts.append(content_of)
            continue
        if record is not None:
            yield record
        record = Record(text.count("\n", 0, start) + 1, code, [content_of])
    if record is not None:
        yield record


def amount(text: str, currency: str, row: int) -> Decimal:
    """An amount in the smallest unit of its currency."""
    if _AMOUNT.fullmatch(text) is None:
        raise BadStatement("amount", f"{text!r} in the record of line {row} is not an amount")
    return from_minor(int(text), currency)


def six_digits(text: str, row: int) -> date:
    """A date as YYMMDD (some banks write the century as well)."""
    try:
        year = int(text[:-4])
        return date(year if len(text) == 8 else year + 2000, int(text[-4:-2]), int(text[-2:]))
    except ValueError:
        raise BadStatement("date", f"{text!r} in the record of line {row} is not a day") from None


def funds(fields: list[str], at: int) -> int:
    """Where the fields after a funds type end: V has date and time, S three amounts, D a count of pairs."""
    kind = fields[at] if at < len(fields) else ""
    if kind == "V":
        return at + 3
    if kind == "S":
        return at + 4
    if kind == "D":
        count = fields[at + 1] if at + 1 < len(fields) else ""
        if not count.isdigit():
            raise BadStatement("funds type", f"{count!r} is not a number of days")
        return at + 2 + 2 * int(count)
    if kind not in ("", "0", "1", "2", "Z"):
        raise BadStatement("funds type", f"{kind!r} is no type of funds")
    return at + 1
