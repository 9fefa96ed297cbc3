"""Calls about payment runs and what is supposed for them."""

from datetime import date, timedelta
from typing import Any

from agent.planner.calls.arguments import Call, Slots, amount
from agent.planner.question.scenario_words import changes
from agent.planner.question.slots import when_of


def run(slots: Slots, today: date) -> list[Call]:
    """Arguments of the run call."""
    days = [when_of(each) for each in slots.get("when") or []]
    single = next((each for each in days if each.grain == "day"), days[0] if days else None)
    sum_said = amount(slots)
    keeps = bool(slots.get("stays"))
    return [
        (
            "propose_payment_run",
            {
                "run_date": single.last.isoformat()
                if single and single.role not in ("until", "before") and single.grain == "day"
                else None,
                "floor": sum_said if keeps else None,
                "budget": None if keeps else sum_said,
                "sure": slots.get("sure"),
                "draw": slots.get("draw"),
                "by_account": slots.get("by_account"),
                "reason": slots.get("text"),
            },
        )
    ]


def change(slots: Slots, today: date) -> list[Call]:
    """Arguments of the call that changes lines of a draft; without a day they move to the run after it."""
    wanted = slots.get("wish")
    to = _ahead(slots, today) if wanted == "move" else None
    return [("change_proposal", {"line": _lines(slots), "action": "drop" if wanted == "drop" else "move", "to": to})]


def explain(slots: Slots, today: date) -> list[Call]:
    """Arguments of the call that says why lines are in a run: all of them where none is named."""
    return [("explain_proposal", {"line": _lines(slots)})]


def _lines(slots: Slots) -> Any:
    """The lines that are meant: their numbers, bills or suppliers; one alone where it is one."""
    one = [slots["line"]] if "line" in slots else None
    found = slots.get("lines") or one or slots.get("numbers") or slots.get("parties") or [None]
    return found[0] if len(found) == 1 else found


def _ahead(slots: Slots, today: date) -> str | None:
    """The day a line moves to: "Tuesday", said on a Tuesday, is the next one."""
    said = [when_of(each).last for each in slots.get("when") or []]
    if not said:
        return None
    day = max(said)
    return (day + timedelta(7) if day == today else day).isoformat()


def save_scenario(slots: Slots, today: date) -> list[Call]:
    """Arguments of the call that keeps what was supposed."""
    return [("save_scenario", {"name": slots["name"], **changes(slots.get("supposed") or {})})]


def compare_scenarios(slots: Slots, today: date) -> list[Call]:
    """Arguments of the call that compares scenarios."""
    days = [when_of(each) for each in slots.get("when") or []]
    run = next((each.last.isoformat() for each in days if each.grain == "day"), None)
    floor = amount(slots) if slots.get("stays") else None
    return [("compare_scenarios", {"names": slots.get("names") or [], "run_date": run, "floor": floor})]


def cash_value(slots: Slots, today: date) -> list[Call]:
    """Arguments of the call that says what more cash is worth; a sum that stays is the floor."""
    return [("cash_value_by_day", {"floor": amount(slots) if slots.get("stays") else None})]
