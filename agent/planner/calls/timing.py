"""Calls about discounts, terms and cash ahead."""

import re
from datetime import date, timedelta
from typing import Final

from agent.planner.calls.arguments import Call, Slots, amount, one, period, said_first, window
from agent.planner.names.focus import GROUP
from agent.planner.question.slots import when_of
from agent.planner.words.text import fold

_AS_ONE: Final = re.compile(r"\b(?:group\w*|consolidated|konzern\w*|gruppe\w*|konsolidiert\w*)\b", re.IGNORECASE)


def discounts(slots: Slots, today: date) -> list[Call]:
    """Arguments of the discounts call."""
    if bill := one(slots, "numbers"):
        return [("open_discounts", {"bill": bill, "rate": one(slots, "rates")})]
    when = said_first(slots)
    until = (when.last - timedelta(when.role == "before")).isoformat() if when else None
    return [
        (
            "open_discounts",
            {"until": until, "rate": one(slots, "rates"), "party": one(slots, "parties"), "top": slots.get("top")},
        )
    ]


def missed(slots: Slots, today: date) -> list[Call]:
    """Arguments of the missed discounts call."""
    return [
        ("missed_discounts", {"period": period(slots, today), "party": one(slots, "parties"), "top": slots.get("top")})
    ]


def economics(slots: Slots, today: date) -> list[Call]:
    """Arguments of the economics call."""
    counted = [each for each in slots.get("lengths") or [] if each[2]]
    year = 360 if "360" in str(slots.get("text", "")) else None
    return [
        (
            "term_economics",
            {
                "terms": one(slots, "terms"),
                "rate": one(slots, "rates"),
                "pays_on_day": counted[0][0] if counted else None,
                "amount": amount(slots),
                "year": year,
            },
        )
    ]


_ADDED = re.compile(
    r"\b(?:extra|additional|further|weitere\w*|zusaetzliche\w*) (?:days|weeks|tagen?|tage|wochen)\b|"
    r"\b(?:days|weeks|tagen?|tage|wochen) (?:more|longer|mehr|laenger)\b|\bmore (?:days|weeks)\b"
)
_BY_SCALE = re.compile(r"\b(?:sliding|scale|staffel\w*|gleit\w*|dynamic\w*|dynamisch\w*)\b")
_OFFERED = re.compile(
    r"\b(?:offers?|offered|gives?|gave|bietet|bieten|gibt|geben|gewaehrt|knocks?|takes? off|nachlass von)\b"
)


def offer(slots: Slots, today: date) -> list[Call]:
    """A discount in per cent against our cost of cash, or what a yearly rate comes to for the days."""
    rates, yearly = list(slots.get("rates") or []), list(slots.get("yearly") or [])
    text = fold(str(slots.get("text", "")))
    args = {"days_early": one(slots, "lengths")[0], "amount": amount(slots)}
    plain = [rate for rate in rates if rate not in yearly]
    by_year = not plain or (len(rates) == 1 and bool(_BY_SCALE.search(text)) and not _OFFERED.search(text))
    if by_year:
        return [("discount_offer", {**args, "apr": rates[0]})]
    cost = next(iter([*yearly, *plain[1:]]), None)
    return [("discount_offer", {**args, "percent": plain[0], "rate": cost})]


def terms_moved(slots: Slots, today: date) -> list[Call]:
    """Arguments of the terms moved call."""
    days = [*(slots.get("nets") or []), *(each[0] for each in slots.get("lengths") or [])]
    side = slots.get("side") or "payable"
    text = str(slots.get("text", "")).lower()
    swapped = any(word in text for word in ("instead of", "statt", "rather than"))
    start, end = (days[0], days[1]) if len(days) > 1 else (30, days[0])
    if _ADDED.search(fold(text)) and (more := one(slots, "lengths")):
        start = (slots.get("nets") or [30])[0]
        end = start + more[0]
    if swapped and len(days) > 1:
        start, end = end, start
    return [("change_terms", {"side": side, "from_days": start, "to_days": end})]


def _weeks_ahead(slots: Slots, today: date) -> int | None:
    """How many weeks ahead the time asked about reaches; None where none is said, or one that has passed."""
    when = said_first(slots)
    if when is None or when.last <= today:
        return None
    return when.weeks or max(1, -(-(when.last - today).days // 7))


def forecast_lines(slots: Slots, today: date) -> list[Call]:
    """The forecast by its lines, of the group as one where the group is asked about."""
    group = GROUP in (slots.get("companies") or ())
    return [("forecast_lines", {"weeks": _weeks_ahead(slots, today), "group": group or None})]


def forecast(slots: Slots, today: date) -> list[Call]:
    """Arguments of the forecast call."""
    weeks = _weeks_ahead(slots, today)
    args = {"weeks": max(weeks, 13) if weeks else None, "floor": amount(slots)}
    together: Call = ("group_cash_forecast", args)
    if (
        GROUP not in (slots.get("companies") or ())
        or slots.get("supposed")
        or slots.get("intent") == "receipts_forecast"
    ):
        return [("cash_forecast", {**args, **slots.get("supposed", {})})]
    # "The group" is a sum; "all companies" may be meant one by one, and is given both.
    return [together] if _AS_ONE.search(str(slots.get("text", ""))) else [together, ("cash_forecast", args)]


def forecast_changes(slots: Slots, today: date) -> list[Call]:
    """Since which forecast: that of a past day, or of as many whole weeks ago as the past week or month said ends."""
    compared = slots.get("compare")
    said = [*(slots.get("when") or []), *([compared] if isinstance(compared, dict) else [])]
    past = [when for when in map(when_of, said) if when.last < today]
    if not past:
        return [("forecast_changes", {"since": None})]
    weeks = max(1, -(-(today - past[0].last).days // 7))
    day = past[0].last if past[0].grain == "day" else today - timedelta(days=7 * weeks)
    return [("forecast_changes", {"since": day.isoformat()})]


def due(slots: Slots, today: date) -> list[Call]:
    """Arguments of the due call."""
    when = said_first(slots)
    assert when is not None
    return [("release_date", {"due": when.last.isoformat()})]


def early(slots: Slots, today: date) -> list[Call]:
    """Arguments of the early call."""
    start, end = window(slots, today)
    return [("early_payments", {"date_from": start, "date_to": end, "rate": one(slots, "rates")})]


def accuracy(slots: Slots, today: date) -> list[Call]:
    """Arguments of the forecast accuracy call."""
    when = said_first(slots)
    past = when is not None and when.first < today
    weeks = when.weeks or max(1, (today - when.first).days // 7) if when is not None and past else None
    return [("forecast_accuracy", {"weeks": min(weeks, 52) if weeks else None})]
