"""Turns that ask to see the answer before in another way: "show me", "as a chart", "what's the biggest?", "what changed?"."""

import re
from collections.abc import Mapping
from typing import Any, Final

from agent.planner.question.frame import Frame

_PLEASE: Final = r"(?:(?:and|ok|okay|so|please|now|und|bitte|mal|doch|jetzt|dann|can you|could you|kannst du) )*"
_SHOW: Final = re.compile(
    rf"{_PLEASE}(?:show(?: (?:me|us|it|them|that))*|let(?: me|'s) see(?: (?:it|them|that))?|list (?:it|them)|see (?:it|them)|"
    r"zeig\w*(?: (?:mir|uns|es|sie|das|mal|doch|bitte|her))*|lass(?: mal)? sehen)(?: please| bitte)?"
)
_DRAWN: Final = re.compile(
    rf"{_PLEASE}(?:(?:show|give|draw|see|plot|zeig\w*|mach\w*|mal\w*)(?: (?:me|us|it|that|this|them|mir|uns|das|es|daraus|davon))* ?)?"
    r"(?:(?:(?:as|in|auf|als|with) )?(?:a |an |the |einen? |ein |eine[mn] )?(?:bar )?(?:chart|graph|diagram\w*|plot|picture|grafik|"
    r"schaubild|balkendiagramm))?(?: please| bitte| instead| stattdessen)?"
)
_PICTURE: Final = re.compile(r"\b(?:chart|graph|diagram\w*|plot|picture|grafik|schaubild|balkendiagramm)\b")
_BIGGEST: Final = re.compile(
    rf"{_PLEASE}(?:what(?:'s|s| is)|which(?: one)? is|who(?:'s| is)|was ist|welche[rs]?(?: davon)? ist|wer ist)? ?"
    r"(?:the |der |die |das )?(?:biggest|largest|highest|groesste[rn]?|hoechste[rn]?)(?: one| of (?:them|those)| davon)?"
)
_CHANGED: Final = re.compile(
    r"\b(?:what|how|was|wie|wo)\b.*\b(?:changed?|different|moved|geaendert|veraendert|anders|neu)\b|\b(?:what's|whats) new\b"
)
_FORECASTS: Final = frozenset({"cash_forecast", "receipts_forecast"})
_CHARTED: Final = frozenset({"overdue", "overdue_share", "open_items", "ageing"})
_NARROWED: Final = frozenset({"amounts", "currency", "country", "disputed", "lengths", "when", "numbers"})


def again(folded: str, slots: Mapping[str, Any], previous: Frame) -> Frame | None:
    """The frame before, shown as the turn wants it; None for a turn that asks something else.

    >>> owed = Frame("open_items", {"side": "payable", "group_by": "party"})
    >>> again("show me please", {}, owed).slots["group_by"], again("what's the biggest?", {}, owed).slots["top"]
    ('item', 1)
    >>> again("as a chart", {}, owed).intent, again("what do we owe?", {}, owed) is None
    ('ageing', True)
    """
    said = folded.strip(" .?!\"'")
    kept = {key: value for key, value in previous.slots.items() if key not in ("explain", "recheck", "quote", "shown")}
    if previous.intent in _FORECASTS and _CHANGED.search(said) and not slots.get("supposed"):
        when = {"when": slots["when"]} if slots.get("when") else {}
        return Frame("forecast_changes", {**{key: kept[key] for key in ("companies",) if key in kept}, **when})
    listed = "overdue" if previous.intent == "overdue_share" else previous.intent
    if _SHOW.fullmatch(said):
        items = {"group_by": "item"} if listed in ("overdue", "open_items") else {}
        return Frame(listed, {**kept, **items, "again": True})
    if _BIGGEST.fullmatch(said):
        return Frame(listed, {**kept, "top": 1, "again": True})
    if _PICTURE.search(said) and _DRAWN.fullmatch(said):
        return _drawn(previous.intent, kept)
    return None


def _drawn(intent: str, kept: dict[str, Any]) -> Frame:
    """What is open or overdue is drawn by age; anything else is shown with the chart it has, or the word that it has none."""
    if intent in _CHARTED and not _NARROWED & kept.keys():
        named: dict[str, Any] = {
            key: kept[key] for key in ("side", "companies", "as_of", "parties", "basis") if key in kept
        }
        return Frame("ageing", {**named, "again": True})
    return Frame(intent, {**kept, "drawn": True, "again": True})
