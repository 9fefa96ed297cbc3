"""Calls about what is open, overdue, paid and blocked."""

from datetime import date, timedelta

from agent.planner.arguments import BOTH, Call, Slots, bounds, comparison, one, said_first, sides, window


def open_items(slots: Slots, today: date) -> list[Call]:
    """Arguments of the open items call."""
    start, end = window(slots, today)
    low, high = bounds(slots)
    group = slots.get("group_by") if slots.get("group_by") != "item" else None
    args = {
        "party": one(slots, "parties"),
        "group_by": group,
        "min_amount": low,
        "max_amount": high,
        "currency": slots.get("currency"),
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


def overdue(slots: Slots, today: date) -> list[Call]:
    """Arguments of the overdue call."""
    length = one(slots, "lengths")
    days = length[0] + length[1] if length else None
    text = f" {slots.get('text', '').lower()} "
    people = any(
        word in text
        for word in (
            " who ",
            " whom ",
            "customers",
            "clients",
            "suppliers",
            "vendors",
            "drivers",
            "payers",
            "debtors",
            " wer ",
            "kunden",
            "lieferanten",
            "zahler",
            "debitoren",
        )
    )
    group = (
        "item"
        if slots.get("group_by") == "item"
        else "party"
        if slots.get("group_by") == "party" or (people and not slots.get("parties"))
        else None
    )
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


def blocked(slots: Slots, today: date) -> list[Call]:
    """Arguments of the blocked call."""
    if slots.get("numbers"):
        return [
            ("invoice_status", {"number": number, "party": one(slots, "parties")}) for number in slots["numbers"][:3]
        ]
    return [("open_items", {"side": "payable", "party": one(slots, "parties")})]


def recheck(slots: Slots, today: date) -> list[Call]:
    """Arguments of the recheck call."""
    if slots.get("numbers"):
        return [("invoice_status", {"number": number}) for number in slots["numbers"][:3]]
    party = one(slots, "parties")
    if slots.get("rates") or slots.get("terms"):
        return [("contract_terms", {"party": party}), ("open_discounts", {"party": party})]
    since = (today - timedelta(30)).isoformat()
    return [("payments_made", {"side": side, "party": party, "date_from": since}) for side in BOTH]


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
