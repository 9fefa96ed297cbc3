"""Errors as application/problem+json: one handler, no traceback."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from channels.limits import refused
from workingcapital.errors import BadInput, CopilotError, NotFound

log = logging.getLogger(__name__)


class InternalError(CopilotError):
    """Something went wrong on our side; nothing was changed."""


def register(app: FastAPI) -> None:
    """Render every error of the app as a problem document."""
    app.add_exception_handler(CopilotError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CopilotError)
    return refused(error)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    places: list[dict[str, Any]] = [
        {"field": ".".join(str(part) for part in e["loc"][1:]), "why": e["msg"]} for e in error.errors()
    ]
    return refused(BadInput("The request does not fit the schema.", places))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return refused(NotFound(f"{request.url.path} is no address here"))
    body = {"type": "about:blank", "title": str(error.detail), "status": error.status_code, "detail": "", "errors": []}
    return JSONResponse(body, error.status_code, media_type="application/problem+json", headers=error.headers)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.exception("unexpected error at %s", request.url.path, exc_info=error)
    return refused(InternalError("The error was logged; try again or tell whoever runs this server."))
