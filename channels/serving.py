"""How a process serves: one beside others on the same socket if asked, with what it was built of settled."""

import gc
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import uvicorn
from fastapi import FastAPI

from channels.settings import ChannelSettings

_YOUNG: Final = 10_000  # objects between two looks of the collector: a turn makes about as many, and leaves few behind


def settled(app: FastAPI) -> FastAPI:
    """The app, which lets the collector of garbage look past all that its start has built.

    Libraries, routes and models live as long as the process; walking through them again and again takes a tenth of it.
    """
    built = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with built(app):
            gc.collect()
            gc.freeze()
            gc.set_threshold(_YOUNG, 20, 20)
            yield
        gc.unfreeze()

    app.router.lifespan_context = lifespan
    return app


def serve_with_workers(factory: str, settings: ChannelSettings) -> None:
    """Serve what `factory` (module:function) makes in so many processes; each opens the books for itself.

    The processes share a socket, what they count (/metrics) and the bounds on how often somebody may ask.
    """
    with tempfile.TemporaryDirectory(prefix="wcc-metrics-") as counts:
        os.environ |= {
            "CHANNEL_HOST": settings.host,
            "CHANNEL_PORT": str(settings.port),
            "CHANNEL_WORKERS": str(settings.workers),
            "PROMETHEUS_MULTIPROC_DIR": counts,
        }
        uvicorn.run(
            factory, factory=True, workers=settings.workers, host=settings.host, port=settings.port, log_level="warning"
        )
