"""Scenarios that people keep under a name, by company."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from workingcapital.errors import NotFound
from workingcapital.store.database.connection import Books
from workingcapital.timing.scenario import NotAScenario, parsed

LONGEST_NAME = 80


class NoSuchScenario(NotFound):
    """There is no scenario of that name."""


@dataclass(frozen=True)
class Saved:
    """A scenario as it was saved: its document, by whom and when."""

    name: str
    document: Mapping[str, Any]
    saved_by: str
    saved_at: datetime


def save(books: Books, company: str, name: str, document: Mapping[str, Any]) -> Saved:
    """Keep a scenario; another of the same name, whatever its case, is replaced. Raises NotAScenario."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise NotAScenario(f"a scenario's name has 1 to {LONGEST_NAME} characters")
    document = {**document, "name": name}
    if not parsed(document).words():
        raise NotAScenario(f"{name} would change nothing; say what is supposed")
    row = books.execute(
        """
        insert into scenario (company_id, name, document) values (%(company)s, %(name)s, %(document)s)
        on conflict (company_id, lower(name)) do update
        set document = excluded.document, saved_by = excluded.saved_by, saved_at = excluded.saved_at
        returning name, document, saved_by, saved_at
        """,
        {"company": company, "name": name, "document": Jsonb(document)},
    ).fetchone()
    assert row is not None
    return Saved(**row)


def listed(books: Books, company: str) -> list[Saved]:
    """All scenarios of a company by name."""
    rows = books.execute(
        "select name, document, saved_by, saved_at from scenario where company_id = %s order by lower(name)", (company,)
    ).fetchall()
    return [Saved(**row) for row in rows]


def named(books: Books, company: str, name: str) -> Saved:
    """The scenario of that name, whatever its case; raises NoSuchScenario with the names there are."""
    known = listed(books, company)
    wanted = " ".join(name.split()).casefold()
    found = next((each for each in known if each.name.casefold() == wanted), None)
    if found is None:
        names = ", ".join(each.name for each in known) or "none yet"
        raise NoSuchScenario(f"{company} has no scenario {name!r}; there are: {names}")
    return found


def delete(books: Books, company: str, name: str) -> Saved:
    """Take a scenario away; raises NoSuchScenario."""
    found = named(books, company, name)
    books.execute("delete from scenario where company_id = %s and name = %s", (company, found.name))
    return found
