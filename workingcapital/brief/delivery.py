"""Deliver briefs: to each person of each company, once a company day, on days its banks are open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from workingcapital.brief.content import morning_brief
from workingcapital.calendar import is_open
from workingcapital.store import briefs, conversations, founding
from workingcapital.store.companies import company as company_of
from workingcapital.store.companies import holidays
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people import people, preferences

FROM: Final = time(6)  # on the company's own clocks


@dataclass(frozen=True)
class Delivery:
    """One person's brief; `was_new` is false where it had been delivered before."""

    company: str
    person: str
    on_day: date
    was_new: bool


def deliver_all(store: Store, now: datetime, earliest: time = FROM, only: str | None = None) -> Iterator[Delivery]:
    """Every brief that is due at that moment; running it again, or twice at once, delivers nothing twice.

    For whoever runs the machine: each brief is made and kept in its reader's name, under their row-level security.
    """
    for code in founding.company_codes(store):
        if only is None or code == only:
            yield from _of_company(store, code, now, earliest)


def due_day(store: Store, code: str, now: datetime, earliest: time = FROM) -> date | None:
    """The company day whose briefs are due; None on a closed day and before the hour. A frozen day is always due."""
    with store.reading(Identity(founding.OPERATOR, (code,))) as books:
        calendar = founding.company_calendar(books, code)
        closed = holidays(books, company_of(books, code))
    day = calendar.day(now)
    if calendar.today is not None:
        return day
    return day if is_open(day, closed) and calendar.local(now).time() >= earliest else None


def deliver_one(store: Store, who: Identity, code: str, day: date, roles: frozenset[str]) -> bool:
    """Make and keep one person's brief of the company's today; False when they have it already."""
    with store.reading(who) as books:
        if briefs.delivered(books, code, who.person, day):
            return False
        wanted = preferences.values(preferences.preferences_of(books, who.person))
        made = morning_brief(books, code, day, roles, is_today=True, cost=wanted.get("cost_of_capital"))
        conversations.keep_facts(books, made.facts(), who.person)
        return briefs.deliver(books, code, who.person, day, made.document())


def _of_company(store: Store, code: str, now: datetime, earliest: time) -> Iterator[Delivery]:
    day = due_day(store, code, now, earliest)
    if day is None:
        return
    with store.reading(Identity(founding.OPERATOR, (code,))) as books:
        known = sorted({each["person_id"] for each in people.colleagues(books, code)})
    for person in known:
        roles = people.grants_of(store, person).get(code)
        if roles:
            was_new = deliver_one(store, Identity(person, (code,)), code, day, roles)
            yield Delivery(code, person, day, was_new)
