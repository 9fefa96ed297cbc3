"""Which companies there are, what day it is there, and how a new one starts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from workingcapital.errors import BadInput, Conflict, UnknownCompany
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people.people import Member, found

OPERATOR = "operator"  # whoever runs the machine: holds the secrets, is no person of any company


@dataclass(frozen=True)
class Calendar:
    """Which day it is for a company: frozen for a sample, else the calendar's in its time zone."""

    today: date | None
    time_zone: str

    def local(self, now: datetime) -> datetime:
        """That moment on the company's clocks."""
        return now.astimezone(ZoneInfo(self.time_zone))

    def day(self, now: datetime) -> date:
        """The company's own day at that moment."""
        return self.today or self.local(now).date()


def company_codes(store: Store) -> list[str]:
    """Every company of these books; for whoever runs the machine."""
    return [row["company_id"] for row in _codes(store)]


def has_sample(store: Store) -> bool:
    """Whether a sample company is here."""
    return any(row["is_sample"] for row in _codes(store))


def companies_of(books: Books) -> list[dict[str, Any]]:
    """The companies the asker may read: {code, name, currency, country, today}."""
    rows = books.execute(
        "select company_id, name, base_currency, country, today, is_sample from company order by company_id"
    ).fetchall()
    return [
        {
            "code": row["company_id"],
            "name": row["name"],
            "currency": row["base_currency"],
            "country": row["country"],
            "today": row["today"] and row["today"].isoformat(),
            "is_sample": row["is_sample"],
        }
        for row in rows
    ]


def company_calendar(books: Books, company: str) -> Calendar:
    """The company's day; raises UnknownCompany when it is not one of the asker's."""
    row = books.execute("select today, time_zone from company where company_id = %s", [company]).fetchone()
    if row is None:
        raise UnknownCompany(f"{company} is none of your companies")
    return Calendar(row["today"], row["time_zone"])


def sample_people(store: Store) -> list[dict[str, Any]]:
    """The people of the sample companies: {person, name, roles, companies}."""
    rows = _sample_grants(store)
    by_person: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_person.setdefault(row["person_id"], []).append(row)
    return [
        {
            "person": person,
            "name": held[0]["name"],
            "roles": sorted({row["role"] for row in held}),
            "companies": sorted({row["company_id"] for row in held}),
        }
        for person, held in by_person.items()
    ]


def add_company(
    store: Store,
    code: str,
    name: str,
    currency: str = "EUR",
    country: str = "DE",
    time_zone: str = "Europe/Berlin",
    calendar: str = "TARGET",
    borrowing_rate: str | None = None,
    controllers: Sequence[str] = (),
    sample_people: bool = False,
    public_payer: bool = False,
) -> dict[str, Any]:
    """Start a company with its first people and the standard policy: {code, currency, people}.

    `borrowing_rate` in per cent a year. With `sample_people` the people of a sample company
    hold the same roles here. A `public_payer` pays within the shorter terms of the law. Raises BadInput, Conflict when the code is taken.
    """
    _check(code, currency, country)
    rate = _fraction(borrowing_rate)
    if code in company_codes(store):
        raise Conflict(f"there is a company {code} already")
    members = [Member(person, person, ("controller_cfo",)) for person in controllers]
    if sample_people:
        members += _sample_members(store)
    with store.loading(Identity(OPERATOR, (code,))) as books:
        books.execute(
            """insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar,
                                    borrowing_rate, borrowing_source, is_public_payer)
               values (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
            [
                code,
                name,
                currency,
                country,
                time_zone,
                calendar,
                rate,
                None if rate is None else "stated",
                public_payer,
            ],
        )
        found(books, code, members)
    return {"code": code, "name": name, "currency": currency, "people": sorted(member.person for member in members)}


def add_person(
    store: Store,
    person: str,
    name: str,
    company: str,
    roles: Sequence[str],
    limits: Mapping[str, Decimal] | None = None,
) -> dict[str, Any]:
    """Enter a person while a company is being founded: {person, company, roles}.

    As soon as it has a security admin and a controller those two grant; then MayNotGrant.
    """
    if company not in company_codes(store):
        raise UnknownCompany(f"there is no company {company}; add it first")
    with store.loading(Identity(OPERATOR, (company,))) as books:
        found(books, company, [Member(person, name, tuple(roles), limits or {})])
    return {"person": person.lower(), "company": company, "roles": list(roles)}


def _codes(store: Store) -> list[dict[str, Any]]:
    with store.loading(Identity(OPERATOR, ())) as books:
        return books.execute("select * from control.company_codes()").fetchall()


def _sample_grants(store: Store) -> list[dict[str, Any]]:
    samples = tuple(row["company_id"] for row in _codes(store) if row["is_sample"])
    with store.reading(Identity(OPERATOR, samples)) as books:
        return books.execute(
            """select g.company_id, g.person_id, p.name, g.role
               from control.role_grant g join control.person p using (person_id)
               where g.approved_at is not null and g.revoked_at is null order by g.grant_id"""
        ).fetchall()


def _sample_members(store: Store) -> list[Member]:
    rows = _sample_grants(store)
    first = rows[0]["company_id"] if rows else None
    return [Member(row["person_id"], row["name"], (row["role"],)) for row in rows if row["company_id"] == first]


def _check(code: str, currency: str, country: str) -> None:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{1,15}", code):
        raise BadInput(f"{code!r} is no company code: 2 to 16 capitals, digits and _, a letter first")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise BadInput(f"{currency!r} is no currency: three capitals, for example EUR")
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise BadInput(f"{country!r} is no country: two capitals, for example DE")


def _fraction(percent: str | None) -> Decimal | None:
    if percent is None:
        return None
    try:
        rate = Decimal(percent).scaleb(-2)
    except InvalidOperation:
        raise BadInput(f"{percent!r} is no rate: write 6.5 for 6.5 per cent a year") from None
    if not rate.is_finite() or not 0 <= rate < 1:
        raise BadInput(f"{percent} per cent a year cannot be a borrowing rate")
    return rate
