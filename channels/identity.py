"""Who speaks: a verified person becomes an Asker."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tools.asker import Asker
from workingcapital.errors import CopilotError, NotPermitted, UnknownCompany
from workingcapital.store import founding, people
from workingcapital.store.connection import Store
from workingcapital.store.context import Identity

DEMO_PERSON = "cfo@halden.example"


class NotSignedIn(CopilotError):
    """Sign in first."""

    status = 401
    exit_code = 3


class UnknownPerson(NotPermitted):
    """Nobody here goes by this name."""


def asker_for(
    store: Store, person: str, company: str | None = None, as_of: date | None = None, language: str = "en"
) -> Asker:
    """The person with what the books grant them; a company that is not granted is refused."""
    grants = people.grants_of(store, person)
    if not grants:
        raise UnknownPerson(f"{person} has no grant for any company")
    companies = tuple(sorted(grants))
    home = _home(companies, company)
    return Asker(
        person=person,
        company=home,
        companies=companies,
        focus=(home,),
        roles=grants,
        as_of=as_of or business_date(store, person, companies, home),
        language=language,
        thread_id="",
        turn=0,
        store=store,
    )


def business_date(store: Store, person: str, companies: tuple[str, ...], company: str) -> date:
    """The company's own today: frozen for a sample, else the calendar date in its time zone."""
    with store.reading(Identity(person, companies)) as books:
        row = founding.company_calendar(books, company)
    return row.today or datetime.now(UTC).astimezone(ZoneInfo(row.time_zone)).date()


def _home(companies: tuple[str, ...], wanted: str | None) -> str:
    if wanted is None:
        return "HALDE" if "HALDE" in companies else companies[0]
    if wanted not in companies:
        raise UnknownCompany(f"{wanted} is none of your companies: {', '.join(companies)}")
    return wanted
