"""Requests that another site's page makes in the same browser are refused: it speaks as nobody.

A browser sends what it holds for us along with whatever page asks: on loopback that is the say of a sample person. So a
request that names another site as its origin is refused, and, on loopback, one that reached us under a foreign name
(a name that its owner lets point at 127.0.0.1 makes any page one of ours: DNS rebinding).
"""

from urllib.parse import urlsplit

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from channels.refusals import ForeignOrigin
from channels.settings import LOOPBACK, ChannelSettings

FROM_ELSEWHERE = (b"cross-site", b"same-site")


class OwnPagesOnly:
    """Let in what our own page, a program or a terminal asks for."""

    def __init__(self, app: ASGIApp, settings: ChannelSettings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say why not."""
        why = self._foreign(scope["path"], dict(scope["headers"])) if scope["type"] == "http" else None
        if why is None:
            await self.app(scope, receive, send)
            return
        response = JSONResponse(
            ForeignOrigin(why).problem(), ForeignOrigin.status, media_type="application/problem+json"
        )
        await response(scope, receive, send)

    def _foreign(self, path: str, headers: dict[bytes, bytes]) -> str | None:
        host, origin = headers.get(b"host", b"").decode("latin-1"), headers.get(b"origin", b"").decode("latin-1")
        if self.settings.demo_allowed() and _name(host) not in LOOPBACK:
            return f"this server speaks on loopback only, and was asked as {host}"
        if origin and urlsplit(origin).netloc != host:
            return f"the page at {origin} is none of this server's"
        # A person may follow a link to the page; a link to the routes behind it is another site's doing.
        followed = headers.get(b"sec-fetch-mode") == b"navigate" and not path.startswith("/v1/")
        if headers.get(b"sec-fetch-site") in FROM_ELSEWHERE and not followed:
            return "the browser says that another site asked"
        return None


def _name(host: str) -> str:
    """The name without its port.

    >>> _name("localhost:8000"), _name("[::1]:8000")
    ('localhost', '::1')
    """
    return urlsplit(f"//{host}").hostname or ""
