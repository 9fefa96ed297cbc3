"""Whether a turn stands alone or goes on from the one before, and what it takes over from it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from agent.planner.intents.features import concepts
from agent.planner.question.frame import Frame, Reading
from agent.planner.question.needs import missing
from agent.planner.question.reading import Question
from agent.planner.turns.again import part_of_it
from agent.planner.turns.coverage import honours
from agent.planner.turns.drafts import DRAFTS
from agent.planner.turns.followup import among, inherited, merged, opens, referred
from agent.planner.turns.readings import named, settled
from agent.planner.words.phrases import phrase
from agent.planner.words.text import fold

ALONE, ALONE_AFTER_AND = 0.55, 0.85  # odds from which a turn is a question of its own, whatever was said before
TALK: Final = frozenset({"greeting", "thanks", "help"})
BACK: Final = frozenset({"how_calculated", "why", "are_you_sure", "that_is_wrong", "you_said", "show_sentence"})
_ON_WHAT_WAS: Final = BACK | TALK | {"change_line", "draft_line", "do_it"}
# What a turn says of the question before it; alone they name no figure: "a month earlier", "by countback".
_MODIFIERS: Final = frozenset({"AVERAGE", "COUNTBACK", "DIFFER", "EARLIER", "FLOOR", "LINE", "SHARED", "TERMS"})
# Weak as they are, these name another figure: "and what about cash next month?" after a DPO.
_OTHER_TOPICS: Final = frozenset({"CASH", "OWEUS", "OWEWE"})
_SCALE: Final = re.compile(r"\b(?:sliding|staffel|gleitend)")


def stands_alone(question: Question, slots: Mapping[str, Any], frame: Frame, best: tuple[str, float]) -> bool:
    """Whether a turn that could go on is plainly another question: "what do we owe Acme?" after a DSO."""
    intent, odds = best
    if intent == frame.intent or intent in _ON_WHAT_WAS or frame.intent in _ON_WHAT_WAS:
        return False
    if part_of_it(fold(question.masked)):
        return False
    if slots.get("supposed") or (intent == "morning_brief" and odds >= ALONE):
        return True
    spoken_of = set(concepts(question.masked)) - _MODIFIERS
    if frame.intent == "forecast_changes" and intent != "forecast_changes":
        return False
    return (
        (odds >= ALONE_AFTER_AND or bool(slots.get("parties"))) and bool(spoken_of & _OTHER_TOPICS)
        if opens(question)
        else odds >= ALONE and bool(spoken_of)
    )


def asked_again(frame: Frame, previous: Frame | None, language: str) -> Reading | None:
    """A follow-up that leaves open what we asked back: its particulars are kept and the question stands."""
    if previous is None or previous.asked not in ("intent", "party"):
        return None
    if previous.asked == "party" and frame.slots.get("parties"):
        return None
    kept = Frame(frame.intent, frame.slots, previous.asked, previous.offered)
    say = (
        phrase("noted", language)
        + " "
        + phrase("which_party" if previous.asked == "party" else "which_meaning", language)
    )
    return Reading("ask", kept, say, "ambiguous", previous.offered, "clarify")


def completed(
    best: str, question: Question, slots: dict[str, Any], previous: Frame | None, today: date
) -> dict[str, Any]:
    """What the turn before said and this one leaves out: "and …", "this invoice", "who approved it?"."""
    if previous is None:
        return slots
    slots = {**referred(fold(question.masked), slots, previous), **slots}
    short = missing(Frame(best, {**slots, "text": question.text}))
    if previous.intent == best and (
        opens(question) or among(fold(question.masked)) or (short and not _SCALE.search(fold(question.text)))
    ):
        return dict(merged(previous, slots, question, today).slots)
    if opens(question) or among(fold(question.masked)):
        return inherited(_for(best, previous), slots, question, today)
    return {**named(previous.slots), **slots} if short else slots


def _for(intent: str, previous: Frame) -> Frame:
    """The frame before without what an answer to this intent would pass over: a comparison is none of a bill's."""
    taken = honours(intent) | {"companies", "as_of", "side", "shown"}
    if not honours(intent):
        return previous
    return Frame(previous.intent, {key: value for key, value in previous.slots.items() if key in taken})


def back(intent: str, question: Question, slots: dict[str, Any], previous: Frame | None, language: str) -> Reading:
    """What refers to the answer before: asked again with the reason, the check or the quote it calls for."""
    if previous is None or previous.intent == "exposure":
        if intent in ("that_is_wrong", "you_said") and named(slots):
            slots = {**slots, "claimed": {key: slots[key] for key in ("rates", "amounts", "lengths") if key in slots}}
            return settled(Frame("recheck", {**slots, "text": question.text, "premise": intent}), language)
        return Reading("ask", previous, phrase("which_answer", language), "nothing_before", status="clarify")
    if previous.intent in DRAFTS:
        return Reading("act", Frame("draft_line", named(slots)))  # a draft is looked at again, never made again
    if previous.intent == "save_scenario":  # what was kept is computed again, not kept again
        previous = Frame("cash_forecast", {"supposed": previous.slots.get("supposed") or {}})
    again = (
        merged(previous, slots)
        if intent in ("how_calculated", "show_sentence", "why", "are_you_sure")
        else Frame(previous.intent, {**previous.slots, **named(slots)})
    )
    if intent == "are_you_sure" and any(on_day for _, _, on_day in slots.get("lengths") or ()):
        return settled(again, language)  # "but really we settle after 45 days" is no doubt
    flag = {"how_calculated": "explain", "why": "explain", "show_sentence": "quote"}.get(intent, "recheck")
    more: dict[str, Any] = {"premise": intent} if intent in ("that_is_wrong", "you_said") else {}
    if more:
        more["claimed"] = {key: slots[key] for key in ("rates", "amounts", "lengths") if key in slots}
    if intent == "you_said":
        terms: dict[str, Any] = {key: value for key, value in slots.items() if key in ("rates", "terms")}
        if terms and again.slots.get("parties"):  # a claim about terms: contract and documents decide it
            return settled(Frame("recheck", {"parties": again.slots["parties"], **terms, **more}), language)
    return settled(Frame(again.intent, {**again.slots, flag: True, **more}), language)
