"""GET /v1/brief: what needs this person today, each figure with its receipt."""

from dataclasses import replace
from datetime import date
from typing import Any, Literal

from fastapi import APIRouter

from agent.brief import brief_of
from channels.api.asking import TheAsker
from channels.identity import at_company

router = APIRouter(prefix="/v1/brief", tags=["brief"])


@router.get("")
def brief(
    asker: TheAsker,
    company: str | None = None,
    day: date | None = None,
    language: Literal["en", "de"] | None = None,
) -> dict[str, Any]:
    """The asker's morning brief: the one delivered to them today, else made now; `day` reads the books of another day."""
    ours = at_company(asker, company) if company else asker
    spoken = replace(ours, as_of=day or ours.as_of, language=language or ours.language)
    return brief_of(spoken, today=spoken.as_of == ours.as_of)
