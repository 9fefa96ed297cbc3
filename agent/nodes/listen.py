"""Take in a question: which companies and which day it speaks of is decided here, by code."""

from datetime import date

from langchain_core.messages import RemoveMessage
from langgraph.graph.message import REMOVE_ALL_MESSAGES
from langgraph.runtime import Runtime

from agent.planner.consent import consent
from agent.planner.focus import as_of, companies_spoken_of
from agent.state import Draft, Talk
from tools.asker import Asker
from workingcapital.store.lexicon import company_names


def listen(state: Talk, runtime: Runtime[Asker]) -> Talk:
    """Start a turn with a clean desk; a company the asker may not see ends it here."""
    asker, question = runtime.context, state["question"]
    spoken = companies_spoken_of(question, company_names(asker.store), asker.companies)
    desk: Talk = {
        "work": [RemoveMessage(id=REMOVE_ALL_MESSAGES)],
        "language": asker.language,
        "focus": list(spoken.granted or asker.focus),
        "as_of": (as_of(question, asker.as_of) or asker.as_of).isoformat(),
        "evidence": [],
        "steps": 0,
        "feedback": None,
        "decision": consent(question) if state.get("pending") else None,
        "draft": None,
        "answer": {},
        "model": "",
        "model_ms": 0.0,
        "tools_ms": 0.0,
    }
    if spoken.denied:
        desk["draft"] = _denied(spoken.denied, asker)
    elif as_of_in_future(desk["as_of"], asker.as_of):
        desk["as_of"] = asker.as_of.isoformat()
    return desk


def as_of_in_future(iso: str, today: date) -> bool:
    """The books cannot be read as of a day that has not come."""
    return date.fromisoformat(iso) > today


def _denied(names: tuple[str, ...], asker: Asker) -> Draft:
    """Say which company is closed to the asker, and which are open."""
    closed, open_ = ", ".join(names), ", ".join(asker.companies)
    text = (
        f"Sie dürfen die Bücher von {closed} nicht einsehen. Freigegeben für Sie: {open_}."
        if asker.language == "de"
        else f"You may not see the books of {closed}. Open to you: {open_}."
    )
    return Draft(text=text, status="not_permitted", reason="company_not_granted", options=[], notices=[])
