"""Call the tools the thinker asked for, as the asker, and keep what they found."""

import asyncio
import time
from dataclasses import replace
from datetime import date
from typing import Any

from langchain_core.messages import AIMessage, ToolMessage
from langgraph.prebuilt.tool_node import ToolRuntime
from langgraph.runtime import Runtime
from pydantic import ValidationError

from agent.german.spoken import spoken
from agent.state import Pending, Talk
from tools.asker import Asker
from tools.catalogue import PROPOSE, WRITES, find
from workingcapital.errors import BadInput, CopilotError, NotFound, NotPermitted, Unavailable
from workingcapital.facts import Evidence, Outcome, nothing

MAX_CALLS = 12
AFTER_A_DOCUMENT = {
    "en": "A document was read in this turn, so nothing is proposed in it. Ask for the proposal in a message of its own.",
    "de": "In dieser Runde wurde ein Dokument gelesen, darum wird in ihr nichts vorgeschlagen. Bitten Sie in einer eigenen "
    "Nachricht um den Vorschlag.",
}

ONE_AT_A_TIME = {
    "en": "A draft was made in this turn already, so this was not proposed: one is sent or dropped before the next is made.",
    "de": "In dieser Runde gibt es schon einen Entwurf, darum wurde dies nicht vorgeschlagen: Senden oder verwerfen Sie "
    "ihn, dann kommt der nächste.",
}
OVER_A_DRAFT = "change_proposal"


def asker_of(state: Talk, runtime: Runtime[Asker]) -> Asker:
    """The asker with the companies and the day this turn speaks of."""
    return replace(runtime.context, focus=tuple(state["focus"]), as_of=date.fromisoformat(state["as_of"]))


async def use_tools(state: Talk, runtime: Runtime[Asker]) -> Talk:
    """Run the calls of the last message side by side; writes run alone and last."""
    started = time.perf_counter()
    request = state["work"][-1]
    calls = request.tool_calls[:MAX_CALLS] if isinstance(request, AIMessage) else []
    asker = asker_of(state, runtime)
    for call in calls:
        runtime.stream_writer({"event": "tool", "data": {"name": call["name"], "args": call["args"]}})
    reads = [call for call in calls if call["name"] not in WRITES]
    done = list(await asyncio.gather(*(_call(call, asker, state, runtime) for call in reads)))
    drafted = any(found.proposal for found in state["evidence"])
    for call in (each for each in calls if each["name"] in WRITES):
        done.append(await _write(call, asker, state, runtime, drafted))
        drafted = drafted or bool(done[-1][1].proposal)
    found = [evidence for _, evidence in done]
    for evidence in found:
        _announce(spoken(evidence, state["language"]), runtime)
    update: Talk = {
        "work": [*state["work"], *(message for message, _ in done)],
        "evidence": [*state["evidence"], *found],
        "tools_ms": state["tools_ms"] + (time.perf_counter() - started) * 1000,
    }
    if pending := _pending(found):
        update["pending"] = pending
    return update


async def _write(
    call: Any, asker: Asker, state: Talk, runtime: Runtime[Asker], drafted: bool
) -> tuple[ToolMessage, Evidence]:
    """A call that keeps or proposes something: not after a document was read, and one new draft in a turn."""
    if _read_untrusted(state):
        return _refused(call, "after_a_document", AFTER_A_DOCUMENT[state["language"]])
    if drafted and call["name"] in PROPOSE and call["name"] != OVER_A_DRAFT:
        return _refused(call, "one_at_a_time", ONE_AT_A_TIME[state["language"]])
    return await _call(call, asker, state, runtime)


def _refused(call: Any, reason: str, why: str) -> tuple[ToolMessage, Evidence]:
    evidence = nothing("refused", reason, why)
    return ToolMessage(why, tool_call_id=call["id"], name=call["name"], status="error"), evidence


async def _call(call: Any, asker: Asker, state: Talk, runtime: Runtime[Asker]) -> tuple[ToolMessage, Evidence]:
    """One call; what goes wrong becomes words for the model and an outcome for us."""
    tool = find(call["name"])
    if tool is None:
        evidence = nothing("incomplete", "unknown_tool", f"There is no tool {call['name']!r}.")
        return ToolMessage(evidence.say, tool_call_id=call["id"], name=call["name"]), evidence
    context: ToolRuntime[Asker, Talk] = ToolRuntime(
        state=state, context=asker, config={}, stream_writer=runtime.stream_writer, tool_call_id=call["id"], store=None
    )
    try:
        message = await tool.ainvoke({**call, "args": {**call["args"], "runtime": context}, "type": "tool_call"})
    except Unavailable:
        raise
    except (CopilotError, ValidationError) as problem:
        evidence = _problem(problem)
        return ToolMessage(evidence.say, tool_call_id=call["id"], name=call["name"], status="error"), evidence
    evidence = message.artifact
    message.artifact = None
    return message, evidence


_OUTCOMES: tuple[tuple[type[CopilotError], Outcome], ...] = (
    (NotPermitted, "not_permitted"),
    (BadInput, "clarify"),
    (NotFound, "no_data"),
)


def _read_untrusted(state: Talk) -> bool:
    """Whether words of a document were read earlier in this turn: what comes next may be a document's wish."""
    return any(found.citations for found in state["evidence"])


def _problem(problem: CopilotError | ValidationError) -> Evidence:
    """A refusal or a wrong argument in words."""
    if isinstance(problem, ValidationError):
        places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors())
        return nothing("incomplete", "wrong_arguments", f"The question could not be put to the books: {places}")
    outcome: Outcome = next((said for kind, said in _OUTCOMES if isinstance(problem, kind)), "incomplete")
    return nothing(outcome, problem.kind().replace("-", "_"), f"{problem.title()} {problem.detail}".strip())


def _announce(evidence: Evidence, runtime: Runtime[Asker]) -> None:
    """Stream what was found as it is found."""
    for kind, items in (
        ("fact", evidence.facts),
        ("table", evidence.tables),
        ("chart", evidence.charts),
        ("citation", evidence.citations),
    ):
        for item in items:
            runtime.stream_writer({"event": kind, "data": item.model_dump(mode="json")})
    if evidence.proposal:
        runtime.stream_writer({"event": "proposal", "data": evidence.proposal})


def _pending(found: list[Evidence]) -> Pending | None:
    """The draft that now waits for the asker's word, if a tool made one."""
    for evidence in found:
        body = evidence.proposal
        if body and body.get("status") == "draft":
            return Pending(company=body["company"], proposal_id=str(body["proposal_id"]), digest=body["digest"])
    return None
