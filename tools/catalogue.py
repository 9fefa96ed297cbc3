"""Every tool a model may call: READ changes nothing, PROPOSE writes a proposal and nothing else."""

from typing import Final

from langchain_core.tools import BaseTool

from tools import (
    ageing,
    cash,
    collections,
    controls,
    documents,
    economics,
    exposure,
    invoices,
    late_interest,
    metrics,
    open_items,
    parties,
    payables,
    payment_runs,
    payments,
    policy,
    prediction,
    proposals,
    receipts,
)

READ: Final[tuple[BaseTool, ...]] = (
    parties.find_party,
    parties.party_position,
    parties.bank_changes,
    parties.shared_bank_accounts,
    open_items.open_items,
    ageing.ageing,
    open_items.overdue,
    open_items.unused_credits,
    payables.open_discounts,
    payables.early_payments,
    payables.release_date,
    cash.cash_position,
    cash.cash_forecast,
    prediction.payment_probability,
    metrics.metric,
    metrics.explain_difference,
    invoices.invoice_status,
    invoices.approval_history,
    payments.did_we_pay,
    payments.payments_made,
    controls.possible_duplicates,
    controls.bills_without_order,
    controls.three_way_match,
    policy.policy_for_amount,
    proposals.list_proposals,
    documents.search_documents,
    documents.contract_terms,
    collections.call_list,
    collections.slipping_customers,
    collections.promises,
    exposure.credit_limit_use,
    exposure.concentration,
    receipts.unapplied_cash,
    exposure.fx_exposure,
    receipts.match_receipt,
    economics.term_economics,
    economics.discount_offer,
    economics.change_terms,
    late_interest.late_payment_interest,
)
PROPOSE: Final[tuple[BaseTool, ...]] = (payment_runs.propose_payment_run, proposals.change_proposal)


def by_name() -> dict[str, BaseTool]:
    """All tools under the name a model calls them by."""
    return {tool.name: tool for tool in (*READ, *PROPOSE)}
