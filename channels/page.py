"""The built page, served from our own origin under a policy that lets nothing in and nothing out."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as PathPart
from fastapi.responses import FileResponse

from workingcapital.errors import NotFound, Unavailable

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types dompurify",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

# Names under assets/ carry a digest of their content, so they never change; the page itself is asked for again.
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

AssetName = Annotated[str, PathPart(pattern=r"^[\w-][\w.-]*$")]


class PageNotBuilt(Unavailable):
    """The page is not built yet."""


def page_routes(dist: Path) -> APIRouter:
    """Routes for the page built into `dist`; until it is built they say how to build it."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def page() -> FileResponse:
        if not (dist / "index.html").is_file():
            raise PageNotBuilt("Build it with `make web`; the API and the terminal work without it")
        return _file(dist / "index.html", ASK_AGAIN)

    @router.get("/icon.svg")
    def icon() -> FileResponse:
        return _file(dist / "icon.svg", ASK_AGAIN)

    @router.get("/assets/{name}")
    def asset(name: AssetName) -> FileResponse:
        return _file(dist / "assets" / name, FOREVER)

    return router


def _file(path: Path, keep: str) -> FileResponse:
    if not path.is_file():
        raise NotFound(f"{path.name} is no part of the page")
    return FileResponse(path, headers={**HEADERS, "Cache-Control": keep})
