"""What a question was understood as, and what to do about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from agent.planner.tables import DATA

Kind = Literal["act", "ask", "refuse", "abstain", "talk"]


@dataclass(frozen=True)
class Frame:
    """An intent with its slots, JSON-able, so that a follow-up can change one of them.

    `asked` names what we asked back for, `offered` the options that were shown with it.
    """

    intent: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    asked: str | None = None
    offered: tuple[str, ...] = ()

    def with_slots(self, **slots: Any) -> "Frame":
        """The same frame with slots replaced; None takes one away."""
        merged = {key: value for key, value in {**self.slots, **slots}.items() if value is not None}
        return Frame(self.intent, merged)

    def to_json(self) -> dict[str, Any]:
        """As the conversation's state keeps it."""
        return {
            "intent": self.intent,
            "slots": dict(self.slots),
            "asked": self.asked,
            "offered": list(self.offered),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> "Frame | None":
        """The frame of the turn before, if there was one."""
        if not kept or not kept.get("intent"):
            return None
        return cls(kept["intent"], kept.get("slots", {}), kept.get("asked"), tuple(kept.get("offered") or ()))


@dataclass(frozen=True)
class Reading:
    """act on a frame, ask back, refuse, abstain, or just talk."""

    kind: Kind
    frame: Frame | None = None
    say: str = ""
    reason: str | None = None
    options: tuple[str, ...] = ()
    status: str = "answered"


@lru_cache(maxsize=1)
def labels() -> dict[str, tuple[str, str]]:
    """Each intent in words a person can pick: English, German."""
    return {
        name: (en, de) for name, (en, de) in json.loads((DATA / "intents.json").read_text(encoding="utf-8")).items()
    }


def label(intent: str, language: str) -> str:
    """The intent in the language of the question."""
    return labels()[intent][language == "de"]
