"""Every tool a model may call: READ changes nothing, PROPOSE writes a proposal and nothing else."""

from typing import Final

from langchain_core.tools import BaseTool

from tools import cash, collections, controls, documents, economics, invoices, metrics, open_items, parties, payables, payment_runs, proposals

READ: Final[tuple[BaseTool, ...]] = (
    parties.find_party,
    parties.party_position,
    parties.bank_changes,
    parties.shared_bank_accounts,
    open_items.open_items,
    open_items.ageing,
    open_items.overdue,
    open_items.unused_credits,
    payables.open_discounts,
    payables.early_payments,
    payables.release_date,
    cash.cash_position,
    cash.cash_forecast,
    metrics.metric,
    metrics.explain_difference,
    invoices.invoice_status,
    invoices.approval_history,
    invoices.did_we_pay,
    invoices.payments_made,
    controls.possible_duplicates,
    controls.bills_without_order,
    controls.three_way_match,
    controls.policy_for_amount,
    proposals.list_proposals,
    documents.search_documents,
    documents.contract_terms,
    collections.call_list,
    collections.slipping_customers,
    collections.promises,
    collections.credit_limit_use,
    collections.concentration,
    collections.unapplied_cash,
    collections.fx_exposure,
    collections.match_receipt,
    economics.term_economics,
    economics.discount_offer,
    economics.change_terms,
    economics.late_payment_interest,
)
PROPOSE: Final[tuple[BaseTool, ...]] = (payment_runs.propose_payment_run, proposals.change_proposal)


def by_name() -> dict[str, BaseTool]:
    """All tools under the name a model calls them by."""
    return {tool.name: tool for tool in (*READ, *PROPOSE)}
