"""Ask the thinker for the next step; when a model fails, the built-in planner thinks on and says so."""

import logging
import time
from datetime import date

from langchain_core.messages import AIMessage
from langgraph.runtime import Runtime

from agent.guardrails import storable
from agent.nodes.use_tools import asker_of
from agent.settings import AgentSettings
from agent.state import Brief, Draft, Talk, Thinker, Thought
from agent.usage import Usage, added
from tools.asker import Asker

log = logging.getLogger(__name__)


class ModelFailed(Exception):
    """The model gave no usable step after its retries."""


class ThinkNode:
    """One step of thought within the turn's budget."""

    def __init__(self, thinker: Thinker, fallback: Thinker, settings: AgentSettings) -> None:
        self._thinker, self._fallback, self._settings = thinker, fallback, settings

    async def __call__(self, state: Talk, runtime: Runtime[Asker]) -> Talk:
        """Think once: tool calls go into `work`, words into `draft`."""
        if state["steps"] >= self._settings.max_steps or _used(state.get("usage")) >= self._settings.turn_tokens:
            return {"draft": _out_of_budget(state["language"])}
        brief = self._brief(state, asker_of(state, runtime), runtime.context.as_of)
        started = time.perf_counter()
        thought, name, notices = await self._think(brief, state)
        runtime.stream_writer({"event": "status", "data": {"step": "thinking", "model": name}})
        update: Talk = {
            "steps": state["steps"] + 1,
            "model": name,
            "model_ms": state["model_ms"] + (time.perf_counter() - started) * 1000,
            "usage": added(state.get("usage"), thought.usage),
        }
        if thought.frame is not None:
            update["frame"] = thought.frame
        if thought.calls:
            update["work"] = [*state["work"], _message(thought, state["steps"])]
        else:
            update["draft"] = Draft(
                text=storable(thought.text),
                status=thought.status,
                reason=thought.reason,
                options=list(thought.options),
                notices=[*notices, *thought.notices],
            )
        return update

    async def _think(self, brief: Brief, state: Talk) -> tuple[Thought, str, list[str]]:
        """The configured thinker, or the fallback with a notice; never both in one turn."""
        if state["model"] != self._fallback.name:
            try:
                return await self._thinker.think(brief), self._thinker.name, []
            except ModelFailed as failure:
                log.warning("model failed, the built-in planner answers: %s", failure)
        notice = [] if self._thinker is self._fallback else [_fell_back(self._thinker.name, brief.language)]
        return await self._fallback.think(brief), self._fallback.name, notice

    @staticmethod
    def _brief(state: Talk, asker: Asker, today: date) -> Brief:
        return Brief(
            question=state["question"],
            language=state["language"],
            asker=asker,
            today=today,
            history=state.get("history", []),
            work=state["work"],
            evidence=state["evidence"],
            frame=state.get("frame"),
            pending=state.get("pending"),
            feedback=state.get("feedback"),
        )


def _used(usage: Usage | None) -> int:
    return usage["input"] + usage["output"] if usage else 0


def _message(thought: Thought, step: int) -> AIMessage:
    calls = [
        {"name": storable(call.name), "args": storable(call.args), "id": f"call-{step}-{i}", "type": "tool_call"}
        for i, call in enumerate(thought.calls)
    ]
    return AIMessage(content=storable(thought.text), tool_calls=calls)


def _fell_back(name: str, language: str) -> str:
    if language == "de":
        return f"{name} war nicht erreichbar; der eingebaute Planer hat geantwortet."
    return f"{name} could not be reached; the built-in planner answered."


def _out_of_budget(language: str) -> Draft:
    text = (
        "Diese Frage braucht mehr Schritte, als ein Zug haben darf. Bitte in Teilen fragen."
        if language == "de"
        else "This question takes more steps than a turn may have. Please ask it in parts."
    )
    return Draft(text=text, status="incomplete", reason="budget", options=[], notices=[])
