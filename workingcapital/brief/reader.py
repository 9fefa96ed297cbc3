"""Who reads a brief of which books on which day."""

from dataclasses import dataclass
from datetime import date

from workingcapital.store.companies import Company
from workingcapital.store.connection import Books

CASES = 3  # an item names so many cases; the next step shows them all


@dataclass(frozen=True)
class Reader:
    """The books of one company, opened in the reader's name."""

    books: Books
    ours: Company
    as_of: date
    roles: frozenset[str]
