"""What the asker wants remembered: shown and deleted here, set by saying so in a conversation."""

from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter

from channels.api.asking import TheAsker
from workingcapital.errors import NotFound
from workingcapital.store.people import preferences

router = APIRouter(prefix="/v1/preferences", tags=["preferences"])


@router.get("")
def listing(asker: TheAsker) -> dict[str, Any]:
    """Everything remembered of the asker: {name, value, said, set_at}; a cost of capital in per cent a year."""
    with asker.books() as books:
        return {"preferences": [asdict(each) for each in preferences.preferences_of(books, asker.person)]}


@router.delete("/{name}", status_code=204)
def forget(name: Literal["language", "company", "cost_of_capital"], asker: TheAsker) -> None:
    """Forget one of them."""
    with asker.books() as books:
        if not preferences.forget(books, asker.person, name):
            raise NotFound(f"no {name.replace('_', ' ')} of yours is remembered")
