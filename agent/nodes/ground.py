"""Tie every figure of the draft to a fact, and put the answer together."""

import re
from typing import Any

from langgraph.runtime import Runtime
from pydantic_core import to_jsonable_python

from agent.definitions import definitions
from agent.german.spoken import spoken
from agent.grounding import Grounded, ground_text
from agent.guardrails import clean_answer
from agent.history import remembered
from agent.lexicon import spoken_names
from agent.nodes.use_tools import asker_of
from agent.planner.model import BuiltInPlanner
from agent.state import Draft, Exchange, Talk
from prompts import render
from tools.asker import Asker
from workingcapital.facts import Evidence

PLANNER = BuiltInPlanner.name
SENTENCE = re.compile(r".+?(?:(?<=[.!?:])\s+|\n+|$)", re.DOTALL)


async def ground(state: Talk, runtime: Runtime[Asker]) -> Talk:
    """Send an LLM's draft back once with what could not be tied, and why; then withhold it."""
    draft, found = state["draft"], state["evidence"]
    assert draft is not None
    asker, shown = asker_of(state, runtime), [spoken(evidence, state["language"]) for evidence in found]
    grounded = _grounded(draft["text"], found, shown, state, asker)
    if grounded.untied and not state.get("feedback") and not _is_ours(state):
        return {"draft": None, "feedback": render("feedback", problems="\n".join(grounded.problems))}
    for sentence in SENTENCE.findall(grounded.markdown):
        runtime.stream_writer({"event": "token", "data": {"text": sentence}})
    answer = _answer(state, draft, grounded, asker, found, shown)
    exchange = Exchange(question=state["question"], answer=grounded.plain)
    return {"answer": answer, "history": remembered(state.get("history", []), exchange)}


def _grounded(text: str, found: list[Evidence], shown: list[Evidence], state: Talk, asker: Asker) -> Grounded:
    """Names are looked up among those of the asker's books; what our own rules say without a tool is no model's word."""
    language = state["language"]
    names = None if not found and _is_ours(state) else spoken_names(asker)
    rests_on = grounds(found, shown, language)
    return ground_text(clean_answer(text), rests_on, language, names, state["question"], asker.focus)


def _is_ours(state: Talk) -> bool:
    """Whether rules or the built-in planner wrote the draft: asked again they would say the same."""
    return state["model"] in ("", PLANNER)


def grounds(found: list[Evidence], shown: list[Evidence], language: str) -> list[Evidence]:
    """All an answer may rest on: what the tools found, as it reads in its language, and how its figures are defined."""
    return [*found, *shown, definitions(found, language)] if found else []


def _answer(
    state: Talk, draft: Draft, grounded: Grounded, asker: Asker, found: list[Evidence], shown: list[Evidence]
) -> dict[str, Any]:
    """The Answer of the contract, but for the ids and timings its caller knows; facts are as the tools made them."""
    notices = [*draft["notices"], *(n for e in shown for n in e.notices)]
    if grounded.untied:
        notices.append(_withheld(len(grounded.untied), state["language"]))
    proposals = [e.proposal for e in found if e.proposal]
    options = draft["options"] or [o for e in shown for o in e.options]
    return {
        "status": draft["status"],
        "answer": grounded.markdown,
        "reason": draft["reason"],
        "as_of": asker.as_of.isoformat(),
        "companies": list(asker.focus),
        "facts": [fact.model_dump(mode="json") for fact in _distinct(found, grounded)],
        "tables": [t.model_dump(mode="json") for e in shown for t in e.tables],
        "charts": [c.model_dump(mode="json") for e in shown for c in e.charts],
        "citations": [c.model_dump(mode="json") for e in found for c in e.citations],
        "proposal": to_jsonable_python(proposals[-1]) if proposals else None,
        "options": options,
        "notices": list(dict.fromkeys(notices)),
        "model": state["model"] or "rules",
    }


def _distinct(found: list[Evidence], grounded: Grounded) -> list[Any]:
    """Every fact once: those the text speaks of first, in its order."""
    facts = {fact.id: fact for evidence in found for fact in evidence.facts}
    order = [*grounded.fact_ids, *facts]
    return [facts[i] for i in dict.fromkeys(order) if i in facts]


def _withheld(n: int, language: str) -> str:
    if language == "de":
        return f"{n} Zahl(en) zurückgehalten: sie ließen sich auf keine berechnete Zahl zurückführen."
    return f"{n} figure(s) withheld: they could not be traced to a computed figure."
