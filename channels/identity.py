"""Who speaks: a verified person becomes an Asker."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from channels.refusals import DemoOnly, NotSignedIn
from tools.asker import Asker
from workingcapital.errors import NotPermitted, UnknownCompany
from workingcapital.store import founding
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people import people, sign_in
from workingcapital.store.people.arriving import Arrival, arrival

DEMO_PERSON = "cfo@halden.example"


class UnknownPerson(NotPermitted):
    """Nobody here goes by this name."""


def sample_identity(store: Store, person: str) -> Identity:
    """A sample person, taken at their word: for demo mode on this machine. Raises DemoOnly for anybody real."""
    companies, invented = people.sample_companies(store, person)
    _require_sample(person, companies, invented)
    return Identity(person, companies)


def sample_asker(store: Store, person: str, company: str | None, language: str) -> Asker:
    """What `sample_identity` and `asker_for` say, asked at once."""
    who = Identity(person, ())
    known = arrival(store, who)
    _require_sample(person, known.companies, known.invented)
    return _asker(store, who, known, known.companies, company, None, language)


def _require_sample(person: str, companies: tuple[str, ...], invented: bool) -> None:
    if not companies:
        raise UnknownPerson(f"{person} has no grant for any company")
    if not invented:
        raise DemoOnly(f"{person} is no sample person: sign in with `wcc login`, or on the page")


def signed_in_identity(store: Store, person: str, session: str) -> Identity:
    """The person of a session. Raises NotSignedIn once it has ended."""
    companies = sign_in.companies_in_session(store, person, session)
    if companies is None:
        raise NotSignedIn("your sign-in has ended: sign in again")
    return Identity(person, companies, session, "session")


def key_identity(store: Store, key: str) -> Identity:
    """The person an API key speaks for, in the key's one company. Raises NotSignedIn."""
    _, company, key_id, secret = (key.split(".") + [""] * 4)[:4]
    person = sign_in.key_speaks_for(store, company, key_id, secret)
    if person is None:
        raise NotSignedIn("this API key is not in force")
    return Identity(person, (company,), f"key {key_id}", "key")


def asker_for(
    store: Store,
    person: str,
    company: str | None = None,
    as_of: date | None = None,
    language: str = "en",
    who: Identity | None = None,
) -> Asker:
    """The person with what the books grant them; a company that is not granted is refused.

    `who` says how they signed in, and narrows the companies to the ones it speaks for.
    """
    speaks = who or Identity(person, ())
    known = arrival(store, speaks)
    return _asker(store, speaks, known, who.companies if who else known.companies, company, as_of, language)


def _asker(
    store: Store,
    who: Identity,
    known: Arrival,
    named: tuple[str, ...],
    company: str | None,
    as_of: date | None,
    language: str,
) -> Asker:
    grants = {code: roles for code, roles in known.grants.items() if code in named}
    if not grants:
        raise UnknownPerson(f"{who.person} has no grant for any company")
    companies, wanted = tuple(sorted(grants)), known.remembered
    home = home_of(companies, company, wanted)
    return Asker(
        person=who.person,
        company=home,
        companies=companies,
        focus=(home,),
        roles=grants,
        as_of=as_of or known.calendars[home].day(datetime.now(UTC)),
        language=wanted.get("language", language),
        thread_id="",
        turn=0,
        store=store,
        session=who.session,
        through=who.through,
        preferences=wanted,
    )


def at_company(asker: Asker, company: str) -> Asker:
    """The same asker, at home in another of their companies, on its day."""
    home = _home(asker.companies, company)
    with asker.books() as books:
        day = founding.company_calendar(books, home).day(datetime.now(UTC))
    return replace(asker, company=home, focus=(home,), as_of=day)


def home_of(companies: tuple[str, ...], company: str | None, remembered: Mapping[str, str]) -> str:
    """The company asked for, else the one the person prefers, else the first. Raises UnknownCompany."""
    preferred = remembered.get("company")
    return _home(companies, company or (preferred if preferred in companies else None))


def _home(companies: tuple[str, ...], wanted: str | None) -> str:
    if wanted is None:
        return "HALDE" if "HALDE" in companies else companies[0]
    return granted(companies, wanted)


def granted(companies: tuple[str, ...], company: str) -> str:
    """The company, where it is one of them. Raises UnknownCompany."""
    if company not in companies:
        raise UnknownCompany(f"{company} is none of your companies: {', '.join(companies)}")
    return company
