"""What a person told us to remember; their own rows and nobody else's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from workingcapital.store.database.connection import Books

NAMES: Final = ("language", "company", "cost_of_capital")


@dataclass(frozen=True)
class Preference:
    """One thing remembered, in which words it was said and when. A cost of capital is in per cent a year."""

    name: str
    value: str
    said: str
    set_at: datetime


def preferences_of(books: Books, person: str) -> list[Preference]:
    """Everything remembered of the asker."""
    rows = books.execute(
        "select name, value, said, set_at from control.preference where person_id = %s order by name", [person]
    ).fetchall()
    return [Preference(**row) for row in rows]


def remember(books: Books, person: str, name: str, value: str, said: str) -> None:
    """Keep it in place of what was kept before; `said` with account numbers masked."""
    books.execute(
        """insert into control.preference (person_id, name, value, said) values (%s, %s, %s, %s)
           on conflict (person_id, name) do update set value = excluded.value, said = excluded.said, set_at = now()""",
        [person, name, value, said],
    )


def forget(books: Books, person: str, name: str | None = None) -> int:
    """Delete one, or all of them; how many there were."""
    done = books.execute(
        "delete from control.preference where person_id = %(person)s and (%(name)s::text is null or name = %(name)s)",
        {"person": person, "name": name},
    )
    return done.rowcount


def values(found: list[Preference]) -> Mapping[str, str]:
    """Them by name."""
    return {each.name: each.value for each in found}
