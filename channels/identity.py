"""Who speaks: a verified person becomes an Asker."""

from dataclasses import replace
from datetime import UTC, date, datetime

from channels.refusals import DemoOnly, NotSignedIn
from tools.asker import Asker
from workingcapital.errors import NotPermitted, UnknownCompany
from workingcapital.store import founding, people, preferences, sign_in
from workingcapital.store.connection import Books, Store
from workingcapital.store.context import Identity

DEMO_PERSON = "cfo@halden.example"


class UnknownPerson(NotPermitted):
    """Nobody here goes by this name."""


def sample_identity(store: Store, person: str) -> Identity:
    """A sample person, taken at their word: for demo mode on this machine. Raises DemoOnly for anybody real."""
    companies, invented = people.sample_companies(store, person)
    if not companies:
        raise UnknownPerson(f"{person} has no grant for any company")
    if not invented:
        raise DemoOnly(f"{person} is no sample person: sign in with `wcc login`, or on the page")
    return Identity(person, companies)


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
    named = who.companies if who else tuple(people.grants_of(store, person))
    with store.reading(Identity(person, named)) as books:
        grants = {code: roles for code, roles in people.my_grants(books).items() if code in named}
        if not grants:
            raise UnknownPerson(f"{person} has no grant for any company")
        companies = tuple(sorted(grants))
        wanted = preferences.values(preferences.preferences_of(books, person))
        home = _home(companies, company or (preferred if (preferred := wanted.get("company")) in companies else None))
        today = as_of or _today(books, home)
    return Asker(
        person=person,
        company=home,
        companies=companies,
        focus=(home,),
        roles=grants,
        as_of=today,
        language=wanted.get("language", language),
        thread_id="",
        turn=0,
        store=store,
        session=who.session if who else "",
        through=who.through if who else "",
        preferences=wanted,
    )


def at_company(asker: Asker, company: str) -> Asker:
    """The same asker, at home in another of their companies, on its day."""
    home = _home(asker.companies, company)
    day = business_date(asker.store, asker.person, asker.companies, home)
    return replace(asker, company=home, focus=(home,), as_of=day)


def business_date(store: Store, person: str, companies: tuple[str, ...], company: str) -> date:
    """The company's own today: frozen for a sample, else the calendar date in its time zone."""
    with store.reading(Identity(person, companies)) as books:
        return _today(books, company)


def _today(books: Books, company: str) -> date:
    return founding.company_calendar(books, company).day(datetime.now(UTC))


def _home(companies: tuple[str, ...], wanted: str | None) -> str:
    if wanted is None:
        return "HALDE" if "HALDE" in companies else companies[0]
    if wanted not in companies:
        raise UnknownCompany(f"{wanted} is none of your companies: {', '.join(companies)}")
    return wanted
