"""Who is asking: given by the server, never by the model."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from psycopg import Connection
from psycopg.rows import DictRow

from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity


@dataclass(frozen=True)
class Asker:
    """A person with the companies they may see, the day they ask about and the books they ask.

    `company` is the person's home, `companies` what is granted, `focus` what this turn speaks of;
    all three are decided by code.
    """

    person: str
    company: str
    companies: tuple[str, ...]
    focus: tuple[str, ...]
    roles: Mapping[str, frozenset[str]]
    as_of: date
    language: str
    thread_id: str
    turn: int
    store: Store
    session: str = ""
    through: Literal["", "session", "key"] = ""
    preferences: Mapping[str, str] = field(default_factory=dict)  # what the person wants remembered, by name

    @property
    def identity(self) -> Identity:
        """Who the database is told is asking."""
        return Identity(self.person, self.companies, self.session, self.through)

    def books(self) -> AbstractContextManager[Connection[DictRow]]:
        """The books as this person may read them: one transaction, identity signed."""
        return self.store.reading(self.identity)
