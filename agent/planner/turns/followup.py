"""Whether a question goes on from the one before, and what it changes of it."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from agent.planner.grammar import relative_periods as periods
from agent.planner.grammar.when import When
from agent.planner.intents.features import concepts
from agent.planner.question.frame import Frame
from agent.planner.question.reading import Question
from agent.planner.question.slots import json_of, when_of
from agent.planner.tables import table, word_list
from agent.planner.turns.again import again
from agent.planner.turns.drafts import DRAFTS, over_draft
from agent.planner.words.text import fold, words

LONGEST: Final = 18
# "What does that look like for the UK?" asks for nothing new, though "will it look like" does.
_LOOKS: Final = re.compile(
    r"\b(?:what|how) (?:does|do|did|would) (?:that|this|it|those|these|they|things) (?:then )?look(?: like)?\b|"
    r"\bwie (?:sieht|sähe) (?:das|es|dies)(?: denn| da)? (?:aus|bei|in|für)\b",
    re.IGNORECASE,
)
_KEPT: Final = ("when", "compare", "companies", "parties", "side", "country", "currency", "as_of")
_REPLACES: Final = frozenset(
    """rates yearly terms amounts at_most stays lengths numbers orders parties when compare side group_by top country
    currency companies as_of basis metrics disputed line lines trend nets supposed""".split()
)
# Concepts that come with particulars, politeness or pronouns: a turn that has no other is no question of its own.
_WEAK: Final = frozenset(
    """AVERAGE BILL BUDGET CASH CHANGED CHARGE COST COUNTBACK CUSTOMER DIFFER DUE DUEBASIS INVBASIS EARLIER EARLY FIRST
    FLOOR FX HELLO LINE LISTALL METRIC MOVE OPEN ORDER OUT OWEUS OWEWE PAYNOW RATE SHARED SUPPLIER TERMS THANKS WHOM
    WORTH ALWAYSPAY CHANGETERMS PAIDLIST LIKELY""".split()
)
METRICS: Final = frozenset(
    """dso dpo dio ccc cei kpi_overview best_possible_dso average_days_delinquent overdue_share days_late days_to_pay
    turnover dso_methods""".split()
)
# Intents that show how the books stood on a day; a period means its last day.
STANDING: Final = frozenset(
    """overdue ageing ageing_reconcile cash_position concentration credit_limits fx_exposure unapplied_cash
    party_position unused_credits bills_without_order""".split()
)
_PASSING: Final = ("explain", "recheck", "quote", "trend", "premise", "shown", "claimed", "again", "drawn")
_DRILLED_SIDE: Final[dict[str, str | None]] = {"dpo": "payable", "ccc": None, "kpi_overview": None, "dio": None}
_SIDES: Final = {"dso": "receivable", "dpo": "payable"}


_SIDELESS: Final = frozenset(
    {"cash_forecast", "cash_position", "forecast_changes", "forecast_accuracy", "morning_brief"}
)
# "Which suppliers changed their bank details?": "their" is of the suppliers asked for.
_OWN_SUBJECT: Final = re.compile(
    r"\b(?:which|what|any|all|do any|welche\w*|alle|irgendwelche) (?:\w+ )?(?:suppliers?|vendors?|customers?|clients?|part(?:y|ies)|"
    r"lieferanten|kunden|kreditoren|debitoren)\b"
)


def residue(question: Question) -> list[str]:
    """The words of a question that are neither particulars nor small words."""
    return [
        word
        for word in words(question.masked)
        if word not in word_list("followup_words") and not re.fullmatch(r"x[a-z]+", word) and not word.isdigit()
    ]


def opens(question: Question) -> bool:
    """Whether it begins or ends like something that goes on."""
    return bool(_pattern("opens").search(fold(question.masked)))


def among(folded: str) -> bool:
    """Whether it asks about some of what was shown: "which one is worth most", "welche davon"."""
    return bool(_pattern("among").search(folded))


def topics(question: Question) -> set[str]:
    """What a question speaks of that would make it one of its own.

    >>> from agent.planner.names.lexicon import Lexicon
    >>> from agent.planner.question.reading import read
    >>> today = date(2026, 6, 30)
    >>> topics(read("I only care about 2025", Lexicon(), today)), topics(read("and discounts?", Lexicon(), today))
    (set(), {'DISCOUNT'})
    """
    found = set(concepts(_LOOKS.sub(" ", question.masked)))
    pulls = {"MOVE"} if "LINE" in found or re.search(r"\bx(?:party|number)\b", fold(question.masked)) else set()
    return found - (_WEAK - pulls)


def followed(question: Question, slots: Mapping[str, Any], previous: Frame | None, today: date) -> Frame | None:
    """The frame a turn goes on to; None when it is a question of its own, or changes nothing.

    >>> from agent.planner.names.lexicon import Lexicon
    >>> from agent.planner.question.reading import read
    >>> q = read("and last year?", Lexicon(), date(2026, 6, 30))
    >>> followed(q, {"when": [json_of(q.first("period"))]}, None, date(2026, 6, 30))
    """
    if previous is None or len(words(question.masked)) > LONGEST or (_whole(question) and not previous.asked):
        return None
    folded = fold(question.masked)
    if previous.intent not in DRAFTS and not previous.asked and (shown := again(folded, slots, previous)):
        return shown
    if previous.intent in DRAFTS and (draft := over_draft(question, slots, topics(question))):
        return draft
    if (
        "DIFFER" in concepts(question.masked)
        and topics(question) <= {"WHY"}
        and previous.intent in ("dso", "dso_methods")
    ):
        kept = {key: value for key, value in previous.slots.items() if key in ("when", "companies", "as_of")}
        return Frame("dso_methods", kept)  # "why do they differ?"
    drilled = _drilled(folded, previous)
    if drilled and not topics(question) - {"WHY", "OVERDUE"}:
        return merged(drilled, slots, question, today)
    if topics(question) <= {"WHY"} and (picked := _picked(folded, slots, previous)):
        return picked
    if topics(question):
        return None
    changes = {key for key in slots if key in _REPLACES} | _relative(question, slots, previous, today).keys()
    if changes == {"side"} and previous.intent in _SIDELESS and _OWN_SUBJECT.search(folded):
        return None  # "which customers are the worst?" after a forecast is no narrower forecast
    return merged(previous, slots, question, today) if changes else None


def merged(
    previous: Frame, slots: Mapping[str, Any], question: Question | None = None, today: date | None = None
) -> Frame:
    """The frame before with what was said now put in its place."""
    changed = {key: value for key, value in slots.items() if key in _REPLACES}
    if "line" in changed:
        changed.pop("top", None)  # "the first one" is no size
    if question and today:
        changed |= _relative(question, slots, previous, today)
    kept = {key: value for key, value in previous.slots.items() if key not in _PASSING}
    if "parties" in changed:
        kept.pop("numbers", None)
    if "numbers" in changed:
        kept.pop("parties", None)
    if "amounts" in changed:
        kept.pop("at_most", None)
    if changed.get("metrics") and not _family(previous.intent) & _families(changed["metrics"]):
        changed.pop("metrics")
    if previous.intent == "term_economics":
        changed = _retermed(kept, changed, fold(question.text) if question else "")
    slots_now = {key: value for key, value in {**kept, **changed, "again": True}.items() if value is not None}
    return _sided(Frame(previous.intent, slots_now), slots)


_NET_SAID: Final = re.compile(r"\b(?:net|netto|ziel|zahlungsziel|frist|terms?|due|target|faellig\w*)\b")
_GIVEN: Final = re.compile(
    r"\b(?:gave|give|given|offer\w*|discount|skonto|rabatt|nachlass|rebate|geben|gaeben|bieten|boeten)\b"
)


def _retermed(kept: Mapping[str, Any], changed: dict[str, Any], folded: str) -> dict[str, Any]:
    """ "And if it were net 60?", "and if they gave us 3%?": the terms spoken of with that in their place.

    >>> _retermed({"terms": ["2/10 n30"]}, {"terms": ["n60"]}, ""), _retermed({"terms": ["2/10 n30"]}, {"terms": ["1/7 n30"]}, "")
    ({'terms': ['2/10 n60']}, {'terms': ['1/7 n30']})
    >>> _retermed({"terms": ["2/10 n30"]}, {"rates": ["3"]}, "and if they gave us xrate?")
    {'terms': ['3/10 n30']}
    """
    terms = (kept.get("terms") or [None])[0]
    if not terms or ("terms" in changed and "/" in changed["terms"][0]):
        return changed
    days = [each[0] for each in changed.get("lengths") or [] if not each[2]]
    nets = [int(text.split("n")[1].split()[0]) for text in changed.get("terms") or []]
    if nets or (days and _NET_SAID.search(folded)):
        terms = re.sub(r"n\d+", f"n{(nets or days)[0]}", terms)
        changed = {key: value for key, value in changed.items() if key not in ("lengths", "nets")} | {"terms": [terms]}
    if changed.get("rates") and _GIVEN.search(folded):
        terms = re.sub(r"^[\d.]+/", f"{changed['rates'][0]}/", terms)
        changed = {key: value for key, value in changed.items() if key != "rates"} | {"terms": [terms]}
    return changed


def inherited(
    previous: Frame | None, slots: Mapping[str, Any], question: Question | None = None, today: date | None = None
) -> dict[str, Any]:
    """Particulars of the frame before that a new intent opened by "and …" keeps."""
    if previous is None:
        return dict(slots)
    kept = {key: value for key, value in previous.slots.items() if key in _KEPT}
    if {"side", "metrics"} & slots.keys():
        kept.pop("side", None)
    changed = dict(slots)
    if question and today:
        changed |= _relative(question, slots, previous, today)
    return {key: value for key, value in {**kept, **changed}.items() if value is not None}


def referred(folded: str, slots: Mapping[str, Any], previous: Frame | None) -> dict[str, Any]:
    """Who or what a pronoun stands for: "their invoices", "why is this one blocked?"."""
    if previous is None:
        return {}
    shown: dict[str, list[str]] = previous.slots.get("shown") or {}
    found: dict[str, Any] = {}
    refers = table("followups")["refers"]
    if "parties" not in slots and re.search(refers["party"], folded) and not _OWN_SUBJECT.search(folded):
        known = previous.slots.get("parties") or (shown.get("parties") if len(shown.get("parties", ())) == 1 else None)
        found |= {"parties": known} if known else {}
    if "numbers" not in slots and re.search(refers["number"], folded):
        known = previous.slots.get("numbers") or (shown.get("numbers") if len(shown.get("numbers", ())) == 1 else None)
        found |= {"numbers": known} if known else {}
    if not {"numbers", "parties"} & {*slots, *found} and (line := slots.get("line")):
        for kind in ("numbers", "parties"):
            rows = shown.get(kind) or []
            if rows and -len(rows) <= line <= len(rows):  # "why is the first one blocked?"
                return found | {kind: [rows[line - 1] if line > 0 else rows[line]]}
    return found


def _relative(question: Question, slots: Mapping[str, Any], previous: Frame, today: date) -> dict[str, Any]:
    """What is said relative to the frame before: a period, a method, a day."""
    folded = fold(question.text)  # a grammar that counts from today may have masked "the quarter before"
    found: dict[str, Any] = {}
    base = _base(previous, today)
    said = when_of(slots["when"][0]) if slots.get("when") else None
    if previous.intent in STANDING:
        day = periods.as_of_moved(folded, previous.slots, today)
        if day is None and said and said.last < today and "lengths" not in slots:
            day = said.last.isoformat()
        return {"as_of": day, "when": None} if day else {}
    if base and said and (part := periods.same_part(folded, base, said, bool(previous.slots.get("when")))):
        found |= {"when": [json_of(part)], "lengths": None}
    elif base and (there := periods.moved(folded, base)):
        aside = "compare" in slots  # "compare with the year before" leaves the period itself
        found |= {"compare": json_of(there)} if aside else {"when": [json_of(there)], "lengths": None}
    for method in table("followups")["method"]:
        if method["of"] in _family(previous.intent) and re.search(method["pattern"], folded):
            found["metrics"] = [method["becomes"]]
    return found


def _base(previous: Frame, today: date) -> When | None:
    """The period spoken of before; metrics have one even where none was said."""
    if previous.slots.get("when"):
        return when_of(previous.slots["when"][0])
    return periods.default_period(today) if previous.intent in METRICS else None


def _picked(folded: str, slots: Mapping[str, Any], previous: Frame) -> Frame | None:
    """ "The second one" of what the answer showed: its position, its history, or why it is blocked where that was asked."""
    shown, line = previous.slots.get("shown") or {}, slots.get("line")
    if not line or previous.intent in DRAFTS or previous.asked:
        return None
    history = "why_blocked" if previous.intent == "why_blocked" else "invoice_status"
    for kind, intent in (("numbers", history), ("parties", "party_position")):
        rows = shown.get(kind) or []
        if rows and -len(rows) <= line <= len(rows):
            kept = {key: previous.slots[key] for key in ("companies", "as_of") if key in previous.slots}
            return Frame(intent, {**kept, kind: [rows[line - 1] if line > 0 else rows[line]]})
    return None


def _drilled(folded: str, previous: Frame) -> Frame | None:
    """The rows behind the figure of the frame before: "which invoices are those?"."""
    asked = table("followups")["drill"]
    by = "item" if re.search(asked["item"], folded) else "party" if re.search(asked["party"], folded) else None
    if by is None:
        return None
    slots = {key: value for key, value in previous.slots.items() if key not in _PASSING}
    if previous.intent in ("overdue", "open_items", "ageing", "concentration", "overdue_share", "party_position"):
        intent = "overdue" if previous.intent in ("overdue", "overdue_share") else "open_items"
        side = slots.get("side") or ("receivable" if previous.intent in ("concentration", "overdue_share") else None)
        return Frame(intent, {**slots, "group_by": by, **_side(side)})
    if previous.intent in METRICS:
        side = _DRILLED_SIDE.get(previous.intent, "receivable")
        ended: dict[str, Any] = {"as_of": slots["when"][0]["last"]} if slots.get("when") else {}
        kept = {key: value for key, value in slots.items() if key in ("companies", "as_of", "parties")}
        return Frame("open_items", {**kept, **ended, "group_by": by, **_side(side)})
    return Frame("draft_line" if previous.intent in DRAFTS else previous.intent, slots)


def _side(side: str | None) -> dict[str, Any]:
    return {"side": side} if side else {}


def _sided(frame: Frame, said: Mapping[str, Any]) -> Frame:
    """A correction of the side: the other metric, or the open items of that side."""
    side = said.get("side")
    if side is None or said.get("metrics"):
        return frame
    if frame.intent in _SIDES and _SIDES[frame.intent] != side:
        other = "dpo" if frame.intent == "dso" else "dso"
        return Frame(other, {key: value for key, value in frame.slots.items() if key != "metrics"})
    if frame.intent == "party_position":
        return Frame("open_items", frame.slots)
    return frame


def _family(intent: str) -> set[str]:
    """The metrics that are the same figure by another method."""
    if intent in ("dso", "dso_methods", "best_possible_dso", "average_days_delinquent"):
        return {"dso"}
    return set(METRICS) if intent == "kpi_overview" else {intent}


def _families(metrics: list[str]) -> set[str]:
    return {metric.partition("_")[0] for metric in metrics}


def _whole(question: Question) -> bool:
    """A bare name or number is a question of its own unless something was asked back."""
    return bool(re.fullmatch(r"x(?:party|number)[?.!]?", question.masked.strip()))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(table("followups")[name])
