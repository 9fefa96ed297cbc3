"""A figure that is claimed rather than asked for: "our DSO is 42 days, right?", "haben wir nicht 50.000 gezahlt?".

What is claimed narrows nothing: it is taken out of the question, and said to be right or wrong beside the figure.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from agent.planner.question.frame import Frame, Reading
from agent.planner.turns.followup import METRICS
from workingcapital.facts import Fact

_TAG: Final = re.compile(
    r"\b(?:right|correct|true|is that so|(?:is|was|are|were|did|does|do|has|have)n'?t (?:it|they|we|he|she)|oder(?: nicht)?"
    r"|nicht wahr|stimmt'?s?|stimmt das|richtig|korrekt|gell)\s*\?"
    r"|\bi (?:thought|think|believe|heard|was told|read)\b|^(?:since|given that|now that|seeing that)\b"
    r"|\bich (?:dachte|denke|meine|meinte|glaube|glaubte|habe gehört)\b|^(?:da|nachdem|weil) "
)
_NEGATED: Final = re.compile(
    r"^(?:and |but |und |aber )?(?:is|was|are|were|did|does|do|has|have)n'?t\b|\b(?:was|is|were|are) (?:\S+ ){1,4}not\b"
    r"|\b(?:hat|haben|hatte|hatten|ist|sind|war|waren|liegt|lag|betrug)\b[^.?]*\bnicht\b"
)
# "Which bills are not above 10,000?" asks; it claims nothing.
_ASKS: Final = re.compile(
    r"^(?:which|what|who|whom|whose|how|when|where|list|show|give|name|welch\w*|was (?:ist|sind|hat|haben|schuld\w*|kostet\w*)"
    r"|wer|wem|wen|wie|wann|wo|zeig\w*|nenn\w*|gib)\b"
)
_FIGURES: Final = ("amounts", "rates", "lengths")
_AMOUNTS: Final = ("amounts", "rates")
_CHECKED: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(METRICS, _FIGURES),
    **dict.fromkeys(("cash_position", "open_items", "party_position", "overdue", "unapplied_cash"), _AMOUNTS),
}
_PAID: Final = frozenset({"did_we_pay", "payments_made"})
_TERMS: Final = frozenset({"invoice_status", "open_discounts", "contract_terms", "term_economics"})
_TENTHS: Final = re.compile(r"(?<![\d.,])(\d+[.,]\d)(?= (?:days?|tagen?)\b)")
# "Our DSO is 38, right?": of a metric in days a bare number is days.
_BARE: Final = re.compile(
    r"\b(?:is|was|at|of|around|about|roughly|ist|war|bei|um|rund|etwa)(?: (?:at|around|about|bei|rund|etwa))? (\d{1,3}(?:[.,]\d)?)"
    r"(?=\s*[,;?.!]|\s+(?:right|isn|oder|correct|stimmt|nicht|wasn))"
)
_IN_DAYS: Final = frozenset(
    {"dso", "dpo", "dio", "ccc", "best_possible_dso", "average_days_delinquent", "days_late", "days_to_pay"}
)
_UNIT: Final = {"rates": "percent", "amounts": "money", "lengths": "days"}
NEARLY: Final = Decimal("0.01")  # a claim so near is right but for its rounding


def as_claim(reading: Reading, folded: str) -> Reading:
    """The reading with what was claimed beside the figure it is claimed of; any other reading as it is."""
    frame = reading.frame
    if reading.kind != "act" or frame is None or not _claims(folded):
        return reading
    slots = frame.slots
    if frame.intent in _TERMS and slots.get("rates") and slots.get("parties"):  # contract and documents decide it
        kept = {key: slots[key] for key in ("parties", "rates", "terms") if key in slots}
        told = {"premise": "you_said", "claimed": {"rates": slots["rates"]}}
        return Reading("act", Frame("recheck", {**kept, **told}))
    if frame.intent in _PAID and slots.get("amounts") and slots.get("parties"):
        return Reading("act", Frame(frame.intent, {**slots, "premise": "paid"}))
    claimed = {key: slots[key] for key in _CHECKED.get(frame.intent, ()) if slots.get(key)}
    if "lengths" in _CHECKED.get(frame.intent, ()) and (tenths := _TENTHS.findall(folded)):
        claimed["lengths"] = [[each.replace(",", "."), "day"] for each in tenths]
    if not claimed and frame.intent in _IN_DAYS and (bare := _BARE.search(folded)):
        claimed["lengths"] = [[bare[1].replace(",", "."), "day"]]
    if not claimed:
        return reading
    left = {key: value for key, value in slots.items() if key not in claimed}
    return Reading("act", Frame(frame.intent, {**left, "premise": "claimed", "claimed": claimed}))


def _claims(folded: str) -> bool:
    return bool(_TAG.search(folded) or (_NEGATED.search(folded) and not _ASKS.search(folded)))


def verdict(claimed: Mapping[str, Any], stated: Sequence[Fact]) -> str:
    """Which phrase goes before the figures: right, nearly right, wrong, or that nothing of the kind is stated.

    >>> from datetime import date
    >>> dso = Fact(label="DSO", value="49.9", unit="days", as_of=date(2026, 6, 30), company="X", formula="dso.end.v1")
    >>> verdict({"lengths": [(42, "day")]}, [dso]), verdict({"lengths": [(50, "day")]}, [dso]), verdict({"rates": ["2"]}, [dso])
    ('premise_wrong', 'premise_nearly', 'not_from_memory')
    """
    found = [_judged(number, unit, stated) for unit, number in _numbers(claimed)]
    known = [each for each in found if each]
    if not known:
        return "not_from_memory"
    order = ("premise_wrong", "premise_nearly", "premise_right")
    return min(known, key=order.index)


def _numbers(claimed: Mapping[str, Any]) -> list[tuple[str, Decimal]]:
    """(unit, number) of what was claimed; a length in weeks or months is no figure of days."""
    made = [(_UNIT["rates"], Decimal(str(rate))) for rate in claimed.get("rates") or []]
    made += [(_UNIT["amounts"], Decimal(str(amount))) for amount, *_ in claimed.get("amounts") or []]
    made += [(_UNIT["lengths"], Decimal(str(days))) for days, *_ in claimed.get("lengths") or []]
    return made


def _judged(number: Decimal, unit: str, stated: Sequence[Fact]) -> str | None:
    values = [abs(fact.decimal()) for fact in stated if fact.unit == unit]
    if not values:
        return None
    if any(value == number for value in values):
        return "premise_right"
    return "premise_nearly" if any(abs(value - number) <= NEARLY * value for value in values) else "premise_wrong"
