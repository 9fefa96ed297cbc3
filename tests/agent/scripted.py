"""A scripted model: it thinks what the test tells it, whatever it is asked."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.checkpoints import TurnSaver
from agent.conversation import Copilot
from agent.graph import build_graph
from agent.nodes.think import ModelFailed
from agent.settings import AgentSettings
from agent.state import Brief, Thought, ToolCall
from channels.identity import asker_for
from tools.asker import Asker
from workingcapital.store.database.connection import Store

Step = Thought | Callable[[Brief], Thought] | type[Exception]


@dataclass
class ScriptedThinker:
    """Returns the steps one after the other, and keeps the briefs it was given."""

    steps: Sequence[Step]
    name: str = "scripted"
    briefs: list[Brief] = field(default_factory=list)

    async def think(self, brief: Brief) -> Thought:
        step = self.steps[len(self.briefs)] if len(self.briefs) < len(self.steps) else Thought(text="That is all.")
        self.briefs.append(brief)
        if isinstance(step, type):
            raise step("scripted failure")
        return step(brief) if callable(step) else step

    async def close(self) -> None:
        pass


FAILS = ModelFailed


def call(tool: str, /, **args: Any) -> Thought:
    """A thought that calls one tool."""
    return Thought(calls=(ToolCall(tool, args),))


def says(text: str | Callable[[Brief], str], **more: Any) -> Step:
    """A thought that words the answer; a callable sees the evidence."""
    if callable(text):
        return lambda brief: Thought(text=text(brief), **more)
    return Thought(text=text, **more)


def first_fact(brief: Brief) -> str:
    """The placeholder of the first fact found."""
    return f"[[{brief.evidence[0].facts[0].id}]]"


def cfo(store: Store) -> Asker:
    return asker_for(store, "cfo@halden.example")


def ask_in(asker: Asker, thinker: Any, thread: str, message: str) -> list[list[dict[str, Any]]]:
    """Ask in a thread that exists."""
    return talk(asker, thinker, message, thread=thread)


def talk(
    asker: Asker,
    thinker: Any,
    *messages: str,
    fallback: Any = None,
    thread: str | None = None,
    settings: AgentSettings | None = None,
) -> list[list[dict[str, Any]]]:
    """Hold a conversation of those messages; `resume:send` resumes. Returns the events of each turn."""

    async def turns(thread: str | None = thread) -> list[list[dict[str, Any]]]:
        made = settings or AgentSettings(model=None)
        copilot = Copilot(build_graph(thinker, fallback or thinker, TurnSaver(), made), made)
        found = []
        for message in messages:
            verb, _, word = message.partition("resume:")
            stream = copilot.resume(asker, thread or "", word) if not verb else copilot.ask(asker, message, thread)
            events = [event async for event in stream]
            thread = events[-1]["data"]["thread_id"]
            found.append(events)
        await thinker.close()
        return found

    return asyncio.run(turns())


def answers(
    asker: Asker, thinker: Any, *messages: str, fallback: Any = None, settings: AgentSettings | None = None
) -> list[dict[str, Any]]:
    """The Answer of each turn."""
    return [events[-1]["data"] for events in talk(asker, thinker, *messages, fallback=fallback, settings=settings)]
