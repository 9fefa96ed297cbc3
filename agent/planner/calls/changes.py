"""Calls that draft a change; the reason is the asker's own message."""

from datetime import date

from agent.planner.calls.arguments import Call, Slots, amount, one
from agent.planner.question.slots import when_of


def hold(slots: Slots, today: date) -> list[Call]:
    """Arguments of the call that holds a bill; a day until which was said ends the hold, a due date does not."""
    ends = _day(slots, "until")
    return [
        ("propose_hold", {**_bill(slots), "code": slots.get("code"), "until": ends if _ahead(ends, today) else None})
    ]


def release(slots: Slots, today: date) -> list[Call]:
    """Arguments of the call that lets a held bill be paid."""
    return [("propose_hold_release", {**_bill(slots), "code": slots.get("code")})]


def write_off(slots: Slots, today: date) -> list[Call]:
    """Arguments of the write-off; an amount that was named has to be what is open."""
    args = {"numbers": list(slots.get("numbers") or []), "code": slots.get("code"), "reason": slots.get("text")}
    return [("propose_write_off", {**args, "party": one(slots, "parties"), "amount": amount(slots)})]


def reminder(slots: Slots, today: date) -> list[Call]:
    """Arguments of the reminder: "everything over 60 days" begins at 61."""
    length = one(slots, "lengths")
    args = {"party": one(slots, "parties"), "level": slots.get("level"), "numbers": slots.get("numbers")}
    return [
        (
            "propose_reminder",
            {**args, "min_days": length[0] + length[1] if length else None, "reason": slots.get("text")},
        )
    ]


def offer(slots: Slots, today: date) -> list[Call]:
    """Arguments of the answer to an offer: per cent of the bill, or a year where that was said."""
    rate, yearly = one(slots, "rates"), list(slots.get("yearly") or [])
    offered = {"annual_rate" if rate in yearly else "percent": rate}
    return [("propose_discount_answer", {**_bill(slots), "pay_on": _day(slots), **offered})]


def _bill(slots: Slots) -> dict[str, object]:
    return {"number": one(slots, "numbers"), "party": one(slots, "parties"), "reason": slots.get("text")}


def _day(slots: Slots, role: str | None = None) -> str | None:
    days = [when_of(each) for each in slots.get("when") or []]
    return next((each.last.isoformat() for each in days if each.grain == "day" and role in (None, each.role)), None)


def _ahead(day: str | None, today: date) -> bool:
    return day is not None and date.fromisoformat(day) > today
