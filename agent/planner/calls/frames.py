"""From a frame to calls of the tools of the catalogue."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from agent.planner.calls import books as calls_books
from agent.planner.calls import changes as calls_changes
from agent.planner.calls import customers as calls_customers
from agent.planner.calls import runs as calls_runs
from agent.planner.calls import timing as calls_timing
from agent.planner.calls.arguments import Call, Slots, amount, comparison, one, period, spells
from agent.planner.calls.trends import drawn, trend
from agent.planner.question.frame import Frame

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
    made = _BUILDERS[frame.intent](slots, today)
    if slots.get("premise") == "that_is_wrong" and slots.get("parties") and frame.intent != "recheck":
        made += calls_books.paid_lately(slots, today, (slots.get("side") or "receivable",))
    if slots.get("premise") == "paid":  # beside the payment that was claimed, what was paid
        made += calls_books.paid_lately({**slots, "amounts": None}, today, (slots.get("side") or "payable",))
    return [(name, {key: value for key, value in args.items() if value is not None}) for name, args in made]


def _metrics(frame: Frame, today: date) -> list[Call]:
    slots = frame.slots
    if frame.intent == "overdue_share" and not {"when", "compare", "trend"} & slots.keys():
        side = slots.get("side") or "receivable"
        return [("overdue", {"side": side, "group_by": "party"})]  # the share beside the sum it is a share of
    names = slots.get("metrics") or []
    alone = ("dso", "dpo", "ccc", "dio", "kpi_overview", "best_possible_dso", "average_days_delinquent")
    if frame.intent not in alone and len(names) < 2:
        names = _BY_INTENT[frame.intent]
    names = names or _BY_INTENT[frame.intent]
    if drawn(slots):
        sided = {"side": slots["side"]} if slots.get("side") else {}
        return [trend(name, slots, today, sided if name in _SIDED else {}) for name in names]
    compared = comparison(slots, today)
    found = []
    for each in spells(slots):
        asked = period(each, today)
        # "last month, against the month before": before the one that was named
        args = {"period": asked, "compare_to": "previous" if compared and compared == asked else compared}
        for name in names:
            sided = {"side": slots.get("side")} if name in _SIDED else {}
            found.append(
                ("metric", {key: value for key, value in {"name": name, **args, **sided}.items() if value is not None})
            )
    return found


def _simple(tool: str, *names: str) -> Callable[[Slots, date], list[Call]]:
    """A tool whose arguments stand in slots of the same meaning."""
    sources: dict[str, Callable[[Slots], Any]] = {
        "top": lambda s: s.get("top"),
        "side": lambda s: s.get("side"),
        "party": lambda s: one(s, "parties"),
        "name": lambda s: one(s, "parties"),
        "number": lambda s: one(s, "numbers"),
        "order": lambda s: one(s, "orders"),
        "amount": amount,
        "min_amount": amount,
    }
    return lambda slots, today: [(tool, {name: sources[name](slots) for name in names})]


_BUILDERS: Final[dict[str, Callable[[Slots, date], list[Call]]]] = {
    "dso_methods": calls_customers.methods,
    "cash_position": _simple("cash_position"),
    "cash_forecast": calls_timing.forecast,
    "receipts_forecast": calls_timing.forecast,
    "forecast_accuracy": calls_timing.accuracy,
    "forecast_changes": calls_timing.forecast_changes,
    "forecast_lines": calls_timing.forecast_lines,
    "what_moved": calls_books.moved,
    "open_items": calls_books.open_items,
    "ageing": calls_books.ageing,
    "ageing_reconcile": calls_books.ageing_both,
    "overdue": calls_books.overdue,
    "open_discounts": calls_timing.discounts,
    "missed_discounts": calls_timing.missed,
    "cash_value": calls_runs.cash_value,
    "term_economics": calls_timing.economics,
    "discount_offer": calls_timing.offer,
    "change_terms": calls_timing.terms_moved,
    "release_date": calls_timing.due,
    "early_payments": calls_timing.early,
    "payment_run": calls_runs.run,
    "save_scenario": calls_runs.save_scenario,
    "compare_scenarios": calls_runs.compare_scenarios,
    "list_proposals": _simple("list_proposals"),
    "invoice_status": calls_books.status,
    "why_blocked": calls_books.blocked,
    "three_way_match": calls_books.matched,
    "possible_duplicates": _simple("possible_duplicates", "min_amount", "top"),
    "did_we_pay": _simple("did_we_pay", "number", "party", "amount"),
    "unused_credits": _simple("unused_credits", "side"),
    "approval_history": _simple("approval_history", "number"),
    "bank_changes": calls_books.bank,
    "shared_accounts": _simple("shared_bank_accounts"),
    "bills_without_order": calls_books.without_order,
    "payments_made": calls_books.payments,
    "call_list": _simple("call_list", "top"),
    "payment_probability": calls_customers.likely,
    "slipping_customers": _simple("slipping_customers", "top"),
    "dunning": calls_changes.reminder,
    "hold_bill": calls_changes.hold,
    "release_bill": calls_changes.release,
    "write_off": calls_changes.write_off,
    "take_offer": calls_changes.offer,
    "late_interest": calls_customers.interest,
    "match_receipt": _simple("match_receipt", "amount", "party"),
    "credit_limits": _simple("credit_limit_use", "top"),
    "concentration": _simple("concentration", "side", "top"),
    "promises": calls_customers.promises,
    "unapplied_cash": _simple("unapplied_cash"),
    "fx_exposure": _simple("fx_exposure"),
    "morning_brief": _simple("morning_brief"),
    "board_note": _simple("board_note"),
    "data_age": _simple("data_age"),
    "party_position": _simple("party_position", "name"),
    "find_party": calls_books.find,
    "search_documents": calls_customers.documents,
    "contract_terms": _simple("contract_terms", "party"),
    "policy_for_amount": calls_customers.limits,
    "change_line": calls_runs.change,
    "draft_line": calls_runs.explain,
    "recheck": calls_books.recheck,
}
