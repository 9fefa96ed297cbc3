"""A QuickBooks export: parties, bills, invoices, credits and payments out of files that speak of each other."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from workingcapital.importing.cells import BadCell, Row
from workingcapital.importing.document import Document, Instalment, Line, Party, Tax
from workingcapital.importing.export_load import Offset
from workingcapital.importing.ledger_party import make_party
from workingcapital.importing.paid import Paid, Part
from workingcapital.importing.quickbooks_table import Table, is_deleted
from workingcapital.importing.report import Rejection
from workingcapital.invoices import Kind, Side

SOURCE: Final = "quickbooks"
_DOCUMENTS: Final[Mapping[str, tuple[Side, Kind]]] = {
    "bill": ("payable", "invoice"), "vendor_credit": ("payable", "credit_note"),
    "invoice": ("receivable", "invoice"), "credit_memo": ("receivable", "credit_note"),
}  # fmt: skip
_PAYMENTS: Final = {"bill_payment": ("out", "bill_payment_line"), "payment": ("in", "payment_line")}
_SETTLES: Final = {
    "bill_payment_line": (("bill_id", "bill"), ("vendor_credit_id", "vendor_credit")),
    "payment_line": (("invoice_id", "invoice"), ("credit_memo_id", "credit_memo")),
}


@dataclass
class Export:
    """The files, with what has to be looked up from another file kept at hand."""

    tables: Sequence[Table]
    base_currency: str
    source_system: str = SOURCE
    deleted: Counter[str] = field(default_factory=Counter)
    unnamed: set[str] = field(default_factory=set)
    balances: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _parties: dict[str, Party] = field(default_factory=dict)

    def masters(self) -> Iterator[tuple[Party, Side] | Rejection]:
        """Every supplier and customer of the export; those that documents name are looked up here."""
        for kind, side, mark in (("vendor", "payable", "V"), ("customer", "receivable", "C")):
            for table, row in self._rows(kind):
                try:
                    code, name = row.text("source_id") or row.bad("source_id", "is empty"), row.text("party_name")
                    party = make_party(f"{mark}-{code}", name or row.bad("party_name", "is empty"),
                                       email=row.text("email"))  # fmt: skip
                except BadCell as error:
                    yield Rejection(table.file, row.number, error.field, error.why)
                    continue
                self._parties[party.key] = party
                yield party, side  # type: ignore[misc]

    def documents(self) -> Iterator[Document | Rejection]:
        """Bills, vendor credits, invoices and credit memos."""
        for kind, (side, sort) in _DOCUMENTS.items():
            lines, taxes = self._by_id(f"{kind}_line"), self._by_id(f"{kind}_tax_line")
            for table, row in self._rows(kind):
                try:
                    if self._left_out(row, kind):
                        continue
                    yield self._document(row, table.file, kind, side, sort, lines, taxes)
                except BadCell as error:
                    yield Rejection(table.file, row.number, error.field, error.why)

    def payments(self) -> Iterator[Paid | Rejection]:
        """Payments in their direction, with the documents their lines say they settle."""
        for kind, (direction, line_kind) in _PAYMENTS.items():
            lines = self._by_id(line_kind)
            for table, row in self._rows(kind):
                try:
                    if self._left_out(row, kind):
                        continue
                    yield self._payment(row, table.file, kind, direction, lines)
                except BadCell as error:
                    yield Rejection(table.file, row.number, error.field, error.why)

    def offsets(self) -> Iterator[Offset]:
        """None: a credit used beside a bill stands in a payment's line."""
        yield from ()

    def links(self) -> list[tuple[str, str]]:
        """Which documents and payments QuickBooks calls linked: pairs of source ids."""
        pairs = [(f"bill:{r.named('bill_id')}", f"bill_payment:{r.named('bill_payment_id')}")
                 for _, r in self._rows("bill_linked_txn")]  # fmt: skip
        return pairs + [
            (f"invoice:{r.named('invoice_id')}", f"payment:{r.named('payment_id')}")
            for _, r in self._rows("invoice_linked_txn")
            if r.named("payment_id")
        ]

    def _document(
        self, row: Row, file: str, kind: str, side: Side, sort: Kind, lines: dict[str, list[Row]],
        taxes: dict[str, list[Row]],
    ) -> Document:  # fmt: skip
        ident, sign = row.text("source_id") or row.bad("source_id", "is empty"), Decimal(-1 if sort != "invoice" else 1)
        currency = row.currency(self.base_currency)
        stated = row.amount("gross", currency)
        if stated is None or stated <= 0:
            row.bad("gross", "is empty" if stated is None else f"{stated} is no amount of a {kind.replace('_', ' ')}")
        gross, issued = stated * sign, row.day("issue_date") or row.bad("issue_date", "is empty")
        due = row.day("due_date") or issued  # without terms QuickBooks takes it as due on receipt
        found = [made for each in taxes.get(ident, []) if (made := _tax(each, currency, sign))]
        tax = (row.amount("tax", currency) or Decimal(0)) * sign or sum((each.amount for each in found), Decimal(0))
        open_amount = row.amount("open_amount", currency)
        if open_amount is not None:
            self.balances[currency + "|" + side] += open_amount * sign
        return Document(
            file=file, row=row.number, source_system=self.source_system, source_id=f"{kind}:{ident}", side=side,
            kind=sort, number=row.text("number") or ident, party=self._party(row, side), issued=issued, posted=issued,
            due=due, currency=currency, net=gross - tax, tax=tax, gross=gross,
            instalments=(Instalment(due, gross),), payload={**row.raw(), "kind": kind}, our_number=ident,
            lines=tuple(_line(each, currency, sign) for each in lines.get(ident, [])), taxes=tuple(found),
        )  # fmt: skip

    def _payment(self, row: Row, file: str, kind: str, direction: str, lines: dict[str, list[Row]]) -> Paid:
        ident = row.text("source_id") or row.bad("source_id", "is empty")
        currency = row.currency(self.base_currency)
        amount = row.amount("gross", currency) or row.bad("gross", "is empty or 0")
        if amount < 0:
            row.bad("gross", f"{amount} is below zero")
        parts = []
        for each in lines.get(ident, []):
            settled = each.amount("gross", currency) or Decimal(0)
            for column, target in _SETTLES[_PAYMENTS[kind][1]]:
                if each.raw().get(column) and settled:
                    name = f"{kind}:{ident}:{each.named('index') or each.number}"
                    parts.append(Part(name, f"{target}:{each.named(column)}", settled))
                    break  # a credit used beside the bill is an offset of its own, which the file does not amount
        side: Side = "payable" if direction == "out" else "receivable"
        return Paid(
            file, row.number, self.source_system, f"{kind}:{ident}", direction, self._party(row, side),
            row.day("settled_date") or row.bad("settled_date", "is empty"), currency, amount,
            row.text("our_number"), tuple(parts), row.raw(),
        )  # fmt: skip

    def _party(self, row: Row, side: Side) -> Party:
        ident = row.text("party_code") or row.bad("party_code", "is empty: no supplier or customer is named")
        code = f"{'V' if side == 'payable' else 'C'}-{ident}"
        if code not in self._parties:
            self.unnamed.add(code)
            self._parties[code] = make_party(code, f"{'vendor' if side == 'payable' else 'customer'} {ident}")
        return self._parties[code]

    def _left_out(self, row: Row, kind: str) -> bool:
        self.deleted[kind] += is_deleted(row)
        return is_deleted(row)

    def _rows(self, kind: str) -> Iterator[tuple[Table, Row]]:
        for table in self.tables:
            if table.shape.name == kind:
                yield from ((table, row) for row in table.rows() if isinstance(row, Row))

    def _by_id(self, kind: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for _, row in self._rows(kind):
            if not is_deleted(row):
                found[row.text("source_id") or ""].append(row)
        return found


def _line(row: Row, currency: str, sign: Decimal) -> Line:
    raw: Mapping[str, Any] = row.raw()
    net = (row.amount("gross", currency) or Decimal(0)) * sign
    return Line(str(raw.get("description", "")), Decimal(1), net, net, Decimal(0))


def _tax(row: Row, currency: str, sign: Decimal) -> Tax | None:
    amount, base = row.amount("tax", currency), row.amount("net", currency)
    if amount is None or base is None:
        return None
    return Tax("", row.percent("discount_percent") or Decimal(0), base * sign, amount * sign)
