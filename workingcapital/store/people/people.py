"""People: who they are, and what they may do in which company."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from psycopg.types.json import Jsonb

from workingcapital.controls.policy import STANDARD, Policy
from workingcapital.errors import NotFound, UnknownCompany
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people.second_factor import decision_token


@dataclass(frozen=True)
class Member:
    """Somebody a company starts with; a limit, in its currency, narrows what their role may approve."""

    person: str
    name: str
    roles: tuple[str, ...]
    limits: Mapping[str, Decimal] = field(default_factory=dict)


def found(books: Books, company: str, members: Sequence[Member], policy: Mapping[str, Any] = STANDARD) -> None:
    """Enter the first people and the first policy of a company (login wcc_loader); later grants take two people."""
    people = [
        {
            "person": member.person,
            "name": member.name,
            "roles": list(member.roles),
            "limits": {role: str(limit) for role, limit in member.limits.items()},
        }
        for member in members
    ]
    books.execute("select control.found_company(%s, %s, %s)", [company, Jsonb(people), Jsonb(dict(policy))])


def grants_of(store: Store, person: str) -> dict[str, frozenset[str]]:
    """The roles of a person by company, for the companies whose books they may read; nothing for somebody unknown."""
    with store.reading(Identity(person, ())) as books:
        return readable(books.execute("select * from control.my_roles()").fetchall())


def by_company(rows: Sequence[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Rows of control.my_roles() as roles by company."""
    codes = sorted({row["company_id"] for row in rows})
    return {code: frozenset(row["role"] for row in rows if row["company_id"] == code) for code in codes}


def readable(rows: Sequence[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """The same, for the companies whose books may be read."""
    codes = {row["company_id"] for row in rows if row["reads_books"]}
    return {code: roles for code, roles in by_company(rows).items() if code in codes}


def name_of(store: Store, person: str) -> str:
    """How people call this person; raises NotFound for somebody unknown or not active."""
    with store.reading(Identity(person, ())) as books:
        row = books.execute("select name from control.person where person_id = %s and active", [person]).fetchone()
    if row is None:
        raise NotFound(f"{person} is not known here")
    return str(row["name"])


def sample_companies(store: Store, person: str) -> tuple[tuple[str, ...], bool]:
    """Every company where this person holds a role, whether or not they may read its books; and whether they are invented."""
    with store.reading(Identity(person, ())) as books:
        rows = books.execute(
            """select array(select distinct company_id from control.my_roles() order by 1) as companies,
                      coalesce((select is_sample from control.person where person_id = %s), false) as invented""",
            [person],
        ).fetchall()
    return tuple(rows[0]["companies"]), rows[0]["invented"]


def is_sample(store: Store, person: str) -> bool:
    """Whether this person is invented: one may speak as them in a demonstration."""
    with store.reading(Identity(person, ())) as books:
        row = books.execute("select is_sample from control.person where person_id = %s", [person]).fetchone()
    return row is not None and bool(row["is_sample"])


def roles_of(store: Store, person: str) -> dict[str, list[str]]:
    """Every role of a person by company, whether or not it reads books."""
    with store.reading(Identity(person, ())) as books:
        rows = books.execute("select company_id, role from control.my_roles() order by 1, 2").fetchall()
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["company_id"], []).append(row["role"])
    return found


def signs_in(store: Store, person: str) -> bool:
    """Whether this person has a password, or is a sample person, who needs none."""
    with store.identifying(Identity(person, ())) as books:
        row = books.execute("select control.password_of(%s) is not null as has", [person]).fetchone()
    return (row is not None and row["has"]) or is_sample(store, person)


def colleagues(books: Books, company: str) -> list[dict[str, Any]]:
    """The people of a company with their roles: {person_id, name, role, limit_amount, valid_to}."""
    return books.execute(
        """select p.person_id, p.name, g.role, g.limit_amount, g.valid_to
           from control.role_grant g join control.person p using (person_id)
           where g.company_id = %s and g.approved_at is not null and g.revoked_at is null
           order by p.person_id, g.role""",
        [company],
    ).fetchall()


def policy(books: Books, company: str) -> Policy:
    """The policy in force, with the company's currency; raises UnknownCompany when there is none to see."""
    row = books.execute(
        """select p.version, p.body, c.base_currency
           from control.policy p join books.company c using (company_id)
           where p.company_id = %s and p.valid_from <= now() order by p.version desc limit 1""",
        [company],
    ).fetchone()
    if row is None:
        raise UnknownCompany(f"there is no policy of {company} that you may read")
    return Policy(company, row["version"], row["base_currency"], row["body"])


def request_grant(
    books: Books,
    company: str,
    member: Member,
    until: datetime | None = None,
) -> list[int]:
    """Ask for grants (login wcc_runtime, by a security admin); another person approves each of them."""
    return [
        _one(
            books,
            "select control.request_grant(%s, %s, %s, %s, %s, %s) as id",
            [company, member.person, member.name, role, member.limits.get(role), until],
        )
        for role in member.roles
    ]


def approve_grant(books: Books, company: str, grant: int) -> None:
    """Let a requested grant take effect (login wcc_decision, by a controller or CFO with their second factor)."""
    found = books.execute("select control.grant_digest(%s, %s) as digest", [company, grant]).fetchone()
    assert found is not None
    token = decision_token(books, company, "grant", str(grant), found["digest"] or "0" * 64, "grant")
    books.execute("select control.approve_grant(%s, %s, %s)", [company, grant, token])


def revoke_grant(books: Books, company: str, grant: int) -> None:
    """End a grant at once (login wcc_decision)."""
    books.execute("select control.revoke_grant(%s, %s)", [company, grant])


def _one(books: Books, query: str, parameters: Sequence[Any]) -> int:
    row = books.execute(query.encode(), parameters).fetchone()
    assert row is not None
    return int(row["id"])
