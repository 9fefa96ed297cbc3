"""POST /v1/chat: one turn of a conversation, streamed or whole."""

import json
from collections.abc import AsyncIterator
from typing import Any, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict

from agent.conversation import Copilot, Event, answer_of, error_event
from channels.api.asking import TheAsker, TheCopilot, turn_allowed
from channels.api.telemetry import turn_answered
from channels.identity import at_company
from tools.asker import Asker
from workingcapital.errors import BadInput, CopilotError

router = APIRouter(prefix="/v1", tags=["chat"])


class ChatRequest(BaseModel):
    """A message, or the asker's word on a drafted proposal."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000)

    message: str | None = None
    resume: Literal["send", "drop"] | None = None
    thread_id: str | None = None
    company: str | None = None
    stream: bool = True


@router.post("/chat", response_model=None, dependencies=[Depends(turn_allowed)])
async def chat(body: ChatRequest, asker: TheAsker, copilot: TheCopilot) -> StreamingResponse | JSONResponse:
    """Answer with server-sent events, or with the Answer alone when `stream` is false."""
    if body.company:
        asker = at_company(asker, body.company)
    events = _counted(_events(body, asker, copilot))
    if not body.stream:
        return JSONResponse(await answer_of(events))
    first = await anext(events)  # what is wrong with the request is an HTTP error, not an event
    return StreamingResponse(
        _encoded(first, events),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _events(body: ChatRequest, asker: Asker, copilot: Copilot) -> AsyncIterator[Event]:
    if body.resume:
        if not body.thread_id:
            raise BadInput("`resume` needs the thread_id it resumes")
        return copilot.resume(asker, body.thread_id, body.resume)
    if body.message is None:
        raise BadInput("give a `message`, or `resume` with a `thread_id`")
    return copilot.ask(asker, body.message, body.thread_id)


async def _counted(events: AsyncIterator[Event]) -> AsyncIterator[Event]:
    async for event in events:
        if event["event"] == "answer":
            answer = event["data"]
            turn_answered(answer["status"], answer["model"], answer["timings_ms"]["total"])
        yield event


async def _encoded(first: Event, events: AsyncIterator[Event]) -> AsyncIterator[str]:
    yield encode(first)
    try:
        async for event in events:
            yield encode(event)
    except CopilotError as problem:
        yield encode(error_event(problem))


def encode(event: Event) -> str:
    """One server-sent event."""
    data: Any = json.dumps(event["data"], ensure_ascii=False, default=str)
    return f"event: {event['event']}\ndata: {data}\n\n"
