"""The front door: builds everything once, and hands it to the routes. No logic lives here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from agent.checkpoints import TurnSaver
from agent.conversation import Copilot
from agent.graph import build_graph
from agent.settings import AgentSettings
from agent.thinkers import thinkers
from channels.api import (
    access,
    answers,
    auth,
    brief,
    chat,
    documents,
    facts,
    health,
    people,
    preferences,
    problems,
    proposals,
    telemetry,
    threads,
)
from channels.limits import BodyLimit, Meter, RateLimit, RequestIds
from channels.origins import OwnPagesOnly
from channels.page import page_routes
from channels.serving import settled
from channels.settings import ChannelSettings
from workingcapital.store.database.connection import Store

PAGE = Path(__file__).parent / "web" / "dist"


def create_app(
    store: Store, agent: AgentSettings | None = None, channels: ChannelSettings | None = None, page: Path = PAGE
) -> FastAPI:
    """The app over an open store; the caller closes the store."""
    agent, channels = agent or AgentSettings(), channels or ChannelSettings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        thinker, planner = thinkers(agent, store)
        app.state.copilot = Copilot(build_graph(thinker, planner, TurnSaver(), agent), agent)
        yield
        await thinker.close()

    app = FastAPI(title="Working-Capital Copilot", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.store, app.state.channels = store, channels
    app.add_middleware(BodyLimit, max_bytes=channels.max_body_bytes)
    app.state.turns, app.state.attempts = Meter(channels.turn_bound()), Meter(channels.attempt_bound())
    app.add_middleware(RateLimit, per_minute=channels.request_bound())
    app.add_middleware(OwnPagesOnly, settings=channels)
    app.add_middleware(RequestIds)
    problems.register(app)
    for routes in (
        auth,
        access,
        chat,
        brief,
        answers,
        threads,
        preferences,
        facts,
        proposals,
        documents,
        people,
        health,
        telemetry,
    ):
        app.include_router(routes.router)
    app.include_router(page_routes(page))
    return app


def worker() -> FastAPI:
    """The app of one of several processes that serve side by side: it opens the store, and closes it at its end."""
    store = Store.open()
    app = create_app(store)
    served = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with served(app):
            yield
        store.close()

    app.router.lifespan_context = lifespan
    return settled(app)
