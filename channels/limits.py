"""What every request passes: bounds on its size, its shape and how often it comes, and an id to find it in the logs."""

import json
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.refusals import BadJson, BodyTooLarge, DeepJson, TooManyRequests
from workingcapital.errors import CopilotError


class Meter:
    """How often somebody came within a minute; this process's own count, so that it needs no other service."""

    def __init__(self, per_minute: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._counts: dict[str, tuple[float, int]] = {}

    def count(self, who: str) -> None:
        """Count one. Raises TooManyRequests above the bound, until the minute is over."""
        if self._per_minute is None:
            return
        now = self._clock()
        if len(self._counts) > 10_000:
            self._counts = {name: kept for name, kept in self._counts.items() if now - kept[0] < 60}
        began, counted = self._counts.get(who, (now, 0))
        if now - began >= 60:
            began, counted = now, 0
        if counted >= self._per_minute:
            raise TooManyRequests.after(max(1, round(60 - (now - began))))
        self._counts[who] = (began, counted + 1)


class RateLimit:
    """Refuse an address that asks too often, before anything else is done for it."""

    def __init__(self, app: ASGIApp, per_minute: int | None) -> None:
        self.app, self.meter = app, Meter(per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request by its address; health is asked for by machines and not counted."""
        if scope["type"] != "http" or scope["path"] in ("/healthz", "/readyz", "/metrics"):
            await self.app(scope, receive, send)
            return
        try:
            self.meter.count(scope["client"][0] if scope["client"] else "")
        except TooManyRequests as error:
            await refused(error)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class BodyLimit:
    """Refuse bodies above the bound, whether declared or streamed, and JSON that says two things at once."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app, self.max_bytes = app, max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the bound, then pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await self._whole(scope, receive)
            if body is not None:
                check_json(body)
        except CopilotError as error:
            await refused(error)(scope, receive, send)
            return
        if body is not None:
            await self.app(scope, _replay(body, receive), send)

    async def _whole(self, scope: Scope, receive: Receive) -> bytes | None:
        """The body; None where the client went away."""
        too_large = BodyTooLarge(f"at most {self.max_bytes:,} bytes are read")
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > self.max_bytes:
            raise too_large
        chunks, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            chunks.append(message.get("body", b""))
            size, more = size + len(chunks[-1]), message.get("more_body", False)
            if size > self.max_bytes:
                raise too_large
        return b"".join(chunks)


def check_json(body: bytes) -> None:
    """Refuse a JSON object that names a key twice, and NaN: each reader would take something else from it.

    What is no JSON at all is left to whoever reads it.
    """
    if body.lstrip()[:1] not in (b"{", b"["):
        return
    try:
        json.loads(body, object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise DeepJson("brackets within brackets within brackets") from None
    except ValueError:  # the route says where it is broken
        return


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise BadJson(f"“{next(name for name in names if names.count(name) > 1)}” stands in it twice")
    return found


def _no_constant(name: str) -> None:
    raise BadJson(f"{name} is no number")


def refused(error: CopilotError) -> JSONResponse:
    """A refusal as a response."""
    headers = {}
    if isinstance(seconds := getattr(error, "seconds", None), int):
        headers["Retry-After"] = str(seconds)
    if error.status == 401:
        headers["WWW-Authenticate"] = _challenge(error)
    return JSONResponse(error.problem(), error.status, headers=headers, media_type="application/problem+json")


def _challenge(error: CopilotError) -> str:
    """How to get in: RFC 6750, and RFC 9470 where a second factor is all that is missing."""
    if error.kind() in ("confirmation-needed", "wrong-code"):
        return 'Bearer error="insufficient_user_authentication", max_age="300"'
    return 'Bearer error="invalid_token"' if error.kind() != "not-signed-in" else "Bearer"


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


class RequestIds:
    """Give every response an x-request-id: the trace id of a `traceparent` that came in, or a new one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and mark its response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        parent = dict(scope["headers"]).get(b"traceparent", b"").decode("latin-1").split("-")
        request_id = parent[1] if len(parent) == 4 and len(parent[1]) == 32 else uuid.uuid4().hex

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-request-id"] = request_id
            await send(message)

        await self.app(scope, receive, marked)
