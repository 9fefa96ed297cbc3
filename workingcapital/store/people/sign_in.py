"""Signing in, below every channel (login wcc_identity): a password opens a code, a code a session, tokens keep it."""

import logging
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from workingcapital.controls import passwords
from workingcapital.controls.refusals import LockedOut, SessionEnded, SignInFailed
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity

SERVICE = "sign-in"  # who is on record for what happens before anybody has proven to be somebody

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Session:
    """A person's sign-in, and the refresh token that is good for its next hour, once."""

    person: str
    session: str
    refresh: str


def companies_of(store: Store, person: str) -> tuple[str, ...]:
    """Every company where this person holds a role, whether or not they may read its books."""
    with store.identifying(Identity(person, ())) as books:
        return _companies(books)


def _companies(books: Books) -> tuple[str, ...]:
    rows = books.execute("select distinct company_id from control.my_roles() order by 1").fetchall()
    return tuple(row["company_id"] for row in rows)


def authorize(store: Store, person: str, password: str, address: str, challenge: str) -> str:
    """An authorization code for whoever gives the person's password, bound to a PKCE challenge (S256).

    Raises SignInFailed, the same for a wrong name and a wrong password; LockedOut.
    """
    person = person.strip().lower()[:320]
    claimed = Identity(person, ())
    with store.identifying(claimed) as books:
        row = _one(
            books,
            "select control.locked_until(%s, %s) as until, control.password_of(%s) as kept",
            person,
            address,
            person,
        )
    if row["until"]:
        raise LockedOut.until(row["until"])
    companies = companies_of(store, person)
    if not passwords.fits(row["kept"], password):
        _failed(store, person, address, companies)
        raise SignInFailed("name or password is wrong")
    with store.identifying(Identity(person, companies)) as books:
        return str(_one(books, "select control.sign_in(%s, %s) as code", challenge, address)["code"])


def begin(store: Store, code: str, verifier: str) -> Session:
    """The session of an authorization code, once. Raises SessionEnded for a code that is used, late or not this one."""
    with store.identifying(Identity(SERVICE, ())) as books:
        said = _one(books, "select control.begin_session(%s, %s) as said", code, verifier)["said"]
    if said["outcome"] != "begun":
        raise SessionEnded("this code is used, out of date, or came without its verifier: sign in again")
    return Session(said["person"], said["session"], said["refresh"])


def refresh(store: Store, token: str) -> Session:
    """The session with its next refresh token. Raises SessionEnded; a token that comes twice ends the session."""
    who = _owner(store, token)
    with store.identifying(who) as books:
        said = _one(books, "select control.refresh(%s) as said", token)["said"]
    match said["outcome"]:
        case "refreshed":
            return Session(who.person, said["session"], said["refresh"])
        case "reused":
            raise SessionEnded("this refresh token was used before, so the whole sign-in was ended: sign in again")
        case _:
            raise SessionEnded("your sign-in has ended: sign in again")


def end(store: Store, token: str) -> None:
    """Sign out, by the session's refresh token; one that is none of ours is signed out already (RFC 7009)."""
    try:
        who = _owner(store, token)
    except SessionEnded:
        return
    with store.identifying(who) as books:
        books.execute("select control.end_session(%s, 'signed out')", [token])


def companies_in_session(store: Store, person: str, session: str) -> tuple[str, ...] | None:
    """What `companies_of` says while the session lives, and thereby that somebody uses it; None once it has ended."""
    with store.identifying(Identity(person, (), session, "session")) as books:
        return _companies(books) if _one(books, "select control.touch_session() as live")["live"] else None


def key_speaks_for(store: Store, company: str, key_id: str, secret: str) -> str | None:
    """The person an API key of this company speaks for; None for a key that is not in force."""
    with store.identifying(Identity(SERVICE, (company,))) as books:
        person = _one(books, "select control.key_speaks_for(%s, %s, %s) as person", company, key_id, secret)["person"]
    return None if person is None else str(person)


def _failed(store: Store, person: str, address: str, companies: tuple[str, ...]) -> None:
    with store.identifying(Identity(SERVICE, companies)) as books:
        locked = _one(books, "select control.sign_in_failed(%s, %s, 'wrong password') as locked", person, address)[
            "locked"
        ]
    if locked and not companies:
        log.warning("sign-in locked (%s) after failures under names that are nobody's", ", ".join(locked))
        _on_every_record(store, locked, address)


def _on_every_record(store: Store, locked: list[str], address: str) -> None:
    """Somebody tries names: no company's chain has the attempts, so all of them get the lock-out."""
    with store.identifying(Identity(SERVICE, ())) as books:
        codes = tuple(row["company_id"] for row in books.execute("select * from control.company_codes()").fetchall())
    with store.identifying(Identity(SERVICE, codes)) as books:
        for company in codes:
            details = Jsonb({"what": locked, "address": address})
            books.execute("select control.note(%s, 'locked_out', 'address', %s, %s)", [company, address, details])


def _owner(store: Store, token: str) -> Identity:
    with store.identifying(Identity(SERVICE, ())) as books:
        person = _one(books, "select control.owner_of_refresh(%s) as person", token)["person"]
    if person is None:
        raise SessionEnded("this is no refresh token of ours: sign in again")
    return Identity(person, companies_of(store, person))


def _one(books: Books, query: str, *values: object) -> dict[str, Any]:
    row = books.execute(query.encode(), values).fetchone()
    assert row is not None
    return row
