"""The doors the channels knock on: ask() and resume(). Both yield events; the last one carries the whole Answer."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from langgraph.types import Command

from agent.checkpoints import MEMORY, Memory
from agent.german.spoken import said
from agent.graph import Graph
from agent.guardrails import clean_question
from agent.lexicon import look
from agent.settings import AgentSettings
from agent.state import Talk
from agent.streams import ending_with_its_reader
from agent.usage import shown
from agent.wishes import spoken_language
from tools.asker import Asker
from workingcapital.errors import BadInput, Conflict, CopilotError, Unavailable
from workingcapital.store import conversations, threads
from workingcapital.store.gathering import feeds

Event = dict[str, Any]


class NothingPending(Conflict):
    """Nothing waits for your word in this conversation."""


class TookTooLong(Unavailable):
    """This turn took too long and was stopped."""


@dataclass(frozen=True)
class Copilot:
    """The graph with what it needs to serve people."""

    graph: Graph
    settings: AgentSettings

    async def ask(self, asker: Asker, message: str, thread_id: str | None = None) -> AsyncIterator[Event]:
        """One turn of a conversation. Raises for what is wrong with the request; a turn that began always answers."""
        question = clean_question(message, self.settings.max_question_chars)
        thread = thread_id or uuid.uuid4().hex
        asker, memory = await asyncio.to_thread(_begin, asker, thread, question, thread_id is not None)
        MEMORY.set(memory)
        yield {"event": "status", "data": {"thread_id": thread, "turn": asker.turn, "step": "started"}}
        async for event in self._run({"question": question}, asker, question, memory):
            yield event

    async def resume(self, asker: Asker, thread_id: str, decision: str) -> AsyncIterator[Event]:
        """The asker's own word on a drafted proposal: "send" or "drop"."""
        if decision not in ("send", "drop"):
            raise BadInput(f"{decision!r} is neither send nor drop")
        asker, memory = await asyncio.to_thread(_begin, asker, thread_id, decision, True)
        MEMORY.set(memory)
        state = await self.graph.aget_state(_config(thread_id))
        if not state.interrupts:
            raise NothingPending("Ask for a proposal first, for example: Propose Thursday's run.")
        async for event in self._run(Command(resume=decision), asker, decision, memory):
            yield event

    async def _run(self, start: Any, asker: Asker, question: str, memory: Memory) -> AsyncIterator[Event]:
        started = time.perf_counter()
        state: Talk = {}
        try:
            async with asyncio.timeout(self.settings.turn_seconds):
                stream = self.graph.astream(
                    start, _config(asker.thread_id), context=asker, stream_mode=["custom", "values"], durability="exit"
                )
                mode: str
                chunk: Any
                async for mode, chunk in ending_with_its_reader(stream):
                    if mode == "custom":
                        yield chunk
                    else:
                        state = chunk
        except TimeoutError as error:
            raise TookTooLong("Ask again, or ask for less at once.") from error
        answer = _whole(state, asker, started, self.settings)
        await asyncio.to_thread(_keep, asker, question, answer, memory)
        yield {"event": "answer", "data": answer}


async def answer_of(events: AsyncIterator[Event]) -> dict[str, Any]:
    """The Answer at the end of a stream, for channels that do not stream."""
    answer: dict[str, Any] = {}
    async for event in events:
        if event["event"] == "answer":
            answer = event["data"]
    return answer


def error_event(problem: CopilotError) -> Event:
    """What a stream says when it cannot go on."""
    return {"event": "error", "data": problem.problem()}


def _config(thread_id: str) -> Any:
    return {"configurable": {"thread_id": thread_id}, "recursion_limit": 40}


def _begin(asker: Asker, thread: str, question: str, must_exist: bool) -> tuple[Asker, Memory]:
    """Count the turn, read what its thread keeps, look at the names it may speak of and fix the language.

    The thread must be the asker's own.
    """
    with asker.books() as books:
        if must_exist:
            company, turn = conversations.next_turn(books, thread, asker.person)
            before = threads.kept(books, thread)
        else:
            company, before = asker.company, None
            turn = conversations.begin_turn(books, company, thread, asker.person, question)
        asker = replace(asker, thread_id=thread, turn=turn, company=company)
        look(asker, books)
    return replace(asker, language=spoken_language(asker, question)), Memory(before)


def _keep(asker: Asker, question: str, answer: dict[str, Any], memory: Memory) -> None:
    """Keep the answer, its facts and what the thread remembers; one of today says which sources are too old."""
    with asker.books() as books:
        if answer["facts"] and answer["as_of"] == asker.as_of.isoformat():
            for company in answer["companies"]:
                for words, age in feeds.stale_ages(books, company, asker.as_of):
                    answer["notices"].append(said(words, answer["language"]))
                    answer["facts"].append(age.model_dump(mode="json"))
        conversations.keep_answer(books, asker.company, asker.turn, question, answer, asker.person)
        threads.keep(books, asker.thread_id, memory.before, memory.now())


def _whole(state: Talk, asker: Asker, started: float, settings: AgentSettings) -> dict[str, Any]:
    """The Answer of the contract, with what a language model used where one was asked."""
    timings = {
        "total": round((time.perf_counter() - started) * 1000),
        "model": round(state.get("model_ms", 0.0)),
        "tools": round(state.get("tools_ms", 0.0)),
    }
    return {
        "thread_id": asker.thread_id,
        "answer_id": f"{asker.thread_id}-{asker.turn}",
        **state["answer"],
        "language": state["language"],
        "timings_ms": timings,
        **({"usage": shown(usage, settings)} if (usage := state.get("usage")) else {}),
    }
