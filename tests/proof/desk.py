"""Where an attacker sits: the served API, the agent with a model that does what it is told to, and psql."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
import uvicorn
from psycopg.rows import dict_row

from agent.checkpoints import TurnSaver
from agent.conversation import Copilot
from agent.graph import build_graph
from agent.settings import AgentSettings
from agent.state import Brief, Thinker, Thought
from channels.identity import asker_for
from channels.settings import ChannelSettings
from server import create_app
from workingcapital.errors import CopilotError
from workingcapital.store.database.connection import Store


@dataclass
class Puppet:
    """A model in an attacker's hands: thinks what it is given, then says it is done."""

    name: str = "puppet"
    thoughts: list[Thought] = field(default_factory=list)
    by: Thinker | None = None

    async def think(self, brief: Brief) -> Thought:
        if self.by is not None:
            return await self.by.think(brief)
        return self.thoughts.pop(0) if self.thoughts else Thought(text="Done.")

    async def close(self) -> None:
        pass


@dataclass
class Desk:
    """One store with every door to it open."""

    store: Store
    http: httpx.Client
    admin: psycopg.Connection[dict[str, Any]]
    _loop: asyncio.Runner
    copilot: Copilot
    _puppet: Puppet

    def ask(self, person: str, message: str, thoughts: Sequence[Thought], thread: str | None = None) -> Any:
        """One turn of the agent; the Answer with its events, or the problem in words."""
        self._puppet.thoughts = list(thoughts)
        return self._turn(person, lambda who: self.copilot.ask(who, message, thread))

    def talk(self, person: str, model: Thinker, *said: str) -> list[Any]:
        """A conversation in which the given model thinks; the events of each turn, or its problem."""
        told: list[Any] = []
        self._puppet.by = model
        try:
            for message in said:
                thread = told[-1][-1]["data"]["thread_id"] if told and isinstance(told[-1], list) else None
                told.append(self._turn(person, lambda who, m=message, t=thread: self.copilot.ask(who, m, t)))
        finally:
            self._puppet.by = None
        return told

    def resume(self, person: str, thread: str, word: str) -> Any:
        """The asker's own word on a draft."""
        return self._turn(person, lambda who: self.copilot.resume(who, thread, word))

    def _turn(self, person: str, start: Any) -> Any:
        async def events() -> list[Any]:
            return [event async for event in start(asker_for(self.store, person))]

        try:
            return self._loop.run(events())
        except CopilotError as problem:
            return problem.problem()

    def call(self, method: str, path: str, person: str, **more: Any) -> httpx.Response:
        """One request of the API in the person's name, as far as the sample's sign-in goes."""
        headers = {"X-WCC-Person": person, **more.pop("headers", {})}
        return self.http.request(method, path, headers=headers, **more)

    def sql(self, login: str, context: str | None, statement: str, values: Sequence[Any] = ()) -> list[Any] | str:
        """What psql shows for one statement of a login; an error is its words."""
        try:
            with psycopg.connect(self.store.conninfo(login), autocommit=True, row_factory=dict_row) as session:
                if context is not None:
                    session.execute("select set_config('wcc.context', %s, false)", [context])
                session.execute("set statement_timeout = '10s'")
                found = session.execute(statement.encode(), list(values) or None)
                return found.fetchall() if found.description else []
        except psycopg.Error as refused:
            return str(refused)


@contextmanager
def desk(store: Store) -> Iterator[Desk]:
    """Open every door; closed again at the end."""
    puppet, settings = Puppet(), AgentSettings(model=None)
    with ExitStack() as opened:
        loop = opened.enter_context(asyncio.Runner())
        graph = build_graph(puppet, puppet, TurnSaver(), settings)
        http = opened.enter_context(served(store))
        admin = psycopg.connect(store.server.superuser(store.database), autocommit=True, row_factory=dict_row)
        yield Desk(store, http, opened.enter_context(admin), loop, Copilot(graph, settings), puppet)


@contextmanager
def served(store: Store, channels: ChannelSettings | None = None) -> Iterator[httpx.Client]:
    """The real server over the store, over real HTTP."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(store, AgentSettings(model=None), channels)
    config = uvicorn.Config(app, port=port, log_level="critical", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
