"""How fast a turn is: wcc bench chat.

The planner under an open loop of twenty people, one thread of a hundred turns, and an instant scripted model in our graph
(identity, row-level security, grounding, receipts, checkpoints) beside the same model in a stock LangChain app on the same
database, in the same run, each served by one process and by two. The load comes from a process of its own, on the same
machine, and takes as little of it as it can.
"""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from fastapi import FastAPI

from agent.checkpoints import TurnSaver
from agent.conversation import Copilot
from agent.graph import build_graph
from agent.settings import AgentSettings
from agent.state import Brief, Thought, ToolCall
from benchmarks.chat_serving import serving
from benchmarks.chat_stock import prepare_stock, stock_app
from benchmarks.processor import Processor
from benchmarks.timing import machine
from server import create_app
from workingcapital import sample_company
from workingcapital.store.database.connection import Store
from workingcapital.store.database.embedded import Server, scratch

ROOT: Final = Path(__file__).parent.parent
OPEN_SECONDS, CLOSED_SECONDS, LONG_TURNS, WORKERS = 60, 10, 100, (1, 2)


class Instant:
    """A model that answers at once: a tool first, then its figure in words."""

    name = "instant"

    async def think(self, brief: Brief) -> Thought:
        """The tool, then the words."""
        if not brief.evidence:
            return Thought(calls=(ToolCall("cash_position", {}),))
        return Thought(text=f"Cash is [[{brief.evidence[0].facts[0].id}]].")

    async def close(self) -> None:
        """Nothing is held."""


def measure(quick: bool = False) -> dict[str, Any]:
    """The document of the benchmark; quick: short loads."""
    part = 5 if quick else 1
    with scratch() as server:
        server.create_database("wcc_chat")
        store = Store(server, "wcc_chat")
        store.prepare()
        sample_company.load(store, progress=None)
        store.close_pools()  # the apps run in processes of their own
        try:
            results = _ours(store, part)
            for workers in WORKERS:
                results += _beside_stock(server, store, CLOSED_SECONDS // part, workers)
        finally:
            store.close_pools()
    return {"name": "chat", "machine": machine(), "results": results}


def _ours(store: Store, part: int) -> list[dict[str, Any]]:
    """The planner: people who ask on the clock, and a long thread."""
    with serving(lambda: create_app(store)) as (url, _):
        _load(url, "open", 10)  # warms pools and plans
        people = {"what": "planner, open loop", **_load(url, "open", OPEN_SECONDS // part)}
        thread = {"what": "planner, one thread", **_load(url, "long", LONG_TURNS // part)}
    return [people, thread]


def _beside_stock(server: Server, store: Store, seconds: int, workers: int) -> list[dict[str, Any]]:
    """The instant model in our graph, and in the stock app with its default durability and with ours."""
    stock = server.superuser("wcc_chat")
    prepare_stock(stock)
    apps: dict[str, tuple[str, Callable[[], FastAPI]]] = {
        "this product": ("closed", lambda: _with_instant(store)),
        "stock app (async)": ("stock", lambda: stock_app(stock, "async")),
        "stock app (exit)": ("stock", lambda: stock_app(stock, "exit")),
    }
    found = []
    for name, (kind, make) in apps.items():
        with serving(make, workers) as (url, processes), psycopg.connect(stock, autocommit=True) as books:
            _load(url, kind, 2)
            processor = Processor(books, processes)
            load = _load(url, kind, seconds)
            cpu = round(processor.spent() / load["turns"] * 1000, 1)
            found.append({"what": f"instant model, {name}", "processes": workers, **load, "cpu_ms_a_turn": cpu})
    ours = found[0]["turns_per_second"]
    for each in found[1:]:
        each["ours_against_it"] = round(ours / each["turns_per_second"], 2)
    return found


def _with_instant(store: Store) -> FastAPI:
    """Our whole app with the instant model in the place of the planner."""
    app, settings = create_app(store), AgentSettings(model=None)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.copilot = Copilot(build_graph(Instant(), Instant(), TurnSaver(), settings), settings)
        yield

    app.router.lifespan_context = lifespan
    return app


def _load(url: str, kind: str, size: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.chat_load", url, kind, str(size)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
