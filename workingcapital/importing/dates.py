"""Dates as ledgers write them: which order a column uses, proved from all of its rows, never guessed."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, Literal

Order = Literal["dmy", "mdy", "ymd"]

_TIME: Final = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST: Final = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_NAMED: Final = re.compile(r"(?:(\d{1,2})[\s.-]+([^\W\d_]+)\.?[\s.,-]+|([^\W\d_]+)\.?\s+(\d{1,2}),?\s+)(\d{4}|\d{2})")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner janvier enero gennaio januari",
            "feb february februar février fevrier febrero febbraio februari",
            "mar march mär märz mrz mars marzo maart", "apr april avril abril aprile", "may mai mayo maggio mei",
            "jun june juni juin junio giugno", "jul july juli juillet julio luglio",
            "aug august août aout agosto augustus",
            "sep sept september septembre septiembre settembre", "oct october okt oktober octobre octubre ottobre",
            "nov november novembre noviembre", "dec december dez dezember décembre decembre diciembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


class NotADate(ValueError):
    """A cell cannot be read as a date."""


@dataclass
class DateEvidence:
    """What one column's rows say about day and month: the first row that shows each order."""

    shown: dict[Order, tuple[int, str]] = field(default_factory=dict)
    unclear: tuple[int, str] | None = None

    def see(self, text: str, row: int) -> None:
        """Take one cell into account."""
        if text[4:5] == "-" and text[:4].isdigit():
            return  # the year comes first
        match = _YEAR_LAST.fullmatch(text.strip())
        if match is None:
            return
        first, second = int(match[1]), int(match[3])
        if match[2] == "." or (first > 12 >= second):  # a dotted date is day.month.year wherever dots are used
            self.shown.setdefault("dmy", (row, text))
        elif second > 12 >= first:
            self.shown.setdefault("mdy", (row, text))
        elif self.unclear is None and first != second:
            self.unclear = (row, text)


@lru_cache(maxsize=100_000)
def parse_date(text: str, order: Order | None) -> date:
    """Read a date; `order` is only needed where the year comes last.

    >>> parse_date("1/15/2013", "mdy"), parse_date("20180404", None), parse_date("2024-03-01 00:00:00", None)
    (datetime.date(2013, 1, 15), datetime.date(2018, 4, 4), datetime.date(2024, 3, 1))
    >>> parse_date("3. März 2024", None)
    datetime.date(2024, 3, 3)
    """
    year, month, day = _parts(text.strip(), order)
    if year < 1900 or year > 2199:
        raise NotADate(f"{text!r} lies outside the years 1900 to 2199")
    try:
        return date(year, month, day)
    except ValueError:
        raise NotADate(f"{text!r} is a day that does not exist") from None


def _parts(text: str, order: Order | None) -> tuple[int, int, int]:
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _YEAR_LAST.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        day, month = (second, first) if order == "mdy" else (first, second)
        return _full_year(match[4]), month, day
    if (match := _NAMED.fullmatch(text)) and (name := (match[2] or match[3]).lower()) in _MONTHS:
        return _full_year(match[5]), _MONTHS[name], int(match[1] or match[4])
    raise NotADate(f"{text!r} is not a date")


def _full_year(text: str) -> int:
    """Two digits mean 1970 to 2069."""
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= 70 else 2000)
