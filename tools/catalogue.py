"""Every tool a model may call: READ changes nothing, KEEP saves what the asker supposes, PROPOSE writes a proposal.

A tool is imported when it is first called: a terminal that asks one question waits for one tool, not for forty.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from langchain_core.tools import BaseTool

READ: Final[Mapping[str, str]] = {
    "find_party": "parties",
    "party_position": "parties",
    "bank_changes": "parties",
    "shared_bank_accounts": "parties",
    "open_items": "open_items",
    "ageing": "ageing",
    "overdue": "open_items",
    "unused_credits": "open_items",
    "open_discounts": "payables",
    "missed_discounts": "missed_discounts",
    "early_payments": "payables",
    "release_date": "payables",
    "cash_position": "cash",
    "cash_value_by_day": "cash_value",
    "cash_forecast": "cash",
    "group_cash_forecast": "group_cash",
    "forecast_lines": "forecast_lines",
    "forecast_accuracy": "forecasting",
    "forecast_changes": "forecast_changes",
    "payment_probability": "prediction",
    "metric": "metrics",
    "metric_trend": "metric_trend",
    "explain_difference": "metrics",
    "what_moved": "moved",
    "held_bills": "held",
    "invoice_status": "invoices",
    "approval_history": "invoices",
    "did_we_pay": "payments",
    "payments_made": "payments",
    "possible_duplicates": "controls",
    "bills_without_order": "controls",
    "three_way_match": "controls",
    "policy_for_amount": "policy",
    "list_proposals": "proposals",
    "explain_proposal": "run_reasons",
    "search_documents": "documents",
    "contract_terms": "documents",
    "call_list": "collections",
    "slipping_customers": "collections",
    "promises": "collections",
    "credit_limit_use": "exposure",
    "concentration": "exposure",
    "unapplied_cash": "receipts",
    "fx_exposure": "exposure",
    "match_receipt": "receipts",
    "term_economics": "economics",
    "discount_offer": "economics",
    "change_terms": "economics",
    "late_payment_interest": "late_interest",
    "late_interest_total": "late_interest",
    "compare_scenarios": "scenarios",
    "morning_brief": "briefing",
    "board_note": "briefing",
    "data_age": "briefing",
}
KEEP: Final[Mapping[str, str]] = {"save_scenario": "scenarios"}  # what a person keeps for themselves; pays nothing
PROPOSE: Final[Mapping[str, str]] = {
    "propose_payment_run": "payment_runs",
    "change_proposal": "proposals",
    "propose_hold": "bill_changes",
    "propose_hold_release": "bill_changes",
    "propose_discount_answer": "bill_changes",
    "propose_reminder": "customer_changes",
    "propose_write_off": "customer_changes",
    "propose_terms_change": "supplier_changes",
    "propose_supplier": "supplier_changes",
    "propose_bank_change": "supplier_changes",
}
WRITES: Final[Mapping[str, str]] = {**KEEP, **PROPOSE}
PLACES: Final[Mapping[str, str]] = {**READ, **WRITES}


def find(name: str) -> BaseTool | None:
    """The tool a model calls by that name; None where there is none."""
    if name not in PLACES:
        return None
    tool: BaseTool = getattr(import_module(f"tools.{PLACES[name]}"), name)
    return tool


def by_name() -> dict[str, BaseTool]:
    """All tools under the names a model calls them by."""
    return {name: tool for name in PLACES if (tool := find(name))}
