"""A plain wish to change something: hold or release a bill, remind, write off, take a supplier's offer.

Which words are a wish is data (data/changes.toml). A question, a condition or something that is not wanted is none; what
a wish leaves open is asked back, and the answer completes it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from agent.planner.intents.unsafe import fragment, unsafe
from agent.planner.question.frame import Frame, Reading
from agent.planner.question.reading import Question
from agent.planner.tables import table
from agent.planner.turns.drafts import asks
from agent.planner.turns.readings import settled
from agent.planner.words.phrases import phrase
from agent.planner.words.text import fold

CHANGES: Final = frozenset({"hold_bill", "release_bill", "write_off", "dunning", "take_offer"})
# "Remind Acme" tells us to; "if we pay on 2 July" is what is offered, not what is only thought of.
_TOLD: Final = re.compile(r"\bremind (?=xparty|them|the customer)")
_OFFERED: Final = re.compile(r"\bif (?:we )?(?:pay|paid)\b|\bwenn wir (?=.*\bzahlen\b)")
# A sum without its currency, to the cent: "the 12.40 difference".
_SUM: Final = re.compile(r"(?<![\w.,/-])(?P<whole>\d{1,3}(?:[.,]?\d{3})*)[.,](?P<cents>\d\d)(?![\w.,%])")
_THAT_ONE: Final = re.compile(
    r"\b(?:it|this|that|this one|that one|sie|die|diese|ihn|es|this bill|that bill|this invoice)\b"
)
_ALONE: Final = frozenset({"hold_bill", "release_bill", "take_offer"})  # of one document at a time
_FILLS: Final = ("numbers", "parties", "when", "rates", "yearly", "lengths", "amounts", "level")


@dataclass(frozen=True)
class _Change:
    intent: str
    sign: re.Pattern[str]
    but: re.Pattern[str]
    above: frozenset[str]


def wished_change(
    question: Question, slots: Mapping[str, Any], previous: Frame | None, language: str
) -> Reading | None:
    """What is wished for, ready to draft or asked back for; None for any other turn."""
    folded = fold(question.masked).strip(" \"'")
    found = _sign(folded, previous)
    if previous and previous.intent in CHANGES and previous.asked and found in (None, _change(previous.intent)):
        return None if unsafe(folded) else _completed(previous, slots, folded, language)
    if found is None or (found.intent == "hold_bill" and not _may_be_one(slots)):
        return None
    kept = {name: slots[name] for name in _FILLS if slots.get(name)}
    if not kept.get("numbers") and not kept.get("parties") and previous and _THAT_ONE.search(folded):
        kept |= {name: previous.slots[name] for name in ("numbers", "parties") if previous.slots.get(name)}
    if found.intent == "write_off" and not kept.get("amounts") and (said := _SUM.search(question.masked)):
        kept["amounts"] = [[f"{re.sub('[.,]', '', said['whole'])}.{said['cents']}", None]]
    wish = {**kept, "text": question.text, "code": _code(found.intent, folded)}
    return _settled(Frame(found.intent, {key: value for key, value in wish.items() if value}), language)


def is_wish(folded: str) -> bool:
    """Whether a turn wishes for a change.

    >>> is_wish("put xparty's bill xnumber on hold"), is_wish("why is xnumber on hold?"), is_wish("sperre xnumber")
    (True, False, True)
    >>> is_wish("should we write off xnumber?"), is_wish("don't put xnumber on hold"), is_wish("could you hold xnumber?")
    (False, False, True)
    """
    return _sign(folded) is not None


def not_wished(folded: str) -> bool:
    """Whether a turn asks, supposes or says that something shall not be.

    >>> not_wished("did we remind xparty?"), not_wished("mahne xparty nicht"), not_wished("remind xparty")
    (True, True, False)
    """
    plain = _OFFERED.sub("", folded)
    wish, _, why = _TOLD.sub("", plain).partition(",")  # "…, war ein Versehen" gives a reason and asks nothing
    return (
        asks(wish) or ("?" in why and asks(why.strip())) or bool(_pattern(table("changes")["not_wished"]).search(plain))
    )


def _sign(folded: str, previous: Frame | None = None) -> _Change | None:
    """The change whose wish this is; "release it" is one only where a bill was spoken of, else it may be a payment."""
    if not_wished(folded):
        return None
    found = next((each for each in _changes() if each.sign.search(folded) and not each.but.search(folded)), None)
    reason = unsafe(folded)
    above = {"pay_now"} if previous and previous.intent in CHANGES else set()
    return found if found and (reason is None or reason in found.above | above) else None


def _may_be_one(slots: Mapping[str, Any]) -> bool:
    """Whether a document or its supplier is named: "put the meeting on hold" is no matter of ours."""
    return bool(slots.get("numbers") or slots.get("parties"))


def _completed(previous: Frame, slots: Mapping[str, Any], folded: str, language: str) -> Reading | None:
    """The wish with what was asked back for; None where the turn gives nothing of it and is one of its own."""
    new = {name: slots[name] for name in _FILLS if slots.get(name)}
    code = _code(previous.intent, folded) if previous.asked == "write_off_code" else None
    if (not new and code is None) or asks(folded):
        return None
    merged = {**previous.slots, **new, **({"code": code} if code else {})}
    return _settled(Frame(previous.intent, merged), language)


def _settled(frame: Frame, language: str) -> Reading:
    if frame.intent in _ALONE and len(numbers := frame.slots.get("numbers") or []) > 1:
        kept = {key: value for key, value in frame.slots.items() if key != "numbers"}
        asked = Frame(frame.intent, kept, asked="number", offered=tuple(numbers))
        return Reading("ask", asked, phrase("one_bill", language), "one_at_a_time", tuple(numbers), "clarify")
    return settled(frame, language)


def _code(intent: str, folded: str) -> str | None:
    codes: Mapping[str, str] = table("changes")["codes"].get(intent, {})
    return next((code for code, sign in codes.items() if _pattern(sign).search(folded)), None)


def _change(intent: str) -> _Change | None:
    return next((each for each in _changes() if each.intent == intent), None)


@cache
def _changes() -> tuple[_Change, ...]:
    please = fragment("please")
    return tuple(
        _Change(
            each["intent"],
            _pattern(each["sign"].replace("^<please>", please)),
            _pattern(each["but"]),
            frozenset(each["above"]),
        )
        for each in table("changes")["change"]
    )


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
