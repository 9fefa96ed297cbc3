"""A scripted OpenAI-compatible endpoint over real HTTP."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

Reply = dict[str, Any] | int


@contextmanager
def endpoint(replies: Sequence[Reply]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve the replies one after the other; yields the base URL and the requests it got.

    An int is an HTTP status; a reply may carry its own `finish_reason`.
    `silent()` says nothing for longer than anybody waits; `cut()` ends in the middle.
    """
    app, asked = FastAPI(), list[dict[str, Any]]()

    @app.post("/v1/chat/completions")
    async def complete(request: Request) -> Response:
        asked.append(await request.json())
        reply = replies[min(len(asked), len(replies)) - 1]
        if isinstance(reply, int):
            return JSONResponse({"error": {"message": "scripted", "type": "scripted"}}, reply)
        if reply == silent():
            await asyncio.sleep(30)
        if reply == cut():
            return StreamingResponse(iter([b'{"id": "1", "cho']), media_type="application/json")
        reason = reply.get("finish_reason", "stop")
        choice = {"index": 0, "message": {"role": "assistant", **reply}, "finish_reason": reason}
        usage = {
            "prompt_tokens": 1000,
            "completion_tokens": 10,
            "total_tokens": 1010,
            "prompt_tokens_details": {"cached_tokens": 400},
        }
        return JSONResponse(
            {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
        )

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1", asked
    finally:
        server.should_exit = True
        thread.join()


def silent() -> Reply:
    """A provider that does not answer."""
    return {"scripted": "silent"}


def cut() -> Reply:
    """A reply that ends in the middle."""
    return {"scripted": "cut"}


def calls(tool: str, /, **args: Any) -> Reply:
    """A native tool call."""
    function = {"name": tool, "arguments": json.dumps(args)}
    return {"content": None, "tool_calls": [{"id": "c1", "type": "function", "function": function}]}


def writes(text: str | dict[str, Any]) -> Reply:
    """Plain content; a dict is written as JSON."""
    return {"content": text if isinstance(text, str) else json.dumps(text)}
