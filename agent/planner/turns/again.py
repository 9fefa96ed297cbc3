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
_THEY: Final = r"(?:they|it|that|those|these|all of (?:them|those))(?: all)?"
_TOTAL: Final = re.compile(
    rf"{_PLEASE}(?:what (?:are|is|do|does) {_THEY} ?(?:worth|come to|add up to|make|total)?|"
    rf"how much (?:is|are|does|do) {_THEY} ?(?:come to|add up to|worth|make)?|(?:what's|whats|what is) the (?:total|sum)|"
    r"wie viel (?:ist|sind|macht|waere) (?:das|es|die)(?: alles)?|was (?:macht|ist|sind) (?:das|die|es))?"
    r",? ?(?:in total|in all|all together|altogether|together|total|insgesamt|zusammen|in summe)?"
)
_SUMMED: Final = re.compile(
    r"\b(?:total|sum|worth|add up|come to|in all|together|altogether|insgesamt|zusammen|summe)\b"
)
_TOTALLED: Final = frozenset(
    {"open_discounts", "missed_discounts", "overdue", "open_items", "payments_made", "unused_credits"}
)
_PART: Final = re.compile(
    r"\b(?:how (?:much|many)|what(?: part| share)?|which part|is any|any|some) of (?:that|this|it|those|these|them)\b|"
    r"\b(?:wie ?viele?|was|etwas|welcher teil) (?:\w+ )?davon\b"
)
_PARTED: Final = frozenset({"overdue", "open_items", "party_position"})
_THAT: Final = r"(?: (?:it|that|this|the (?:change|move|difference|rise|fall|drop|increase)|das|es|dahinter|die (?:aenderung|differenz)))"
_DRIVEN: Final = re.compile(
    rf"{_PLEASE}(?:what(?:'s| is| was)? (?:driving|drives|drove|behind|moved|caused|causing|explains)|what made|how come|"
    r"why(?: (?:is|was|did|has) (?:that|it|this)(?: \w+)?)?|was (?:treibt|steckt|erklaert)|woran (?:liegt|lag)|warum|wieso|weshalb)"
    rf"{_THAT}*(?: (?:then|change|move|happen|denn|so))?"
)
_DUE_WHEN: Final = re.compile(r"\b(?:when|wann)\b.*\b(?:due|faellig)\b")
_BRIDGED: Final = frozenset({"dso", "dpo"})
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
    >>> again("what are they worth in total?", {}, Frame("open_discounts", {"companies": ["X"]})).intent
    'open_discounts'
    >>> late = {"lengths": [[60, True, False]]}
    >>> again("how much of that is xlength?", late, Frame("overdue", {"parties": ["Acme"]})).slots["parties"]
    ['Acme']
    >>> again("what's driving that?", {}, Frame("dso", {"compare": {}, "when": []})) is None
    True
    >>> again("what's driving that?", {}, Frame("dso", {"compare": {"first": "2026-01-01"}})).intent
    'what_moved'
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
    if listed in ("overdue", "open_items") and slots.get("top") and _DUE_WHEN.search(said):
        return Frame(listed, {**kept, "top": slots["top"], "group_by": "item", "again": True})
    if listed in _TOTALLED and _SUMMED.search(said) and _TOTAL.fullmatch(said):
        return Frame(listed, {**kept, "again": True})
    if previous.intent in _BRIDGED and kept.get("compare") and _DRIVEN.fullmatch(said):
        asked: dict[str, Any] = {
            key: kept[key] for key in ("when", "compare", "companies", "as_of", "side") if key in kept
        }
        return Frame("what_moved", {**asked, "metrics": [previous.intent], "again": True})
    if previous.intent in _PARTED and slots.get("lengths") and part_of_it(said):
        side = {"side": slots["side"]} if slots.get("side") else {}
        return Frame("overdue", {**kept, **side, "lengths": slots["lengths"], "again": True})
    if _PICTURE.search(said) and _DRAWN.fullmatch(said):
        return _drawn(previous.intent, kept)
    return None


def part_of_it(folded: str) -> bool:
    """ "How much of that is over 60 days?": of what was shown, not of all there is."""
    return bool(_PART.search(folded))


def _drawn(intent: str, kept: dict[str, Any]) -> Frame:
    """What is open or overdue is drawn by age; anything else is shown with the chart it has, or the word that it has none."""
    if intent in _CHARTED and not _NARROWED & kept.keys():
        named: dict[str, Any] = {
            key: kept[key] for key in ("side", "companies", "as_of", "parties", "basis") if key in kept
        }
        return Frame("ageing", {**named, "again": True})
    return Frame(intent, {**kept, "drawn": True, "again": True})
