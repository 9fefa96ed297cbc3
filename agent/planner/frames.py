"""From a frame to calls of the tools of the catalogue."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from agent.planner.frame import Frame
from agent.planner.grammar.when import When
from agent.planner.slots import when_of

Call = tuple[str, dict[str, Any]]
Slots = Mapping[str, Any]
BOTH: Final = ("receivable", "payable")
_BY_INTENT: Final = {
    "best_possible_dso": ["best_possible_dso"],
    "average_days_delinquent": ["average_days_delinquent"],
    "cei": ["cei"],
    "dio": ["dio"],
    "overdue_share": ["overdue_share"],
    "days_late": ["average_days_late_paid"],
    "days_to_pay": ["average_days_to_pay"],
    "turnover": ["turnover"],
    "dso": ["dso"],
    "dpo": ["dpo"],
    "ccc": ["ccc"],
    "kpi_overview": ["dso", "dpo", "ccc", "overdue_share"],
}
_SIDED: Final = frozenset({"overdue_share", "average_days_late_paid", "average_days_to_pay", "turnover"})


def calls(frame: Frame, today: date) -> list[Call]:
    """What to ask the books; every argument comes from the question.

    >>> calls(Frame("overdue", {"side": "receivable", "group_by": "party", "top": 5}), date(2026, 6, 30))
    [('overdue', {'side': 'receivable', 'group_by': 'party', 'top': 5})]
    """
    slots = frame.slots
    if frame.intent in _BY_INTENT:
        return _metrics(frame, today)
    return [
        (name, {key: value for key, value in args.items() if value is not None})
        for name, args in _BUILDERS[frame.intent](slots, today)
    ]


def _metrics(frame: Frame, today: date) -> list[Call]:
    slots = frame.slots
    names = slots.get("metrics") or []
    if frame.intent not in ("dso", "dpo", "ccc", "dio", "kpi_overview", "best_possible_dso", "average_days_delinquent"):
        names = _BY_INTENT[frame.intent]
    names = names or _BY_INTENT[frame.intent]
    args = {"period": _period(slots, today), "compare_to": _compare(slots, today)}
    found = []
    for name in names:
        sided = {"side": slots.get("side")} if name in _SIDED else {}
        found.append(
            ("metric", {key: value for key, value in {"name": name, **args, **sided}.items() if value is not None})
        )
    return found


def _period(slots: Slots, today: date) -> str | None:
    when = _first(slots)
    if when is None or (when.role in ("until", "before") and when.grain == "day"):
        return None
    if when.grain == "rolling":
        months = (when.last.year - when.first.year) * 12 + when.last.month - when.first.month
        return (
            "last_12_months"
            if when.last == today and months in (11, 12) and when.first.day <= when.last.day + 1
            else _range(when, today)
        )
    if when.role == "since":
        return f"{when.first.isoformat()}..{today.isoformat()}"
    return None if when.grain in ("day", "number") else when.period()


def _range(when: When, today: date) -> str:
    return f"{when.first.isoformat()}..{min(when.last, today).isoformat()}"


def _compare(slots: Slots, today: date) -> str | None:
    kept = slots.get("compare")
    if kept is None:
        return "previous" if slots.get("trend") else None
    other, now = when_of(kept), _first(slots)
    if other.grain == "year":
        return "same_last_year"
    if (
        other.grain == "quarter"
        and other.last < today <= other.last + timedelta(92)
        and (now is None or now.grain == "quarter")
    ):
        return "previous" if now is None else other.period()
    return other.period()


def _first(slots: Slots) -> When | None:
    return when_of(slots["when"][0]) if slots.get("when") else None


def _one(slots: Slots, name: str) -> Any:
    return (slots.get(name) or [None])[0]


def _amount(slots: Slots) -> str | None:
    kept = _one(slots, "amounts")
    return kept[0] if kept else None


def _sides(slots: Slots) -> tuple[str, ...]:
    return (slots["side"],) if slots.get("side") else BOTH


def _window(slots: Slots, today: date) -> tuple[str | None, str | None]:
    """First and last day that are meant; open where the preposition leaves it open."""
    when = _first(slots)
    if when is None:
        return None, None
    if when.role in ("until", "before"):
        return None, (when.last - timedelta(when.role == "before")).isoformat()
    if when.role in ("since", "after"):
        return (when.first + timedelta(when.role == "after")).isoformat(), None
    return when.first.isoformat(), when.last.isoformat()


def _open_items(slots: Slots, today: date) -> list[Call]:
    start, end = _window(slots, today)
    low, high = _bounds(slots)
    group = slots.get("group_by") if slots.get("group_by") != "item" else None
    args = {
        "party": _one(slots, "parties"),
        "group_by": group,
        "min_amount": low,
        "max_amount": high,
        "currency": slots.get("currency"),
        "due_from": start,
        "due_to": end,
        "disputed": slots.get("disputed"),
        "top": slots.get("top"),
    }
    return [("open_items", {"side": side, **args}) for side in _sides(slots)]


def _bounds(slots: Slots) -> tuple[str | None, str | None]:
    amounts = [each[0] for each in slots.get("amounts") or []]
    if len(amounts) > 1:
        low, high = sorted(amounts[:2], key=float)
        return low, high
    if not amounts:
        return None, None
    below = any(
        word in f" {slots.get('text', '').lower()} "
        for word in (
            " below ",
            " under ",
            " less than ",
            " up to ",
            " unter ",
            " bis zu ",
            " weniger als ",
            " at most ",
            " höchstens ",
        )
    )
    return (None, amounts[0]) if below else (amounts[0], None)


def _ageing(slots: Slots, today: date) -> list[Call]:
    basis = slots.get("basis")
    bases: tuple[str | None, ...] = ("due_date", "invoice_date") if basis == "both" else (basis,)
    return [
        ("ageing", {"side": side, "basis": each, "party": _one(slots, "parties")})
        for side in _sides(slots)
        for each in bases
    ]


def _ageing_both(slots: Slots, today: date) -> list[Call]:
    side = slots.get("side") or "receivable"
    return [
        ("ageing", {"side": side, "basis": basis, "party": _one(slots, "parties")})
        for basis in ("due_date", "invoice_date")
    ]


def _overdue(slots: Slots, today: date) -> list[Call]:
    length = _one(slots, "lengths")
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
        "party": _one(slots, "parties"),
        "country": slots.get("country"),
        "top": slots.get("top"),
    }
    sides = _sides(slots) if slots.get("side") or not people else ("receivable",)
    found: list[Call] = [("overdue", {"side": side, **args}) for side in sides]
    if slots.get("compare"):
        found += [
            ("metric", {"name": "overdue_share", "compare_to": _compare(slots, today), "side": side}) for side in sides
        ]
    return found


def _discounts(slots: Slots, today: date) -> list[Call]:
    when = _first(slots)
    until = (when.last - timedelta(when.role == "before")).isoformat() if when else None
    return [
        (
            "open_discounts",
            {"until": until, "rate": _one(slots, "rates"), "party": _one(slots, "parties"), "top": slots.get("top")},
        )
    ]


def _economics(slots: Slots, today: date) -> list[Call]:
    counted = [each for each in slots.get("lengths") or [] if each[2]]
    year = 360 if "360" in str(slots.get("text", "")) else None
    return [
        (
            "term_economics",
            {
                "terms": _one(slots, "terms"),
                "rate": _one(slots, "rates"),
                "pays_on_day": counted[0][0] if counted else None,
                "amount": _amount(slots),
                "year": year,
            },
        )
    ]


def _offer(slots: Slots, today: date) -> list[Call]:
    text = str(slots.get("text", "")).lower()
    rates = list(slots.get("rates") or [])
    yearly = "apr" in text or "p.a" in text or "per annum" in text or "jahreszins" in text
    only_apr = (
        yearly
        and len(rates) == 1
        and any(
            word in text
            for word in (
                "what discount",
                "welchen nachlass",
                "welcher nachlass",
                "scale",
                "staffel",
                "dynamic",
                "dynamisch",
                "at ",
                "bei ",
            )
        )
        and "offers" not in text
        and "bietet" not in text
    )
    args = {"days_early": _one(slots, "lengths")[0], "amount": _amount(slots)}
    if only_apr:
        return [("discount_offer", {**args, "apr": rates[0]})]
    return [("discount_offer", {**args, "percent": rates[0], "rate": rates[1] if len(rates) > 1 else None})]


def _terms_moved(slots: Slots, today: date) -> list[Call]:
    days = [*(slots.get("nets") or []), *(each[0] for each in slots.get("lengths") or [])]
    side = slots.get("side") or "payable"
    text = str(slots.get("text", "")).lower()
    swapped = any(word in text for word in ("instead of", "statt", "rather than"))
    start, end = (days[0], days[1]) if len(days) > 1 else (30, days[0])
    if swapped and len(days) > 1:
        start, end = end, start
    return [("change_terms", {"side": side, "from_days": start, "to_days": end})]


def _forecast(slots: Slots, today: date) -> list[Call]:
    when = _first(slots)
    weeks = None
    if when is not None:
        weeks = when.weeks or max(1, -(-(when.last - today).days // 7)) if when.last > today else None
    lower = "collections_minus_20" if _is_fifth_lower(slots) else None
    return [("cash_forecast", {"weeks": max(weeks, 13) if weeks else None, "floor": _amount(slots), "scenario": lower})]


def _accuracy(slots: Slots, today: date) -> list[Call]:
    when = _first(slots)
    past = when is not None and when.first < today
    weeks = when.weeks or max(1, (today - when.first).days // 7) if when is not None and past else None
    return [("forecast_accuracy", {"weeks": min(weeks, 52) if weeks else None})]


def _is_fifth_lower(slots: Slots) -> bool:
    text = str(slots.get("text", "")).lower()
    return "20" in (slots.get("rates") or []) or "a fifth" in text or "ein fünftel" in text


def _payments(slots: Slots, today: date) -> list[Call]:
    start, end = _window(slots, today)
    party = _one(slots, "parties")
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


def _early(slots: Slots, today: date) -> list[Call]:
    start, end = _window(slots, today)
    return [("early_payments", {"date_from": start, "date_to": end, "rate": _one(slots, "rates")})]


def _run(slots: Slots, today: date) -> list[Call]:
    text = str(slots.get("text", "")).lower()
    days = [when_of(each) for each in slots.get("when") or []]
    single = next((each for each in days if each.grain == "day"), days[0] if days else None)
    amount = _amount(slots)
    keeps = any(
        word in text
        for word in (
            "keep",
            "keeping",
            "floor",
            "leav",
            "left",
            "at least",
            "remain",
            "go below",
            "in the bank",
            "mindest",
            "bleib",
            "behalt",
            "auf dem konto",
            "übrig",
            "nicht unter",
        )
    )
    return [
        (
            "propose_payment_run",
            {
                "run_date": single.last.isoformat()
                if single and single.role not in ("until", "before") and single.grain == "day"
                else None,
                "floor": amount if keeps else None,
                "budget": None if keeps else amount,
                "reason": slots.get("text"),
            },
        )
    ]


def _likely(slots: Slots, today: date) -> list[Call]:
    when = _first(slots)
    by = (when.last if when else today + timedelta(30)).isoformat()
    numbers = slots.get("numbers") or []
    if not numbers:
        return [
            ("open_items", {"side": "receivable", "party": _one(slots, "parties")}),
            ("party_position", {"name": _one(slots, "parties")}),
        ]
    return [("payment_probability", {"number": number, "by": by}) for number in numbers[:3]]


def _interest(slots: Slots, today: date) -> list[Call]:
    amount = _one(slots, "amounts")
    currency = (amount[1] if amount else None) or slots.get("currency")
    country = slots.get("country")
    regime = {"GB": "UK", "DE": "DE", "US": "US_PPA"}.get(str(country))
    length = _one(slots, "lengths")
    if not currency and country == "GB":
        currency = "GBP"
    return [
        (
            "late_payment_interest",
            {
                "number": _one(slots, "numbers"),
                "amount": amount[0] if amount else None,
                "days": length[0] if length else None,
                "currency": currency,
                "regime": regime,
            },
        )
    ]


def _documents(slots: Slots, today: date) -> list[Call]:
    return [("search_documents", {"query": slots.get("topic") or slots.get("text"), "party": _one(slots, "parties")})]


def _blocked(slots: Slots, today: date) -> list[Call]:
    if slots.get("numbers"):
        return [
            ("invoice_status", {"number": number, "party": _one(slots, "parties")}) for number in slots["numbers"][:3]
        ]
    return [("open_items", {"side": "payable", "party": _one(slots, "parties")})]


def _change(slots: Slots, today: date) -> list[Call]:
    when = _first(slots)
    line = slots.get("line") or _one(slots, "numbers") or _one(slots, "parties")
    return [
        (
            "change_proposal",
            {"line": str(line), "action": "move" if when else "drop", "to": when.last.isoformat() if when else None},
        )
    ]


def _recheck(slots: Slots, today: date) -> list[Call]:
    if slots.get("numbers"):
        return [("invoice_status", {"number": number}) for number in slots["numbers"][:3]]
    party = _one(slots, "parties")
    if slots.get("rates") or slots.get("terms"):
        return [("contract_terms", {"party": party}), ("open_discounts", {"party": party})]
    since = (today - timedelta(30)).isoformat()
    return [("payments_made", {"side": side, "party": party, "date_from": since}) for side in BOTH]


def _simple(tool: str, *names: str) -> Callable[[Slots, date], list[Call]]:
    """A tool whose arguments stand in slots of the same meaning."""
    sources: dict[str, Callable[[Slots], Any]] = {
        "top": lambda s: s.get("top"),
        "side": lambda s: s.get("side"),
        "party": lambda s: _one(s, "parties"),
        "name": lambda s: _one(s, "parties"),
        "number": lambda s: _one(s, "numbers"),
        "order": lambda s: _one(s, "orders"),
        "amount": _amount,
        "min_amount": _amount,
    }
    return lambda slots, today: [(tool, {name: sources[name](slots) for name in names})]


def _due(slots: Slots, today: date) -> list[Call]:
    when = _first(slots)
    assert when is not None
    return [("release_date", {"due": when.last.isoformat()})]


def _without_order(slots: Slots, today: date) -> list[Call]:
    group = {"party": "party", "item": "none", "cost_centre": "cost_centre"}.get(slots.get("group_by") or "")
    return [("bills_without_order", {"group_by": group, "top": slots.get("top")})]


def _bank(slots: Slots, today: date) -> list[Call]:
    when, length = _first(slots), _one(slots, "lengths")
    days = length[0] if length else (today - when.first).days + 1 if when and when.first < today else None
    return [("bank_changes", {"days": days})]


def _reminder(slots: Slots, today: date) -> list[Call]:
    return [("propose_dunning", {"party": _one(slots, "parties"), "level": slots.get("level")})]


def _find(slots: Slots, today: date) -> list[Call]:
    return [("find_party", {"name": _one(slots, "parties") or slots.get("text"), "side": slots.get("side")})]


def _methods(slots: Slots, today: date) -> list[Call]:
    return [("explain_difference", {"first": "dso", "second": "dso_countback", "period": _period(slots, today)})]


def _limits(slots: Slots, today: date) -> list[Call]:
    return [("policy_for_amount", {"amount": _amount(slots) or "50000"})]


_BUILDERS: Final[dict[str, Callable[[Slots, date], list[Call]]]] = {
    "dso_methods": _methods,
    "cash_position": _simple("cash_position"),
    "cash_forecast": _forecast,
    "receipts_forecast": _forecast,
    "forecast_accuracy": _accuracy,
    "open_items": _open_items,
    "ageing": _ageing,
    "ageing_reconcile": _ageing_both,
    "overdue": _overdue,
    "open_discounts": _discounts,
    "term_economics": _economics,
    "discount_offer": _offer,
    "change_terms": _terms_moved,
    "release_date": _due,
    "early_payments": _early,
    "payment_run": _run,
    "list_proposals": _simple("list_proposals"),
    "invoice_status": _blocked,
    "why_blocked": _blocked,
    "three_way_match": _simple("three_way_match", "order"),
    "possible_duplicates": _simple("possible_duplicates", "min_amount", "top"),
    "did_we_pay": _simple("did_we_pay", "number", "party", "amount"),
    "unused_credits": _simple("unused_credits", "side"),
    "approval_history": _simple("approval_history", "number"),
    "bank_changes": _bank,
    "shared_accounts": _simple("shared_bank_accounts"),
    "bills_without_order": _without_order,
    "payments_made": _payments,
    "call_list": _simple("call_list", "top"),
    "payment_probability": _likely,
    "slipping_customers": _simple("slipping_customers", "top"),
    "dunning": _reminder,
    "late_interest": _interest,
    "match_receipt": _simple("match_receipt", "amount", "party"),
    "credit_limits": _simple("credit_limit_use", "top"),
    "concentration": _simple("concentration", "side", "top"),
    "promises": _simple("promises"),
    "unapplied_cash": _simple("unapplied_cash"),
    "fx_exposure": _simple("fx_exposure"),
    "party_position": _simple("party_position", "name"),
    "find_party": _find,
    "search_documents": _documents,
    "contract_terms": _simple("contract_terms", "party"),
    "policy_for_amount": _limits,
    "change_line": _change,
    "recheck": _recheck,
}
