"""The built-in planner as a thinker of the graph: first the tools, then the words."""

from collections.abc import Sequence
from typing import Any

from agent.lexicon import lexicon_in_turn
from agent.planner.model import BuiltInPlanner, Plan
from agent.planner.words.phrases import phrase
from agent.state import Brief, Thought, ToolCall
from tools.catalogue import PLACES
from workingcapital.facts import Evidence
from workingcapital.store.database.connection import Store

_OVER_DRAFTS = frozenset({"change_proposal", "explain_proposal"})
_INSTEAD = {"payment_probability": ("invoice_status", ("number",))}


class PlannerThinker:
    """Thinks in two steps and never loops."""

    name = BuiltInPlanner.name

    def __init__(self, store: Store) -> None:
        self._store, self._planner = store, BuiltInPlanner()

    async def think(self, brief: Brief) -> Thought:
        """Plan the turn, or word what its tools found."""
        if brief.evidence:
            return self._worded(brief)
        lexicon = (await lexicon_in_turn(brief.asker)).of_companies(brief.asker.focus)
        plan = self._planner.plan(brief.question, brief.today, lexicon, brief.frame, brief.language, brief.asker.as_of)
        return _drafting(plan, brief) or _thought(plan)

    async def close(self) -> None:
        """Nothing is held."""

    def _worded(self, brief: Brief) -> Thought:
        earlier = brief.history[-1]["answer"] if brief.history else ""
        text = self._planner.word(brief.frame or {}, brief.evidence, brief.language, earlier)
        status, reason = _outcome(brief.evidence)
        options = tuple(option for each in brief.evidence if each.outcome != "answered" for option in each.options)
        frame = _remembered(brief, options[:4] if status == "clarify" else ())
        return Thought(text=text, status=status, reason=reason, options=options[:4], frame=frame)


def _thought(plan: Plan) -> Thought:
    if not plan.tool_calls:
        return Thought(text=plan.say, status=plan.status, reason=plan.reason, options=plan.options, frame=plan.frame)
    return Thought(calls=tuple(_available(name, args) for name, args in plan.tool_calls), frame=plan.frame)


def _available(name: str, args: dict[str, Any]) -> ToolCall:
    """A tool of the catalogue; one that is not there yet gives way to what comes nearest."""
    if name in PLACES or name not in _INSTEAD:
        return ToolCall(name, args)
    nearest, kept = _INSTEAD[name]
    return ToolCall(nearest, {key: value for key, value in args.items() if key in kept})


def _drafting(plan: Plan, brief: Brief) -> Thought | None:
    """What is said over a draft means the one that waits; a change without one is asked back."""
    if plan.reason == "nothing_pending" and brief.pending:
        return Thought(
            text=phrase("draft_pending", brief.language), status="clarify", reason="draft_pending", frame=plan.frame
        )
    name, args = next((call for call in plan.tool_calls if call[0] in _OVER_DRAFTS), ("", {}))
    if name == "change_proposal" and brief.pending is None:
        return Thought(
            text=phrase("nothing_pending", brief.language),
            status="clarify",
            reason="nothing_pending",
            frame=brief.frame,
        )
    if not name or brief.pending is None:
        return None
    return Thought(calls=(ToolCall(name, {**args, "proposal_id": brief.pending["proposal_id"]}),), frame=plan.frame)


_NAMES = ("Party", "Customer", "Supplier", "From")
_NUMBERS = ("Bill", "Invoice", "Number")
SHOWN = 10
_WHICH = frozenset({"ambiguous", "which_party"})  # reasons of tools whose options are names


def _remembered(brief: Brief, offered: tuple[str, ...]) -> dict[str, Any] | None:
    """The frame with what the answer showed, so that "the second one" and "their invoices" have something to mean."""
    if brief.frame is None:
        return None
    rows: dict[str, list[str]] = {}
    for kind, columns in (("parties", _NAMES), ("numbers", _NUMBERS)):
        found = dict.fromkeys(cell for each in brief.evidence for cell in _column(each, columns))
        rows |= {kind: list(found)[:SHOWN]} if found else {}
    slots = {**brief.frame["slots"], **({"shown": rows} if rows else {})}
    asked = {"asked": _asked_for(brief.evidence), "offered": list(offered)} if offered else {}
    kept = {key: value for key, value in brief.frame.items() if key != "parts"}
    return {**kept, "slots": slots, **asked}


def _asked_for(evidence: Sequence[Evidence]) -> str:
    """What the options of a question back are: names to choose from, or whole questions that may be asked instead."""
    names = any(each.reason in _WHICH for each in evidence if each.outcome == "clarify")
    return "party" if names else "question"


def _column(evidence: Evidence, columns: tuple[str, ...]) -> list[str]:
    """The cells of the first column of one of these names, in the first table that has one."""
    for table in evidence.tables:
        place = next((table.columns.index(name) for name in columns if name in table.columns), None)
        if place is not None:
            return [cell for row in table.rows if (cell := row[place])]
    return []


def _outcome(evidences: Sequence[Evidence]) -> tuple[str, str | None]:
    """Answered if anything is; else the first reason why not."""
    if any(each.outcome == "answered" for each in evidences):
        return "answered", None
    first = next((each for each in evidences if each.outcome == "clarify"), evidences[0])
    return first.outcome, first.reason
