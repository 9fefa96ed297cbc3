"""The built-in planner: a question in, calls of tools or words out; what was found in, the answer out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.planner.arguments import Call
from agent.planner.frame import Frame
from agent.planner.frames import calls
from agent.planner.lexicon import Lexicon
from agent.planner.understanding import understand
from agent.planner.wording import word
from workingcapital.facts import Evidence


@dataclass(frozen=True)
class Plan:
    """Tools to call, or what is said at once; the frame goes into the conversation's state."""

    tool_calls: tuple[Call, ...] = ()
    say: str = ""
    status: str = "answered"
    reason: str | None = None
    options: tuple[str, ...] = ()
    frame: dict[str, Any] | None = None


class BuiltInPlanner:
    """Needs neither key nor network; the same question over the same books gives the same answer."""

    name = "built-in planner"

    def plan(
        self,
        question: str,
        today: date,
        lexicon: Lexicon,
        previous_frame: dict[str, Any] | None,
        language: str = "en",
        as_of: date | None = None,
    ) -> Plan:
        """Decide what one turn asks for; days are counted from today, the books are read as of `as_of`."""
        previous = Frame.from_json(previous_frame)
        reading = understand(question, lexicon, today, previous, language)
        frame = reading.frame.to_json() if reading.frame else previous_frame
        if reading.kind == "act" and reading.frame:
            return Plan(tuple(calls(reading.frame, as_of or today)), frame=frame)
        return Plan((), reading.say, reading.status, reading.reason, reading.options, frame)

    def word(self, frame: dict[str, Any], evidences: Sequence[Evidence], language: str) -> str:
        """Word the answer to a planned frame."""
        kept = Frame.from_json(frame)
        return word(kept or Frame("recheck"), evidences, language)
