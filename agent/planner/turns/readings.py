"""The ends a reading comes to: act, ask for what is missing, offer meanings, refuse, or say that nothing fits."""

from collections.abc import Mapping
from typing import Any, Final

from agent.planner.intents.refusals import refusal
from agent.planner.question.frame import Frame, Reading, label, labels
from agent.planner.question.needs import missing
from agent.planner.words.phrases import phrase

# How sure a reading must be: to act, by how much it must lead, to offer meanings, to refuse.
ACT, MARGIN, ASK, REFUSE = 0.30, 0.12, 0.09, 0.30
ACTIONS: Final = frozenset({"payment_run", "dunning", "change_line"})


def settled(frame: Frame, language: str) -> Reading:
    """Act, unless a particular is missing that cannot be done without."""
    need = missing(frame)
    if need is None:
        return Reading("act", frame)
    return Reading(
        "ask",
        Frame(frame.intent, frame.slots, asked=need),
        phrase(f"need_{need}", language),
        f"missing_{need}",
        status="clarify",
    )


def asked(intents: list[str], frame: Frame, say: str, reason: str, language: str) -> Reading:
    """Ask which of these intents is meant."""
    options = tuple(label(intent, language) for intent in intents)
    return Reading("ask", Frame(frame.intent, frame.slots, "intent", options), say, reason, options, "clarify")


def refused(intent: str, language: str) -> Reading:
    """Refuse, with the way that is allowed."""
    reason, status, say = refusal(intent, language)
    return Reading("refuse", None, say, reason, status=status)


def abstained(ranked: list[tuple[str, float]], language: str) -> Reading:
    """Say that it was not understood, with what comes nearest."""
    near = [label(name, language) for name, _ in ranked[:8] if name in labels()][:3]
    return Reading("abstain", None, phrase("not_understood", language), "not_understood", tuple(near), "clarify")


def named(slots: Mapping[str, Any]) -> dict[str, Any]:
    """Whom or which document a turn names."""
    return {key: slots[key] for key in ("parties", "numbers", "orders") if key in slots}
