"""The built-in planner: a question in, calls of tools or words out; what was found in, the answer out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.planner.answers.wording import word
from agent.planner.calls.arguments import Call
from agent.planner.calls.frames import calls
from agent.planner.intents.refusals import refusal
from agent.planner.names.lexicon import Lexicon
from agent.planner.parts import UNREAD, kept, parts, refused_beside
from agent.planner.question.frame import Frame
from agent.planner.turns.wished_changes import CHANGES
from agent.planner.understanding import understand
from agent.planner.words.phrases import phrase
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
        change = reading.frame is not None and reading.frame.intent in CHANGES
        if reading.kind != "refuse" and not change and (reason := refused_beside(question, lexicon, today, language)):
            refused, status, say = refusal(reason, language)
            return Plan((), say, status, refused, frame=previous_frame)
        asked = (
            () if reading.kind == "refuse" or change or _waits(previous) else parts(question, lexicon, today, language)
        )
        if asked:
            made = [() if frame.intent == UNREAD else tuple(calls(frame, as_of or today)) for frame in asked]
            return Plan(tuple(call for each in made for call in each), frame=kept(asked, [len(each) for each in made]))
        frame = reading.frame.to_json() if reading.frame else previous_frame
        if reading.kind == "act" and reading.frame:
            return Plan(tuple(calls(reading.frame, as_of or today)), frame=frame)
        return Plan((), reading.say, reading.status, reading.reason, reading.options, frame)

    def word(self, frame: dict[str, Any], evidences: Sequence[Evidence], language: str, earlier: str = "") -> str:
        """Word the answer to a planned frame; of a message of several questions, one after the other.

        `earlier` is the answer before, of which it may be a recheck.
        """
        if frame.get("parts"):
            return _one_by_one(frame["parts"], evidences, language)
        return word(Frame.from_json(frame) or Frame("recheck"), evidences, language, earlier)


def _waits(previous: Frame | None) -> bool:
    """Whether something was asked back: then a message is its answer first."""
    return previous is not None and bool(previous.asked)


def _one_by_one(parts_: Sequence[dict[str, Any]], evidences: Sequence[Evidence], language: str) -> str:
    said, start = list[str](), 0
    for number, part in enumerate(parts_, 1):
        found = evidences[start : start + part["calls"]]
        start += part["calls"]
        frame = Frame.from_json(part["frame"]) or Frame("recheck")
        if frame.intent == UNREAD:
            said.append(_not_read(frame, language))
            continue
        last = number == len(parts_)
        said.append(word(frame if last else frame.with_slots(again=True), found, language))
    return "\n\n".join(said)


def _not_read(frame: Frame, language: str) -> str:
    """Which part of the message is not answered here, why, and the way on."""
    said = phrase(str(frame.slots["why"]), language)
    return said.replace("{text}", str(frame.slots["text"])).replace("{near}", str(frame.slots["near"]))
