"""Whether the answer would honour everything a question states; what it would pass over is asked back, never ignored."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from agent.planner.question.slots import when_of
from agent.planner.tables import table
from agent.planner.words.common import is_common

_STATED: Final = (
    "parties", "numbers", "orders", "amounts", "rates", "terms", "lengths", "country", "currency", "disputed", "basis",
    "group_by", "compare", "when", "level", "sure", "draw",
)  # fmt: skip
# "our brewery customers": a kind of customer that no ledger column tells.
_KIND_OF: Final = re.compile(
    r"\b([a-z]{3,})[ -](?:customers?|clients?|suppliers?|vendors?|kunden|lieferanten|debitoren|kreditoren)\b"
)
_REPORTS: Final = ("liste", "struktur", "uebersicht", "report", "list", "analyse")
_OF_A_KIND: Final = frozenset({"search_documents", "find_party", "policy_for_amount"})


def passed_over(intent: str, slots: Mapping[str, Any], masked: str, today: date) -> str | None:
    """The first kind of particular that the intent's answer would ignore; None when it honours them all.

    >>> passed_over("dso", {"country": "FR"}, "dso in xcountry", date(2026, 6, 30))
    'country'
    >>> passed_over("overdue", {"country": "FR"}, "overdue in xcountry", date(2026, 6, 30)) is None
    True
    >>> passed_over("overdue", {}, "overdue excluding disputed items", date(2026, 6, 30))
    'left_out'
    """
    if intent not in table("coverage")["honours"]:
        return None
    return _slot(intent, slots, today) or _qualifier(intent, slots, masked) or _time(intent, masked)


def supposition(intent: str, slots: Mapping[str, Any], masked: str) -> str | None:
    """ "And if they don't pay?": of the cash ahead something is supposed that no scenario has.

    >>> supposition("cash_forecast", {}, "what happens to our floor if they don't?")
    'supposed'
    >>> supposition("cash_forecast", {"supposed": {"collections_percent": -20}}, "if customers pay less") is None
    True
    """
    rule = table("coverage")["supposition"]
    supposes = intent in rule["in"] and not slots.get("supposed") and _pattern(rule["sign"]).search(masked)
    return "supposed" if supposes else None


def honours(intent: str) -> frozenset[str]:
    """The particulars that an intent's answer takes into account."""
    return frozenset(table("coverage")["honours"].get(intent, "").split())


def _slot(intent: str, slots: Mapping[str, Any], today: date) -> str | None:
    honoured = table("coverage")["honours"][intent].split()
    for name in _STATED:
        if slots.get(name) in (None, [], "") or name in honoured:
            continue
        if name == "when" and all(_is_now(kept, today) for kept in slots["when"]):
            continue
        return name
    return None


def _is_now(kept: dict[str, Any], today: date) -> bool:
    """Whether a period holds today, so that the books as they stand answer for it."""
    when = when_of(kept)
    return when.first <= today <= when.last and when.grain in ("day", "week", "month", "quarter", "year")


def _qualifier(intent: str, slots: Mapping[str, Any], masked: str) -> str | None:
    if slots.get("disputed") is False and "disputed" in table("coverage")["honours"][intent].split():
        return None
    if intent not in _OF_A_KIND and any(
        not is_common(match[1]) and match[1][0] != "x" and not match[1].endswith(_REPORTS)
        for match in _KIND_OF.finditer(masked)
    ):
        return "narrowed"
    for kind, sign, but, by in _qualifiers():
        if intent not in by and sign.search(masked) and not (but and but.search(masked)):
            return kind
    return None


def _time(intent: str, masked: str) -> str | None:
    rule = table("coverage")["time"]
    if intent not in rule["in"]:
        return None
    left = _pattern(rule["but"]).sub(" ", masked)
    return "period" if _pattern(rule["sign"]).search(left) else None


@cache
def _qualifiers() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None, frozenset[str]], ...]:
    return tuple(
        (each["kind"], _pattern(each["sign"]), _pattern(each["but"]) if "but" in each else None, frozenset(each["by"]))
        for each in table("coverage")["qualifier"]
    )


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
