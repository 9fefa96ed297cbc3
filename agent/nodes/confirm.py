"""Ask the asker, and nobody else, whether a drafted proposal goes to the approvers.

The node that pauses writes nothing: LangGraph runs it again from its first line on resume.
The approval itself is no graph matter; another person decides through a channel.
"""

from typing import Any

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent.history import remembered
from agent.state import Exchange, Talk
from tools.asker import Asker
from workingcapital.controls.proposals import needs_in_words
from workingcapital.store.proposals import proposals

DECISIONS = ("send", "drop")


def confirm(state: Talk) -> Talk:
    """Pause until the asker says "send" or "drop"; anything else drops nothing and sends nothing."""
    decision = interrupt({"proposal": state["pending"], "options": list(DECISIONS)})
    return {"decision": decision if decision in DECISIONS else "drop"}


def send(state: Talk, runtime: Runtime[Asker]) -> Talk:
    """Carry out the asker's word, idempotently, and say what happens next."""
    asker, pending = runtime.context, state["pending"]
    assert pending is not None
    act = proposals.submit if state["decision"] == "send" else proposals.recall
    with asker.books() as books:
        proposal = act(books, pending["company"], pending["proposal_id"], pending["digest"])
    language = state["language"]
    text = _sent(proposal, language) if state["decision"] == "send" else _dropped(language)
    answer = {
        "status": "answered",
        "answer": text,
        "reason": "sent" if state["decision"] == "send" else "dropped",
        "as_of": asker.as_of.isoformat(),
        "companies": [pending["company"]],
        "facts": [],
        "tables": [],
        "charts": [],
        "citations": [],
        "options": [],
        "notices": [],
        "proposal": proposal,
        "model": "rules",
    }
    runtime.stream_writer({"event": "proposal", "data": proposal})
    runtime.stream_writer({"event": "token", "data": {"text": text}})
    exchange = Exchange(question=state["question"], answer=text)
    return {
        "answer": answer,
        "pending": None,
        "decision": None,
        "history": remembered(state.get("history", []), exchange),
    }


def _sent(proposal: dict[str, Any], language: str) -> str:
    """What happens next, and the two words the approver needs: which proposal, and exactly which body of it."""
    needs, name = needs_in_words(proposal, language), f"`{proposal['proposal_id']}`, digest `{proposal['digest']}`"
    if language == "de":
        return f"Zur Freigabe gesendet: Vorschlag {name}. Noch nötig: {needs}. Sie selbst können nicht freigeben."
    return f"Sent for approval: proposal {name}. Still needed: {needs}. You cannot approve it yourself."


def _dropped(language: str) -> str:
    return "Der Vorschlag ist zurückgezogen." if language == "de" else "The proposal is withdrawn."
