"""Arguments of tools, read from the slots of a frame."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from agent.planner.grammar.when import When, quarter, shift
from agent.planner.question.slots import when_of

Call = tuple[str, dict[str, Any]]
Slots = Mapping[str, Any]
BOTH: Final = ("receivable", "payable")


def period(slots: Slots, today: date) -> str | None:
    """The period as metrics take it; None where the tool's own default is meant."""
    when = said_first(slots)
    if when is None or (when.role in ("until", "before") and when.grain == "day"):
        return None
    if when.grain == "rolling":
        months = (when.last.year - when.first.year) * 12 + when.last.month - when.first.month
        return (
            "last_12_months"
            if when.last == today and months in (11, 12) and when.first.day <= when.last.day + 1
            else spelled(when, today)
        )
    if when.role == "since":
        return f"{when.first.isoformat()}..{today.isoformat()}"
    return None if when.grain in ("day", "number") else when.period()


def spelled(when: When, today: date) -> str:
    """A range up to today at most."""
    return f"{when.first.isoformat()}..{min(when.last, today).isoformat()}"


def comparison(slots: Slots, today: date) -> str | None:
    """What to compare with, as metrics take it."""
    kept = slots.get("compare")
    if kept is None:
        return "previous" if slots.get("trend") else None
    other, now = when_of(kept), said_first(slots)
    if other.grain == "year" or (other.grain == "day" and other.last == shift(today, -12)):
        return "same_last_year"
    if other.grain == "day":  # a figure of a period is compared with one of a period
        return quarter(other.last.year, (other.last.month + 2) // 3).period()
    if (
        other.grain == "quarter"
        and other.last < today <= other.last + timedelta(92)
        and (now is None or now.grain == "quarter")
    ):
        return "previous" if now is None else other.period()
    return other.period()


def said_first(slots: Slots) -> When | None:
    """The first day or period that was said."""
    return when_of(slots["when"][0]) if slots.get("when") else None


def spells(slots: Slots) -> list[Slots]:
    """The slots once for each period that was said, at most three; once where none was."""
    said = (slots.get("when") or [])[:3]
    return [{**slots, "when": [each]} for each in said] or [slots]


def one(slots: Slots, name: str) -> Any:
    """The first of several values, or None."""
    return (slots.get(name) or [None])[0]


def amount(slots: Slots) -> str | None:
    """The first amount in decimal text."""
    kept = one(slots, "amounts")
    return kept[0] if kept else None


def sides(slots: Slots) -> tuple[str, ...]:
    """The side spoken of, or both."""
    return (slots["side"],) if slots.get("side") else BOTH


def window(slots: Slots, today: date) -> tuple[str | None, str | None]:
    """First and last day that are meant; open where the preposition leaves it open."""
    when = said_first(slots)
    if when is None:
        return None, None
    if when.role in ("until", "before"):
        return None, (when.last - timedelta(when.role == "before")).isoformat()
    if when.role in ("since", "after"):
        return (when.first + timedelta(when.role == "after")).isoformat(), None
    return when.first.isoformat(), when.last.isoformat()


def bounds(slots: Slots) -> tuple[str | None, str | None]:
    """At least and at most so much."""
    amounts = [each[0] for each in slots.get("amounts") or []]
    if len(amounts) > 1:
        low, high = sorted(amounts[:2], key=float)
        return low, high
    if not amounts:
        return None, None
    return (None, amounts[0]) if slots.get("at_most") else (amounts[0], None)
