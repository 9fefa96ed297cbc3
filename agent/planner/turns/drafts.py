"""A turn over a draft of a payment run: a wish changes it, a question shows it.

Which words are a wish and which ask is data (data/drafts.toml).
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final, Literal

from agent.planner.question.frame import Frame, Reading
from agent.planner.question.reading import Question
from agent.planner.tables import table
from agent.planner.words.phrases import phrase
from agent.planner.words.text import fold

DRAFTS: Final = frozenset({"payment_run", "change_line", "draft_line"})
_NAMES: Final = ("line", "lines", "numbers", "parties")
_CHANGES: Final = (*_NAMES, "when", "lengths", "companies")

Wish = Literal["drop", "move", "later", "unclear"]


def asks(folded: str) -> bool:
    """Whether a turn asks, rather than wishes for something.

    >>> asks("why is the first line in there?"), asks("can number two be paid on xnextday?"), asks("line 2: why?")
    (True, False, True)
    """
    return not _pattern("requests").search(folded) and bool(_pattern("asks").search(folded))


def wish(folded: str, slots: Mapping[str, Any]) -> Wish | None:
    """What a turn wants done to lines; None where it wants nothing done to them.

    >>> wish("drop the first", {}), wish("second one on xnextday", {"when": [{}]}), wish("what about the second one", {})
    ('drop', 'move', None)
    >>> wish("drop line 2 from xnextday's run", {"when": [{}]}), wish("postpone line 3", {}), wish("change line 3", {})
    ('drop', 'later', 'unclear')
    """
    if asks(folded):
        return None
    day = bool(slots.get("when")) and not _pattern("of_the_run").search(folded)
    drops, later = bool(_pattern("drop").search(folded)), bool(_pattern("later").search(folded))
    if _pattern("all_but").search(folded) and (drops or later or day):
        return "unclear"
    if day:
        return "move"
    if slots.get("lengths"):
        return "unclear"
    if later:
        return "later"
    return "drop" if drops else "unclear" if _pattern("move").search(folded) else None


def over_draft(question: Question, slots: Mapping[str, Any], own: set[str]) -> Frame | None:
    """The frame of a turn over the draft before it; None for a turn of its own, whose other topics are `own`."""
    folded = fold(question.masked).strip(" \"'")
    named = any(name in slots for name in _NAMES)
    kept = {key: slots[key] for key in _CHANGES if key in slots}
    if _pattern("decided").search(folded) and asks(folded):
        return Frame("draft_line")
    own = own - {"WHY", "RUN", "MOVE", "PROPOSE", "PROPOSALS", "STATUS"}
    if own:
        return None
    if named and ("line" in slots or wish(folded, slots) or _pattern("inside").search(folded)):
        return Frame("change_line", kept)
    if named and _pattern("requests").search(folded):  # "what about Acme?"
        return Frame("draft_line", kept)
    return Frame("draft_line") if asks(folded) and _pattern("inside").search(folded) else None


def as_draft(reading: Reading, question: Question, previous: Frame | None, language: str) -> Reading:
    """The reading, made safe for a draft: a line changes on a plain wish only, and no question proposes a run anew."""
    frame = reading.frame
    if frame is None or reading.kind not in ("act", "ask"):
        return reading
    folded = fold(question.masked).strip(" \"'")
    if frame.intent == "change_line":
        done = previous is not None and previous.intent == "change_line" and not previous.asked
        if done and frame.slots.get("again"):  # the line of that number is another one now
            frame = Frame("change_line")
        return _changing(reading, frame, folded, language)
    goes_on = previous is not None and previous.intent in DRAFTS and frame.slots.get("again")
    if frame.intent == "payment_run" and goes_on and ("line" in frame.slots or asks(folded)):
        return Reading("act", Frame("draft_line", {key: frame.slots[key] for key in _NAMES if key in frame.slots}))
    return reading


def _changing(reading: Reading, frame: Frame, folded: str, language: str) -> Reading:
    kept = {key: frame.slots[key] for key in _NAMES if key in frame.slots}
    wanted = wish(folded, frame.slots)
    if wanted is None:
        return Reading("act", Frame("draft_line", kept))
    if wanted == "unclear" or not kept:
        said = phrase("change_unclear", language)
        return Reading("ask", Frame("change_line", kept, asked="change"), said, "change_unclear", status="clarify")
    return replace(reading, frame=Frame("change_line", {**frame.slots, "wish": wanted}, frame.asked))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(table("drafts")[name])
