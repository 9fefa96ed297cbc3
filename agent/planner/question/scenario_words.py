"""Scenarios in words: "save this as 'slow autumn'", "compare slow autumn with the plan"."""

import re
from collections.abc import Mapping
from typing import Any, Final

from agent.planner.question.frame import Frame
from agent.planner.question.reading import Question

_QUOTED: Final = re.compile(r"[\"'“”„‘’«»]([^\"'“”„‘’«»]{1,80})[\"'“”„‘’«»]")
_SAVE: Final = re.compile(
    r"\b(?:save|keep|store|remember|speicher\w*|merk\w*)\b[^.?!]*?"
    r"\b(?:this|that|it|scenario|supposition|das|dies\w*|es|szenario|annahme)\b[^.?!]*?"
    r"\b(?:as|under(?: the name)?|als|unter(?: dem namen)?)\b"
    r"(?: (?:a |the |das |ein )?(?:scenario|szenario))?[ :,]+(?P<name>[^.?!]{1,82})",
    re.IGNORECASE,
)
_COMPARE: Final = re.compile(
    r"\b(?:compare|vergleich\w*)\b (?:the |das |die )?(?:saved |gespeicherten )?(?:scenarios?|szenari\w+)?\s*(?P<names>[^.?!]*?)"
    r"\s*(?:\b(?:with|to|against|mit|gegen)\b (?:the |dem |den )?(?:plan|books|b(?:ü|ue)cher)\w*|\bside by side\b|$)",
    re.IGNORECASE,
)
_OF_PLANS: Final = re.compile(
    r"\b(?:scenarios?|szenari\w+)\b|(?:with|to|against|mit|gegen) (?:the |dem |den )?(?:plan|b(?:ü|ue)cher)\b",
    re.IGNORECASE,
)
# What a forecast was asked to suppose, as a scenario has it.
_KEYS: Final = {"collections_percent": "collections_percent", "bills_later_days": "payables_days"}


def scenario_frame(question: Question, slots: Mapping[str, Any], previous: Frame | None) -> Frame | None:
    """The frame of a turn that saves or compares scenarios; None where it does neither."""
    if match := _SAVE.search(question.text):
        supposed = slots.get("supposed") or (previous.slots.get("supposed") if previous else None) or {}
        return Frame("save_scenario", {"name": _name(match["name"]), "supposed": dict(supposed)})
    if (match := _COMPARE.search(question.text)) and _OF_PLANS.search(question.text):
        kept = {key: slots[key] for key in ("amounts", "stays", "when") if key in slots}
        return Frame("compare_scenarios", {"names": _names(match["names"]), **kept})
    return None


def changes(supposed: Mapping[str, Any]) -> dict[str, Any]:
    """What was supposed, as arguments of save_scenario.

    >>> changes({"collections_percent": -20})
    {'collections_percent': '-20'}
    >>> changes({"customers_later_days": 30, "customer": "Acme"})
    {'customer': 'Acme', 'customer_days': 30}
    """
    found: dict[str, Any] = {key: supposed[said] for said, key in _KEYS.items() if said in supposed}
    if "collections_percent" in found:
        found["collections_percent"] = str(found["collections_percent"])
    if days := supposed.get("customers_later_days"):
        one = supposed.get("customer")
        found |= {"customer": one, "customer_days": days} if one else {"customers_days": days}
    return found


def _name(text: str) -> str:
    quoted = _QUOTED.search(text)
    return (quoted[1] if quoted else text).strip(" \"'“”„‘’«»")


def _names(text: str) -> list[str]:
    quoted = [each.strip() for each in _QUOTED.findall(text)]
    parts = re.split(r",| and | und | & ", text)
    return quoted or [name for each in parts if (name := each.strip(" \"'“”„‘’«»:"))]
