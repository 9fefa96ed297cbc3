"""The files of a QuickBooks export: told by their headers, with the columns each of them is read by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Shape:
    """One kind of file: the headers that give it away, and which field each of its columns fills."""

    name: str
    marks: frozenset[str]
    columns: Mapping[str, str] = field(default_factory=dict)


def _shape(name: str, marks: str, **columns: str) -> Shape:
    return Shape(name, frozenset(marks.split()), columns)


_DOCUMENT: Final = {
    "source_id": "id", "number": "doc_number", "gross": "total_amount", "issue_date": "transaction_date",
    "currency": "currency_id",
}  # fmt: skip
_PAYMENT: Final = {
    "source_id": "id", "gross": "total_amount", "settled_date": "transaction_date", "currency": "currency_id",
}  # fmt: skip

# The more telling headers first: a bill payment has a vendor and a total as well.
SHAPES: Final = (
    _shape("bill_payment_line", "bill_payment_id bill_id amount", source_id="bill_payment_id", gross="amount"),
    _shape("bill_linked_txn", "bill_id bill_payment_id", source_id="bill_id"),
    _shape("bill_tax_line", "bill_id net_amount_taxable amount", source_id="bill_id", tax="amount",
           net="net_amount_taxable", discount_percent="tax_percent"),
    _shape("bill_line", "bill_id amount account_expense_account_id", source_id="bill_id", gross="amount"),
    _shape("payment_line", "payment_id invoice_id amount check_id", source_id="payment_id", gross="amount"),
    _shape("invoice_linked_txn", "invoice_id payment_id estimate_id", source_id="invoice_id"),
    _shape("invoice_tax_line", "invoice_id net_amount_taxable amount", source_id="invoice_id", tax="amount",
           net="net_amount_taxable", discount_percent="tax_percent"),
    _shape("invoice_line", "invoice_id amount bundle_id sales_item_account_id sub_total_item_id",
           source_id="invoice_id", gross="amount"),
    _shape("credit_memo_line", "credit_memo_id amount sales_item_account_id", source_id="credit_memo_id",
           gross="amount"),
    _shape("credit_memo_tax_line", "credit_memo_id net_amount_taxable amount", source_id="credit_memo_id",
           tax="amount", net="net_amount_taxable", discount_percent="tax_percent"),
    _shape("vendor_credit_line", "vendor_credit_id amount account_expense_account_id", source_id="vendor_credit_id",
           gross="amount"),
    _shape("vendor", "id display_name vendor_1099", source_id="id", party_name="display_name"),
    _shape("customer", "id display_name balance_with_jobs", source_id="id", party_name="display_name"),
    _shape("bill_payment", "id vendor_id total_amount check_bank_account_id", party_code="vendor_id",
           our_number="doc_number", **_PAYMENT),
    _shape("bill", "id vendor_id total_amount due_date payable_account_id home_balance", party_code="vendor_id",
           due_date="due_date", open_amount="balance", **_DOCUMENT),
    _shape("vendor_credit", "id vendor_id total_amount payable_account_id balance", party_code="vendor_id",
           open_amount="balance", **_DOCUMENT),
    _shape("payment", "id customer_id total_amount unapplied_amount", party_code="customer_id",
           our_number="reference_number", **_PAYMENT),
    _shape("credit_memo", "id customer_id total_amount remaining_credit", party_code="customer_id",
           open_amount="balance", tax="total_tax", **_DOCUMENT),
    _shape("invoice", "id customer_id total_amount due_date deposit", party_code="customer_id", due_date="due_date",
           open_amount="balance", tax="total_tax", **_DOCUMENT),
)  # fmt: skip


def shape_of(headers: Iterable[str]) -> Shape | None:
    """Which file this is; null for one that holds neither party, document nor payment."""
    found = frozenset(headers)
    return next((shape for shape in SHAPES if shape.marks <= found), None)
