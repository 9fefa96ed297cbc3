"""Own conversations: list, read, delete."""

from typing import Any

from fastapi import APIRouter

from channels.api.asking import TheAsker
from workingcapital.store import conversations

router = APIRouter(prefix="/v1/threads", tags=["threads"])


@router.get("")
def threads(asker: TheAsker) -> dict[str, Any]:
    """The asker's conversations, newest first."""
    with asker.books() as books:
        return {"threads": conversations.threads_of(books, asker.person)}


@router.get("/{thread_id}")
def thread(thread_id: str, asker: TheAsker) -> dict[str, Any]:
    """One conversation with its answers."""
    with asker.books() as books:
        company = conversations.owned(books, thread_id, asker.person)
        return {
            "thread_id": thread_id,
            "company": company,
            "turns": conversations.answers_of(books, company, thread_id),
        }


@router.delete("/{thread_id}", status_code=204)
def delete(thread_id: str, asker: TheAsker) -> None:
    """Forget a conversation; proposals, decisions and the facts they rest on stay."""
    with asker.books() as books:
        conversations.forget(books, conversations.owned(books, thread_id, asker.person), thread_id)
