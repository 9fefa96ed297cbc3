"""Receipts: a fact with its recomputation."""

from typing import Any

from fastapi import APIRouter

from channels.api.asking import TheAsker
from workingcapital.store import conversations
from workingcapital.store.figures import explain

router = APIRouter(prefix="/v1/facts", tags=["facts"])


@router.get("/{fact_id}")
def fact(fact_id: str, asker: TheAsker) -> dict[str, Any]:
    """The fact as it was said, and as the books give it now."""
    with asker.books() as books:
        found = conversations.find_fact(books, fact_id)
        return {"fact": found.model_dump(mode="json"), **explain(books, found)}
