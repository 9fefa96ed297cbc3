"""Calls about what is open, overdue, paid and blocked."""

import re
from datetime import date, timedelta

from agent.planner.calls.arguments import (
    BOTH,
    Call,
    Slots,
    bounds,
    comparison,
    one,
    period,
    said_first,
    sides,
    window,
)

_ITEMS = re.compile(r"\b(?:invoices?|bills?|items?|posten|rechnung\w*|belege?\w*|lines?|zeilen)\b")


def _grouped(slots: Slots) -> str | None:
    """What to sum by: as said; single items where they are spoken of or one party is; else the parties that drive it."""
    if said := slots.get("group_by"):
        return None if said == "item" else str(said)
    return None if slots.get("parties") or _ITEMS.search(str(slots.get("text", "")).lower()) else "party"


def moved(slots: Slots, today: date) -> list[Call]:
    """Arguments of the what moved call: the metric that is asked about against before, then what moved its balance."""
    side = slots.get("side") or ("payable" if "dpo" in (slots.get("metrics") or ()) else "receivable")
    when = said_first(slots)
    if when and when.role == "since":  # "since last quarter": from the end of it to now
        asked: Slots = {"period": None, "compare_to": when.period()}
    else:
        asked = {"period": period(slots, today), "compare_to": comparison(slots, today) or "previous"}
    metrics = [("metric", {"name": name, **asked}) for name in slots.get("metrics") or () if name in ("dso", "dpo")]
    return [*metrics, ("what_moved", {"side": side, **asked})]


_DUE = re.compile(r"\b(?:due|faellig|fällig|falling|fall|maturing|mature)\w*\b", re.IGNORECASE)


def _as_of_today(slots: Slots, today: date) -> bool:
    """ "Open payables today" are those of the books today; "due today" is another matter."""
    when = said_first(slots)
    text = str(slots.get("text", ""))
    return bool(when and when.first == when.last == today and not when.role and not _DUE.search(text))


def open_items(slots: Slots, today: date) -> list[Call]:
    """Arguments of the open items call."""
    start, end = (None, None) if _as_of_today(slots, today) else window(slots, today)
    low, high = bounds(slots)
    args = {
        "party": one(slots, "parties"),
        "group_by": _grouped(slots),
        "min_amount": low,
        "max_amount": high,
        "currency": slots.get("currency"),
        "country": slots.get("country"),
        "due_from": start,
        "due_to": end,
        "disputed": slots.get("disputed"),
        "top": slots.get("top"),
    }
    return [("open_items", {"side": side, **args}) for side in sides(slots)]


def ageing(slots: Slots, today: date) -> list[Call]:
    """Arguments of the ageing call."""
    basis = slots.get("basis")
    bases: tuple[str | None, ...] = ("due_date", "invoice_date") if basis == "both" else (basis,)
    return [
        ("ageing", {"side": side, "basis": each, "party": one(slots, "parties")})
        for side in sides(slots)
        for each in bases
    ]


def ageing_both(slots: Slots, today: date) -> list[Call]:
    """Arguments of the ageing both call."""
    side = slots.get("side") or "receivable"
    return [
        ("ageing", {"side": side, "basis": basis, "party": one(slots, "parties")})
        for basis in ("due_date", "invoice_date")
    ]


_PEOPLE = re.compile(
    r"\b(?:who|whom|customers?|clients?|drivers?|payers?|debtors?|wer|kunden?|zahler|debitoren?|treiber)\b"
)


def overdue(slots: Slots, today: date) -> list[Call]:
    """Arguments of the overdue call."""
    length = one(slots, "lengths")
    days = length[0] + length[1] if length else None
    people = bool(_PEOPLE.search(str(slots.get("text", "")).lower()))
    group = "party" if _grouped(slots) == "party" else "item" if slots.get("group_by") == "item" else None
    args = {
        "group_by": group,
        "min_days": days,
        "party": one(slots, "parties"),
        "country": slots.get("country"),
        "top": slots.get("top"),
    }
    which = sides(slots) if slots.get("side") or not people else ("receivable",)
    found: list[Call] = [("overdue", {"side": side, **args}) for side in which]
    if slots.get("compare"):
        found += [
            ("metric", {"name": "overdue_share", "compare_to": comparison(slots, today), "side": side})
            for side in which
        ]
    return found


def payments(slots: Slots, today: date) -> list[Call]:
    """Arguments of the payments call."""
    start, end = window(slots, today)
    party = one(slots, "parties")
    text = str(slots.get("text", "")).lower()
    side = slots.get("side") or (
        "receivable"
        if any(word in text for word in ("pay us", "paid us", "received", "incoming", "from", "von ", "eing"))
        else "payable"
    )
    if party and start is None and end is None:
        start = (today - timedelta(365)).isoformat()
    return [
        ("payments_made", {"side": side, "party": party, "date_from": start, "date_to": end, "top": slots.get("top")})
    ]


def status(slots: Slots, today: date) -> list[Call]:
    """Arguments of the invoice status call."""
    if slots.get("numbers"):
        return [
            ("invoice_status", {"number": number, "party": one(slots, "parties")}) for number in slots["numbers"][:3]
        ]
    return [("open_items", {"side": "payable", "party": one(slots, "parties")})]


def blocked(slots: Slots, today: date) -> list[Call]:
    """As status(): of two bills of one number the blocked one is meant; where none is named, all that are on hold."""
    if not slots.get("numbers") and not slots.get("parties"):
        return [("held_bills", {})]
    return [
        (name, {**args, "blocked": True} if name == "invoice_status" else args) for name, args in status(slots, today)
    ]


def matched(slots: Slots, today: date) -> list[Call]:
    """Arguments of the three-way match: an order, or the bill that is held against its order."""
    bill = None if slots.get("orders") else one(slots, "numbers")
    return [("three_way_match", {"order": one(slots, "orders"), "bill": bill})]


def recheck(slots: Slots, today: date) -> list[Call]:
    """What the books and documents hold on a claim."""
    if slots.get("numbers"):
        return [("invoice_status", {"number": number}) for number in slots["numbers"][:3]]
    party = one(slots, "parties")
    if slots.get("rates") or slots.get("terms"):
        return [
            ("contract_terms", {"party": party}),
            ("search_documents", {"query": "early payment discount Skonto", "party": party}),
        ]
    return paid_lately(slots, today, BOTH)


def paid_lately(slots: Slots, today: date, sides_: tuple[str, ...]) -> list[Call]:
    """Whether a payment of or to the party is booked in the last two weeks: "they paid yesterday"."""
    since = (today - timedelta(14)).isoformat()
    return [("payments_made", {"side": side, "party": one(slots, "parties"), "date_from": since}) for side in sides_]


def without_order(slots: Slots, today: date) -> list[Call]:
    """Arguments of the without order call."""
    group = {"party": "party", "item": "none", "cost_centre": "cost_centre"}.get(slots.get("group_by") or "")
    return [("bills_without_order", {"group_by": group, "top": slots.get("top")})]


def bank(slots: Slots, today: date) -> list[Call]:
    """Arguments of the bank call."""
    when, length = said_first(slots), one(slots, "lengths")
    days = length[0] if length else (today - when.first).days + 1 if when and when.first < today else None
    return [("bank_changes", {"days": days})]


def find(slots: Slots, today: date) -> list[Call]:
    """Arguments of the find call."""
    return [("find_party", {"name": one(slots, "parties") or slots.get("text"), "side": slots.get("side")})]
