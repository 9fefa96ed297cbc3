"""Who am I, and in demo mode: who could I be."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header

from channels.api.asking import TheIdentity, TheSettings, TheStore
from channels.identity import UnknownPerson, home_of
from workingcapital.store import founding
from workingcapital.store.people import people
from workingcapital.store.people.arriving import arrival

router = APIRouter(prefix="/v1", tags=["people"])


@router.get("/me")
def me(
    who: TheIdentity, store: TheStore, settings: TheSettings, x_wcc_company: Annotated[str | None, Header()] = None
) -> dict[str, Any]:
    """The person who speaks, their companies with roles and whether they read the books there, and the business date.

    A security admin reads no books and still is somebody: `reads` is false, and asking is refused.
    """
    known = arrival(store, who)
    if not who.companies:
        raise UnknownPerson(f"{who.person} has no grant for any company")
    reads = tuple(code for code in known.grants if code in who.companies)
    home = home_of(reads or who.companies, x_wcc_company, known.remembered)
    with store.reading(who) as books:
        theirs = founding.companies_of(books)
    return {
        "person": who.person,
        "name": people.name_of(store, who.person),
        "company": home,
        "companies": [
            {**company, "roles": sorted(known.roles[company["code"]]), "reads": company["code"] in reads}
            for company in theirs
        ],
        "as_of": known.calendars[home].day(datetime.now(UTC)),
        "demo": settings.demo_allowed() and not who.through,
    }


@router.get("/people")
def sample_people(store: TheStore, settings: TheSettings) -> dict[str, Any]:
    """The sample people one may speak as; empty outside demo mode."""
    return {"people": founding.sample_people(store) if settings.demo_allowed() else []}
