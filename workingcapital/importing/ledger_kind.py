"""What a ledger row says it is; payments and the items of special accounts among the documents are refused by name."""

from typing import Final

from workingcapital.importing.cells import Row
from workingcapital.invoices import Kind

KIND_FIELDS: Final = ("kind", "special_item", "part_of")
_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("invoice", "inv", "bill", "rechnung", "facture", "factura", "fattura", "factuur", "re", "rv",
        "kr", "dr", "accpay", "accrec"), "invoice"),
    **dict.fromkeys(("credit note", "credit memo", "credit", "creditnote", "cn", "vendor credit", "gutschrift",
        "avoir", "abono", "nota de credito", "nota di credito", "creditnota", "kg", "dg", "accpaycredit",
        "accreccredit"), "credit_note"),
    **dict.fromkeys(("debit memo", "debit note"), "debit_memo"),
    **dict.fromkeys(("prepayment", "deposit", "anzahlung", "acompte"), "prepayment"),
}  # fmt: skip
_PAYMENTS: Final = ("kz", "dz", "zp", "payment", "zahlung")
_DOWN_PAYMENT_REQUEST: Final = "F"
_SPECIAL_ITEMS: Final = {  # SAP's indicators as it ships them
    "A": "a down payment that was made", "B": "a bill of exchange that can be presented", "E": "a reserve for bad debt",
    "G": "a guarantee", "H": "a security deposit", "I": "an intangible asset's down payment",
    "M": "a tangible asset's down payment", "R": "a request for a bill of exchange", "W": "a bill of exchange",
}  # fmt: skip


def read_kind(row: Row) -> Kind:
    """The kind of document that a row names; refused where it names none, or something that is no document."""
    text = row.text("kind") or row.bad("kind", "is empty")
    if special := row.text("special_item"):
        return _special(row, special)
    if text.casefold() in _PAYMENTS:
        row.bad("kind", _payment_among_documents(text, row.text("part_of")))
    return _KINDS.get(text.casefold()) or row.bad("kind", f"{text!r} is no known kind of document")


def _special(row: Row, indicator: str) -> Kind:
    """An item of a special ledger account: a request for a down payment is owed, the others are not as they stand."""
    if indicator.upper() == _DOWN_PAYMENT_REQUEST:
        return "prepayment"
    what = _SPECIAL_ITEMS.get(indicator.upper(), "a special ledger account")
    row.bad("special_item", f"{indicator} means {what}, not an open bill or invoice: leave these items out")


def _payment_among_documents(text: str, part_of: str | None) -> str:
    """Why a payment is refused; one that clears a part of a document says which, for that stands in full without it."""
    if part_of is None or not part_of.strip("0"):
        return f"{text} is a payment, not a document: payments come in with their bank statement"
    return (
        f"{text} clears a part of {part_of}, or is what remained of it, and is no document: list {part_of} with what "
        "is still open in a column of its own (open_amount), or bring in its payments with the bank statement"
    )
