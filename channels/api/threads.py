"""Own conversations: list, search, read, export, delete."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from channels.api.asking import TheAsker
from channels.transcripts import conversation_of, transcript
from workingcapital.store import conversations

router = APIRouter(prefix="/v1/threads", tags=["threads"])


@router.get("")
def threads(asker: TheAsker, q: Annotated[str | None, Query(max_length=200)] = None) -> dict[str, Any]:
    """The asker's conversations, newest first; `q` finds those that hold all its words."""
    with asker.books() as books:
        return {"threads": conversations.threads_of(books, asker.person, q)}


@router.get("/{thread_id}")
def thread(thread_id: str, asker: TheAsker) -> dict[str, Any]:
    """One conversation with its answers."""
    return conversation_of(asker, thread_id)


@router.get("/{thread_id}/export", response_class=Response)
def export(thread_id: str, asker: TheAsker, format: str = "md") -> Response:
    """One conversation as json or md."""
    file = transcript(asker, thread_id, format)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


@router.delete("/{thread_id}", status_code=204)
def delete(thread_id: str, asker: TheAsker) -> None:
    """Delete a conversation; proposals, decisions and the facts they rest on stay."""
    with asker.books() as books:
        conversations.forget(books, thread_id)
