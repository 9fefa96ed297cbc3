"""The rows a figure rests on, by name (`instalment:17`): listed where a person can read them, counted beyond that."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

MAX_ROWS: Final = 2000

_LISTED: ContextVar[int] = ContextVar("listed rows", default=MAX_ROWS)


class Unlisted(str):
    """One name for many rows of a table that were read and not listed; `rows` says how many."""

    __slots__ = ("rows",)
    rows: int

    def __new__(cls, table: str, count: int) -> "Unlisted":
        """The rows of the table as one name."""
        made = super().__new__(cls, f"{table}: {count} rows")
        made.rows = count
        return made


def too_many(count: int) -> bool:
    """Whether so many rows are counted instead of listed."""
    return count > _LISTED.get()


def number_of(rows: Sequence[str]) -> int:
    """How many rows the names stand for; rows that two parts of a figure read count in each.

    >>> number_of(("instalment:1", Unlisted("invoice", 5000)))
    5001
    """
    return sum(row.rows if isinstance(row, Unlisted) else 1 for row in rows)


@contextmanager
def every_row() -> Iterator[None]:
    """List rows however many there are: for a seal, that has to hold them."""
    before = _LISTED.set(2**62)
    try:
        yield
    finally:
        _LISTED.reset(before)
