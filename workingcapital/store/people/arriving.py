"""Who has just come in: asked at the beginning of every request, so in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.founding import Calendar
from workingcapital.store.people.people import by_company, readable


@dataclass(frozen=True)
class Arrival:
    """What the books know of whoever speaks.

    `roles` are all they hold by company, `grants` those in companies whose books they may read, `remembered` their
    preferences by name, `calendars` the days of the companies that are signed for; `invented` is a sample person.
    """

    roles: Mapping[str, frozenset[str]]
    grants: Mapping[str, frozenset[str]]
    remembered: Mapping[str, str]
    calendars: Mapping[str, Calendar]
    invented: bool

    @property
    def companies(self) -> tuple[str, ...]:
        """Every company where they hold a role."""
        return tuple(self.roles)


def arrival(store: Store, who: Identity) -> Arrival:
    """Of somebody who is already known to be who they say; without companies they are signed for all of theirs."""
    with store.reading(who) as books:
        row = books.execute(
            """
            select (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from control.my_roles() r) as roles,
                   (select coalesce(jsonb_object_agg(name, value), '{}') from control.preference
                    where person_id = %(person)s) as remembered,
                   coalesce((select is_sample from control.person where person_id = %(person)s), false) as invented
            """,
            {"person": who.person},
        ).fetchone()
        assert row is not None
        roles = by_company(row["roles"])
        signed = store.sign(replace(who, companies=who.companies or tuple(roles)))
        with books.pipeline():
            books.execute("select set_config('wcc.context', %s, true)", [signed])
            days = books.execute("select company_id, today, time_zone from company")
        calendars = {day["company_id"]: Calendar(day["today"], day["time_zone"]) for day in days}
    return Arrival(roles, readable(row["roles"]), row["remembered"], calendars, row["invented"])
