"""Who am I, and in demo mode: who could I be."""

from typing import Any

from fastapi import APIRouter

from channels.api.asking import TheAsker, TheSettings, TheStore
from workingcapital.store import founding
from workingcapital.store.people import people

router = APIRouter(prefix="/v1", tags=["people"])


@router.get("/me")
def me(asker: TheAsker, settings: TheSettings) -> dict[str, Any]:
    """The person who speaks, their companies and roles, and the business date."""
    with asker.books() as books:
        theirs = founding.companies_of(books)
        name = people.name_of(asker.store, asker.person)
    return {
        "person": asker.person,
        "name": name,
        "company": asker.company,
        "companies": [{**company, "roles": sorted(asker.roles[company["code"]])} for company in theirs],
        "as_of": asker.as_of,
        "demo": settings.demo_allowed() and not asker.through,
    }


@router.get("/people")
def sample_people(store: TheStore, settings: TheSettings) -> dict[str, Any]:
    """The sample people one may speak as; empty outside demo mode."""
    return {"people": founding.sample_people(store) if settings.demo_allowed() else []}
