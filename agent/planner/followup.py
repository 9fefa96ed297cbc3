"""Whether a question goes on from the one before, and what it changes of it."""

import re
from collections.abc import Mapping
from typing import Any, Final

from agent.planner.frame import Frame
from agent.planner.reading import Question
from agent.planner.tables import word_list
from agent.planner.text import fold, words

OPENER: Final = re.compile(
    r"^(?:and|und|but|aber|what about|how about|was ist mit|wie ist es mit|wie sieht es mit|only|nur|"
    r"just|same|dasselbe|das gleiche|now|jetzt|then|dann|instead|stattdessen|ok|okay|or|oder|also|"
    r"auch|for|fuer|no,|nein,|by|nach|in)\b"
)
_KEPT: Final = ("when", "compare", "companies", "parties", "side", "country", "currency", "as_of")
_REPLACES: Final = {
    "rates",
    "terms",
    "amounts",
    "lengths",
    "numbers",
    "orders",
    "parties",
    "when",
    "compare",
    "side",
    "group_by",
    "top",
    "country",
    "currency",
    "companies",
    "as_of",
    "basis",
    "metrics",
    "disputed",
    "line",
    "trend",
    "nets",
}


def residue(question: Question) -> list[str]:
    """The words of a question that are neither particulars nor small words."""
    return [
        word
        for word in words(question.masked)
        if word not in word_list("followup_words") and not re.fullmatch(r"x[a-z]+", word) and not word.isdigit()
    ]


def opens(question: Question) -> bool:
    """Whether it begins like something that goes on."""
    return bool(OPENER.match(fold(question.masked)))


def goes_on(question: Question, slots: Mapping[str, Any], previous: Frame | None) -> bool:
    """Whether a question only changes particulars of the one before.

    >>> from datetime import date
    >>> from agent.planner.lexicon import Lexicon
    >>> from agent.planner.reading import read
    >>> q = read("and last year?", Lexicon(), date(2026, 6, 30))
    >>> goes_on(q, {"when": [1]}, Frame("dso")), goes_on(q, {"when": [1]}, None)
    (True, False)
    """
    if previous is None:
        return False
    changes = any(key in _REPLACES for key in slots)
    return changes and not residue(question) and len(words(question.masked)) <= 14 and not _whole(question)


def _whole(question: Question) -> bool:
    """A bare name or number is a question of its own unless something was asked back."""
    return bool(re.fullmatch(r"x(?:party|number)[?.!]?", question.masked.strip()))


def merged(previous: Frame, slots: Mapping[str, Any]) -> Frame:
    """The frame before with what was said now put in its place."""
    changed = {key: value for key, value in slots.items() if key in _REPLACES}
    kept = dict(previous.slots)
    for flag in ("explain", "recheck", "quote", "trend", "premise"):
        kept.pop(flag, None)
    if "parties" in changed:
        kept.pop("numbers", None)
    if "numbers" in changed:
        kept.pop("parties", None)
    if "metrics" in changed and previous.intent not in ("dso", "dpo", "dio", "ccc", "kpi_overview"):
        changed.pop("metrics")
    if "when" in changed and previous.slots.get("when"):
        changed["when"] = _moved(previous.slots["when"], changed["when"])
    return Frame(previous.intent, {**kept, **changed})


def inherited(previous: Frame | None, slots: Mapping[str, Any]) -> dict[str, Any]:
    """Particulars of the frame before that a new intent opened by "and …" keeps."""
    kept = {key: value for key, value in (previous.slots if previous else {}).items() if key in _KEPT}
    return {**kept, **slots}


def _moved(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """ "And last year?" after a quarter means that quarter a year ago."""
    from agent.planner.slots import json_of, when_of

    if len(now) == 1 and now[0]["grain"] == "year" and before[0]["grain"] in ("quarter", "month", "half"):
        earlier = when_of(before[0])
        back = int(before[0]["first"][:4]) - int(now[0]["first"][:4])
        for _ in range(max(back, 0)):
            earlier = earlier.year_before()
        return [json_of(earlier)]
    return now
