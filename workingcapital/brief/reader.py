"""Who reads a brief of which books on which day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books

CASES = 3  # an item names so many cases; the next step shows them all


@dataclass(frozen=True)
class Reader:
    """The books of one company, opened in the reader's name; `cost` is what cash costs them, where they told us."""

    books: Books
    ours: Company
    as_of: date
    roles: frozenset[str]
    cost: Mapping[str, Any] = field(default_factory=dict)
