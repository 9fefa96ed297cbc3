"""Calls about customers, documents and policy."""

import re
from datetime import date, timedelta

from agent.planner.calls.arguments import Call, Slots, amount, one, period, said_first
from agent.planner.words.text import fold


def likely(slots: Slots, today: date) -> list[Call]:
    """Arguments of the likely call."""
    when = said_first(slots)
    by = (when.last if when else today + timedelta(30)).isoformat()
    numbers = slots.get("numbers") or []
    if not numbers:
        return [("payment_probability", {"customer": one(slots, "parties"), "by": by})]
    return [("payment_probability", {"number": number, "by": by}) for number in numbers[:3]]


def interest(slots: Slots, today: date) -> list[Call]:
    """Arguments of the interest call."""
    number, amount = one(slots, "numbers"), one(slots, "amounts")
    if not number and not amount:
        return [("late_interest_total", {"side": slots.get("side") or "receivable", "party": one(slots, "parties")})]
    currency = (amount[1] if amount else None) or slots.get("currency")
    country = slots.get("country")
    regime = {"GB": "UK", "DE": "DE", "US": "US_PPA"}.get(str(country))
    length = one(slots, "lengths")
    if not currency and country == "GB":
        currency = "GBP"
    return [
        (
            "late_payment_interest",
            {
                "number": number,
                "amount": amount[0] if amount else None,
                "days": length[0] if length else None,
                "currency": currency,
                "regime": regime,
                "country": None if regime else country,
            },
        )
    ]


_BROKEN = re.compile(
    r"\b(?:brok\w*|break\w*|not kept|never kept|unkept|missed|failed|lapsed|gebroch\w*|brach\w*|geplatzt\w*|verpasst\w*|"
    r"nicht (?:\w+ )?(?:ein)?gehalten\w*)\b"
)


def promises(slots: Slots, today: date) -> list[Call]:
    """Arguments of the call for promises: the broken ones where they are asked for."""
    return [("promises", {"broken": True if _BROKEN.search(fold(str(slots.get("text", "")))) else None})]


_POLICY = re.compile(r"\b(?:polic(?:y|ies)|guidelines?|rulebook|richtlinie\w*)\b", re.IGNORECASE)


def documents(slots: Slots, today: date) -> list[Call]:
    """Arguments of the documents call."""
    query = slots.get("topic") or slots.get("text")
    kind = "policy" if _POLICY.search(str(query)) and not slots.get("parties") else None
    return [("search_documents", {"query": query, "party": one(slots, "parties"), "kind": kind})]


def limits(slots: Slots, today: date) -> list[Call]:
    """Arguments of the limits call."""
    return [("policy_for_amount", {"amount": amount(slots) or "50000"})]


def methods(slots: Slots, today: date) -> list[Call]:
    """Arguments of the methods call."""
    return [("explain_difference", {"first": "dso", "second": "dso_countback", "period": period(slots, today)})]
