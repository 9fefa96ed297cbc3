"""A copy of the sample company to ask questions of, and a fresh one for each talk that writes."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from agent.checkpoints import TurnSaver
from agent.conversation import Copilot
from agent.graph import build_graph
from agent.settings import AgentSettings
from agent.thinkers import thinkers
from channels.identity import asker_for
from channels.sample import load_sample
from evals.cases import Case
from evals.grading import Turned
from evals.oracle.frames import Frames, frames
from tools.asker import Asker
from workingcapital.errors import CopilotError
from workingcapital.sample_company import generate
from workingcapital.sample_company.loader import LOADER
from workingcapital.store.census import census, source_keys
from workingcapital.store.database.connection import Store
from workingcapital.store.database.embedded import Server, scratch

PLANNER = "built-in planner"
_number = count(1)


@dataclass
class Books:
    """A server of our own with the sample loaded once; nobody's own books are touched."""

    server: Server
    template: str
    raw: Frames
    settings: AgentSettings
    names: dict[str, str] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> str:
        """The name of what thinks."""
        return self.settings.model or PLANNER

    @contextmanager
    def copy(self) -> Iterator[Store]:
        """A clone of the sample, dropped at the end."""
        name = self.server.create_database(f"wcc_evals_{os.getpid()}_{next(_number)}", self.template)
        store = Store(self.server, name)
        try:
            store.prepare()
            yield store
        finally:
            store.close_pools()
            self.server.drop_database(name)

    def talk(self, store: Store, case: Case, wording: Sequence[str]) -> Turned:
        """Hold the talk in a thread of its own; an error of ours is an answer that failed."""
        before = state_of(store)
        answers = asyncio.run(self._turns(store, case, wording))
        return Turned(answers, before, state_of(store), self.names)

    async def _turns(self, store: Store, case: Case, wording: Sequence[str]) -> list[dict[str, Any]]:
        thinker, planner = thinkers(self.settings, store)
        asker = asker_for(store, case.person, case.company)
        async with AsyncExitStack() as opened:
            opened.push_async_callback(thinker.close)
            graph = build_graph(thinker, planner, TurnSaver(), self.settings)
            return await _told(Copilot(graph, self.settings), asker, wording)


async def _told(copilot: Copilot, asker: Asker, wording: Sequence[str]) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = []
    for message in wording:
        thread = answers[-1]["thread_id"] if answers else None
        try:
            events = [event async for event in copilot.ask(asker, message, thread)]
        except CopilotError as error:
            return [*answers, {"error": error.problem()}]
        answers.append(events[-1]["data"])
    return answers


@contextmanager
def sample_books(settings: AgentSettings, progress: Any) -> Iterator[Books]:
    """Load the sample company with its documents into a server that is gone afterwards."""
    with scratch() as server:
        template = server.create_database(f"wcc_evals_{os.getpid()}_sample")
        store = Store(server, template)
        try:
            store.prepare()
            load_sample(store, progress)
            books = Books(server, template, frames(generate()), settings, names_in(store), state_of(store))
        finally:
            store.close_pools()
        try:
            yield books
        finally:
            server.drop_database(template)


def state_of(store: Store) -> dict[str, Any]:
    """What a conversation must leave alone, in all companies."""
    with store.reading(LOADER) as books:
        return census(books)


def names_in(store: Store) -> dict[str, str]:
    """The raw keys of the items in a database."""
    with store.reading(LOADER) as books:
        return source_keys(books)
