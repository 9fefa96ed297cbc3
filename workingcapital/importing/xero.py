"""An export of Xero's accounting API: contacts, invoices, credit notes and payments as its JSON has them.

Ids, statuses and types are those of the API: ACCPAY is a bill, ACCREC an invoice; drafts and submitted documents are
not posted, voided and deleted ones are kept as such. CurrencyRate says how many
units of a document's currency one unit of the organisation's own is worth; the books keep its inverse.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from workingcapital.importing.currencies import is_currency
from workingcapital.importing.document import RATE_DIGITS, Document, Instalment, Line, Party
from workingcapital.importing.export_load import Offset
from workingcapital.importing.ledger_party import make_party
from workingcapital.importing.paid import Paid, Part
from workingcapital.importing.report import Rejection
from workingcapital.invoices import Kind, Side

SOURCE: Final = "xero"
_TYPES: Final[Mapping[str, tuple[Side, Kind]]] = {
    "ACCPAY": ("payable", "invoice"), "ACCREC": ("receivable", "invoice"),
    "ACCPAYCREDIT": ("payable", "credit_note"), "ACCRECCREDIT": ("receivable", "credit_note"),
}  # fmt: skip
_STATUS: Final = {"AUTHORISED": "open", "PAID": "open", "VOIDED": "void", "DELETED": "deleted"}
_UNPOSTED: Final = ("DRAFT", "SUBMITTED")
_EPOCH: Final = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")

Record = Mapping[str, Any]


class BadRecord(ValueError):
    """A field of a record cannot be used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name, self.why = name, why


@dataclass
class Export:
    """Records by endpoint (Contacts, Invoices, CreditNotes, Payments), each as the API sends it."""

    records: Mapping[str, Sequence[Record]]
    base_currency: str
    source_system: str = SOURCE
    deleted: Counter[str] = field(default_factory=Counter)
    unnamed: set[str] = field(default_factory=set)
    balances: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _parties: dict[str, Party] = field(default_factory=dict)

    def masters(self) -> Iterator[tuple[Party, Side] | Rejection]:
        """Every contact, on each side it is on; one that is on neither yet is left to its first document."""
        for number, record in enumerate(self.records.get("Contacts", ()), 1):
            try:
                party = _contact(record)
            except BadRecord as error:
                yield Rejection("Contacts", number, error.name, error.why)
                continue
            self._parties[party.code or ""] = party
            if record.get("IsSupplier"):
                yield party, "payable"
            if record.get("IsCustomer"):
                yield party, "receivable"

    def documents(self) -> Iterator[Document | Rejection]:
        """Bills, invoices and credit notes."""
        for endpoint, name in (("Invoices", "InvoiceID"), ("CreditNotes", "CreditNoteID")):
            for number, record in enumerate(self.records.get(endpoint, ()), 1):
                if record.get("Status") in _UNPOSTED:
                    self.deleted[endpoint] += 1
                    continue
                try:
                    yield self._document(record, endpoint, name, number)
                except BadRecord as error:
                    yield Rejection(endpoint, number, error.name, error.why)

    def payments(self) -> Iterator[Paid | Rejection]:
        """Payments of invoices; each settles one document in full or in part."""
        for number, record in enumerate(self.records.get("Payments", ()), 1):
            if record.get("Status") == "DELETED":
                self.deleted["Payments"] += 1
                continue
            try:
                yield self._payment(record, number)
            except BadRecord as error:
                yield Rejection("Payments", number, error.name, error.why)

    def offsets(self) -> Iterator[Offset]:
        """Credit notes applied to invoices; where Xero gives a use no id, it is the nth of its invoice."""
        for note in self.records.get("CreditNotes", ()):
            times: Counter[str] = Counter()
            for use in note.get("Allocations", ()) if note.get("Status") in ("AUTHORISED", "PAID") else ():
                credit, invoice = note["CreditNoteID"], use["Invoice"]["InvoiceID"]
                times[invoice] += 1
                nth = f"#{times[invoice]}" if times[invoice] > 1 else ""
                yield Offset(use.get("AllocationID") or f"{credit}>{invoice}{nth}", credit, invoice,
                             _day(use, "Date"), _amount(use, "Amount"))  # fmt: skip

    def links(self) -> list[tuple[str, str]]:
        """None: Xero states the amount with each payment."""
        return []

    def _document(self, record: Record, endpoint: str, name: str, number: int) -> Document:
        side, kind = _TYPES.get(record.get("Type", ""), (None, None))
        if side is None or kind is None:
            raise BadRecord("Type", f"{record.get('Type')!r} is no known type of document")
        status = _STATUS.get(record.get("Status", ""))
        if status is None:
            raise BadRecord("Status", f"{record.get('Status')!r} is no known status")
        sign, currency = Decimal(-1 if kind == "credit_note" else 1), self._currency(record)
        gross, tax = _amount(record, "Total") * sign, _amount(record, "TotalTax", Decimal(0)) * sign
        if gross * sign <= 0:
            raise BadRecord("Total", f"{gross * sign} is no amount of a document")
        issued, ident = _day(record, "Date"), _text(record, name)
        due = _day(record, "DueDate") if record.get("DueDate") or record.get("DueDateString") else issued
        if status == "open":
            left = _amount(record, "AmountDue" if kind == "invoice" else "RemainingCredit", Decimal(0))
            self.balances[f"{currency}|{side}"] += left * sign
        return Document(
            file=endpoint, row=number, source_system=self.source_system, source_id=ident, side=side, kind=kind,
            number=record.get("InvoiceNumber") or record.get("CreditNoteNumber") or ident,
            party=self._party(record), issued=issued, posted=issued, due=due, currency=currency, net=gross - tax,
            tax=tax, gross=gross, instalments=(Instalment(due, gross),), payload=_plain(record), our_number=ident,
            fx_rate=self._rate(record, currency), status=status, payment_reference=record.get("Reference") or None,
            lines=tuple(_line(each, sign) for each in record.get("LineItems", ())),
        )  # fmt: skip

    def _payment(self, record: Record, number: int) -> Paid:
        invoice, ident = record.get("Invoice") or {}, _text(record, "PaymentID")
        kind = record.get("PaymentType")
        if kind not in ("ACCPAYPAYMENT", "ACCRECPAYMENT"):
            raise BadRecord("PaymentType", f"{kind!r} is not read: payments of bills and of invoices are")
        currency = self._currency(invoice)
        amount, target = _amount(record, "Amount"), _text(invoice, "InvoiceID")
        if amount <= 0:
            raise BadRecord("Amount", f"{amount} is no amount of a payment")
        return Paid(
            "Payments", number, self.source_system, ident, "out" if kind == "ACCPAYPAYMENT" else "in",
            self._party(invoice), _day(record, "Date"), currency, amount, record.get("Reference") or None,
            (Part(f"{ident}>{target}", target, amount),), _plain(record),
        )  # fmt: skip

    def _party(self, record: Record) -> Party:
        contact = record.get("Contact") or {}
        ident = _text(contact, "ContactID")
        if ident not in self._parties:
            self.unnamed.add(ident)
            self._parties[ident] = _contact({"Name": ident, **contact})
        return self._parties[ident]

    def _rate(self, record: Record, currency: str) -> Decimal | None:
        """One unit of the document's currency in the organisation's own; null where the document states none."""
        if currency == self.base_currency or not record.get("CurrencyRate"):
            return None
        rate = _amount(record, "CurrencyRate")
        if rate <= 0:
            raise BadRecord("CurrencyRate", f"{rate} is no rate")
        return (1 / rate).quantize(RATE_DIGITS)

    def _currency(self, record: Record) -> str:
        code = record.get("CurrencyCode") or self.base_currency
        if not is_currency(code):
            raise BadRecord("CurrencyCode", f"{code!r} is not a currency of ISO 4217")
        return str(code)


def _contact(record: Record) -> Party:
    return make_party(_text(record, "ContactID"), _text(record, "Name"), email=record.get("EmailAddress") or None,
                      vat_number=record.get("TaxNumber") or None)  # fmt: skip


def _line(record: Record, sign: Decimal) -> Line:
    net = _amount(record, "LineAmount", Decimal(0)) * sign
    quantity = _amount(record, "Quantity", Decimal(1))
    return Line(str(record.get("Description") or ""), quantity, _amount(record, "UnitAmount", net), net, Decimal(0))


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadRecord(name, "is empty")
    return value.strip()


def _amount(record: Record, name: str, default: Decimal | None = None) -> Decimal:
    value = record.get(name, default)
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise BadRecord(name, f"{value!r} is not an amount") from error
    if not amount.is_finite() or abs(amount) >= 10**13:
        raise BadRecord(name, f"{value!r} is not an amount a ledger holds")
    return amount


def _day(record: Record, name: str) -> date:
    """`DateString` where it is there, else the API's `/Date(milliseconds)/`; days are UTC.

    >>> _day({"Date": "/Date(1518685950940+0000)/"}, "Date")
    datetime.date(2018, 2, 15)
    """
    text = str(record.get(f"{name}String") or record.get(name) or "")
    try:
        if match := _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(match[1]) / 1000, UTC).date()
        return date.fromisoformat(text[:10])
    except (ValueError, OverflowError) as error:
        raise BadRecord(name, f"{text!r} is not a date" if text else "is empty") from error


def _plain(record: Record) -> dict[str, Any]:
    """The record as it came; amounts as text, so that none passes through a float."""
    plain: dict[str, Any] = json.loads(json.dumps(record, default=str))
    return plain
