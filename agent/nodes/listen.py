"""Take in a question: which companies and which day it speaks of is decided here, by code."""

from dataclasses import asdict
from datetime import date

from langgraph.runtime import Runtime

from agent.consent import consent
from agent.lexicon import lexicon_in_turn
from agent.planner.grammar.as_of import as_of
from agent.planner.names.focus import focus
from agent.planner.understanding import carried
from agent.state import Draft, Talk
from agent.wishes import spoken_language, wish
from tools.asker import Asker


async def listen(state: Talk, runtime: Runtime[Asker]) -> Talk:
    """Start a turn with a clean desk; a company the asker may not see ends it here."""
    asker, question = runtime.context, state["question"]
    lexicon = await lexicon_in_turn(asker)
    kept_companies, kept_day = carried(question, lexicon, asker.as_of, state.get("frame"))
    named = focus(question, lexicon, asker.companies) or kept_companies
    granted = tuple(code for code in named or asker.focus if code in asker.companies)
    denied = tuple(code for code in named or () if code not in asker.companies)
    day = as_of(question, asker.as_of) or kept_day or asker.as_of
    wanted = wish(question, asker.companies)
    spoken = spoken_language(asker, question, state.get("language"))
    desk: Talk = {
        "work": [],
        "language": wanted.value if wanted and wanted.name == "language" and wanted.value else spoken,
        "focus": list(granted or asker.focus),
        "as_of": min(day, asker.as_of, key=date.toordinal).isoformat(),
        "evidence": [],
        "wish": asdict(wanted) if wanted else None,
        "steps": 0,
        "feedback": None,
        "decision": consent(question) if state.get("pending") else None,
        "draft": _denied(denied, asker) if denied else None,
        "answer": {},
        "model": "",
        "model_ms": 0.0,
        "tools_ms": 0.0,
        "usage": None,
    }
    return desk


def _denied(names: tuple[str, ...], asker: Asker) -> Draft:
    """Say which company is closed to the asker, and which are open."""
    closed, open_ = ", ".join(names), ", ".join(asker.companies)
    text = (
        f"Sie dürfen die Bücher von {closed} nicht einsehen. Freigegeben für Sie: {open_}."
        if asker.language == "de"
        else f"You may not see the books of {closed}. Open to you: {open_}."
    )
    return Draft(text=text, status="not_permitted", reason="company_not_granted", options=[], notices=[])
