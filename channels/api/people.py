"""Who am I, and in demo mode: who could I be."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from channels.api.asking import TheAsker, TheStore, channel_settings
from channels.settings import ChannelSettings
from workingcapital.store import founding, people

router = APIRouter(prefix="/v1", tags=["people"])


@router.get("/me")
def me(asker: TheAsker, settings: Annotated[ChannelSettings, Depends(channel_settings)]) -> dict[str, Any]:
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
        "demo": settings.demo_allowed(),
    }


@router.get("/people")
def sample_people(store: TheStore, settings: Annotated[ChannelSettings, Depends(channel_settings)]) -> dict[str, Any]:
    """The sample people one may speak as; empty outside demo mode."""
    return {"people": founding.sample_people(store) if settings.demo_allowed() else []}
