"""The rows of a ledger as documents: open items, paid items, credits; nothing is guessed about a row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final, NamedTuple

from workingcapital.importing.cells import BadCell, Once, Row
from workingcapital.importing.document import Document, Instalment, Party, Settlement
from workingcapital.importing.ledger_kind import KIND_FIELDS, read_kind
from workingcapital.importing.ledger_party import PARTY_FIELDS, read_party
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.profile import Profile
from workingcapital.importing.report import Rejection
from workingcapital.importing.schedule import booked_rate, by_document, instalments_of, raw_of
from workingcapital.importing.sheets import Sheet
from workingcapital.importing.steps import steps_from_columns, steps_from_terms
from workingcapital.invoices import Kind, Side
from workingcapital.terms import BadTerms, DiscountTerms

_STATUSES: Final = {
    **dict.fromkeys(("void", "voided", "cancelled", "canceled", "storniert", "annule", "anulada", "annullata"), "void"),
    **dict.fromkeys(("deleted", "geloscht", "supprime"), "deleted"),
    **dict.fromkeys(("draft", "entwurf", "brouillon", "borrador", "bozza"), "draft"),
}
_DAYS_FIELDS: Final = ("issue_date", "posting_date", "receipt_date", "baseline_date", "due_date", "settled_date",
                       "instalment_due", "terms")  # fmt: skip
_SPEND_NOTICE: Final = (
    "holds payment dates only: issue and due dates are set to them, so ageing and DPO say nothing here"
)


@dataclass(frozen=True)
class Ledger:
    """How to read one ledger file: its table, its profile, and what the company and the mapping add."""

    sheet: Sheet
    profile: Profile
    mapping: FileMapping
    side: Side
    spend: bool
    base_currency: str
    file: str
    sha256: str

    @property
    def source_system(self) -> str:
        """The ledger's name: from the mapping, else one for each kind of file."""
        return self.mapping.source_system or f"{'spend' if self.spend else self.side + 's'} ledger"

    @property
    def kind(self) -> str:
        """What a load of this file is called."""
        return "spend" if self.spend else f"{self.side}s"

    @property
    def rows(self) -> int:
        """How many rows it has below the header."""
        return self.profile.rows

    def documents(self) -> Iterator[Document | Rejection]:
        """One document or one rejection for every filled row below the header, or for the rows of a schedule."""
        below = (row for row in self.sheet.rows() if row[0] > self.profile.header_row)
        fields, profile = self.profile.columns.fields, self.profile
        groups = by_document(below, fields["number"]) if "instalment_due" in fields else ([row] for row in below)
        says = _Says(self)
        for group in groups:
            try:
                yield self._document([Row(number, cells, profile) for number, cells in group], says)
            except BadCell as error:
                yield Rejection(self.file, group[0][0], error.field, error.why)

    def detected(self) -> dict[str, Any]:
        """What was found out about the file, for the report."""
        found = {
            **self.sheet.detected,
            **self.profile.as_json(),
            "side": self.side,
            "source_system": self.source_system,
        }
        if "currency" not in self.profile.columns.fields:
            found["currency"] = f"{self.mapping.currency or self.base_currency} (the file has no currency column)"
        if self.spend:
            found["note"] = _SPEND_NOTICE
        return found

    def _document(self, rows: Sequence[Row], says: "_Says") -> Document:
        row = rows[0]
        kind, negative_allowed = says.kind.of(row)
        default = self.mapping.currency or self.base_currency
        currency = says.currency.of(row) or row.currency(default)
        gross, net, tax = self._amounts(row, currency, kind, negative_allowed)
        kind = "credit_note" if gross < 0 else kind
        party = says.party.of(row)
        days = says.days.of(row)
        number = row.text("number") or row.bad("number", "is empty")
        settlement = self._settlement(row, gross, currency, days.settled)
        terms = days.terms
        steps = steps_from_columns(row, days.issued, gross, net, currency) or steps_from_terms(
            terms, days.baseline or days.issued, gross, net, currency
        )
        instalments = self._instalments(rows, gross, net, currency)
        marks = says.marks.of(row)
        return Document(
            file=self.file, row=row.number, source_system=says.source_system, source_id=self._source_id(row, party,
                number),
            side=self.side, kind=kind, number=number, party=party, issued=days.issued, posted=days.posted, due=days.due,
            currency=currency, net=net, tax=tax, gross=gross,
            instalments=instalments or (Instalment(days.due, gross, steps),), payload=raw_of(rows),
            baseline=days.baseline, fx_rate=booked_rate(row, currency, self.base_currency, gross),
            our_number=row.text("our_number"), received=days.received, terms=terms.notation if terms else None,
            term_text=days.term_text, status=marks.status, disputed=marks.disputed, po_number=row.text("po_number"),
            cost_centre=marks.cost_centre, repeatable=says.repeatable, payment_reference=row.text("payment_reference"),
            settlement=settlement,
        )  # fmt: skip

    def _instalments(self, rows: Sequence[Row], gross: Decimal, net: Decimal, currency: str) -> tuple[Instalment, ...]:
        return instalments_of(rows, gross, net, currency) if "instalment_due" in self.profile.columns.fields else ()

    def _kind(self, row: Row) -> tuple[Kind, bool]:
        """What the row says it is, and whether an amount below zero is fine with that."""
        if "kind" not in self.profile.columns.fields:
            negatives = self.mapping.negatives or ("credit" if self.spend else "refuse")
            return "invoice", negatives == "credit"
        kind = read_kind(row)
        return kind, kind == "credit_note"

    def _amounts(self, row: Row, currency: str, kind: Kind, negative_allowed: bool) -> tuple[Decimal, Decimal, Decimal]:
        net, tax = row.amount("net", currency), row.amount("tax", currency)
        gross = row.amount("gross", currency)
        if gross is None:
            gross = net + (tax or 0) if net is not None else row.bad("gross", "is empty")
        if self.mapping.signs == "postings" and self.side == "payable":
            gross, net, tax = -gross, None if net is None else -net, None if tax is None else -tax
        if gross == 0:
            row.bad("gross", "is 0: there is nothing to pay")
        if gross < 0 and not negative_allowed:
            why = f"{gross} is below zero on what is not a credit note"
            row.bad(
                "gross",
                why
                if "kind" in self.profile.columns.fields
                else why + "; write `negatives: credit` in a mapping file if these are credits",
            )
        flip = -1 if kind == "credit_note" and gross > 0 else 1
        if net is None:
            net = gross - (tax or 0)
        return gross * flip, net * flip, (gross - net) * flip

    def _days(self, row: Row) -> "_Days":
        if self.spend:
            paid = row.day("settled_date") or row.day("issue_date") or row.bad("settled_date", "is empty")
            issued, due, terms = paid, paid, None
        else:
            issued = row.day("issue_date") or row.bad("issue_date", "is empty")
            terms = self._terms(row)
            due = self._due(row, issued, terms)
        return _Days(
            issued, row.day("posting_date") or issued, row.day("receipt_date"), row.day("baseline_date"), due,
            row.day("settled_date") or (issued if self.spend else None), terms, row.text("terms"),
        )  # fmt: skip

    def _due(self, row: Row, issued: date, terms: DiscountTerms | None) -> date:
        due = row.day("due_date") or (terms.due_date(row.day("baseline_date") or issued) if terms else None)
        due = due or row.day("instalment_due")
        return due or row.bad("due_date", "is empty, and no terms say when the amount is due")

    def _terms(self, row: Row) -> DiscountTerms | None:
        """Terms that can be read; others are kept as text, and matter only where the due date is missing."""
        text = row.text("terms") or self.mapping.default_terms
        text = self.mapping.terms.get(text, text) if text else None
        try:
            return DiscountTerms(text) if text else None
        except BadTerms as error:
            return None if row.day("due_date") else row.bad("terms", error.detail)

    def _settlement(self, row: Row, gross: Decimal, currency: str, paid_on: date | None) -> Settlement | None:
        paid, still_open = row.amount("paid_amount", currency), row.amount("open_amount", currency)
        if still_open is not None:
            paid = abs(gross) - abs(still_open)
        if paid is None:
            paid = abs(gross) if paid_on else Decimal(0)
        if paid == 0:
            return None
        if not 0 < abs(paid) <= abs(gross):
            row.bad("open_amount", f"{abs(paid)} paid does not fit an amount of {gross}")
        day = paid_on or self.mapping.as_of
        if day is None:
            row.bad(
                "settled_date",
                "part is paid and the day is not stated: write `as_of:` (the day of the export) in a mapping file",
            )
        return Settlement(day, abs(paid).copy_sign(gross))

    def _source_id(self, row: Row, party: Party, number: str) -> str:
        """The source's own id, else what makes a document unique there: our number, or supplier and their number."""
        if self.mapping.source_id:
            return "|".join(row.named(header) for header in self.mapping.source_id)
        if own := row.text("source_id"):
            return own
        if self.side == "receivable":
            return number
        return row.text("our_number") or f"{party.key}|{number}"

    def _repeatable(self) -> bool:
        """A supplier's number may stand on many bills; an id, or a number of our own, may not."""
        has_id = self.mapping.source_id or "source_id" in self.profile.columns.fields
        return self.spend or (self.side == "payable" and not has_id)


class _Days(NamedTuple):
    """The days of a document, and the terms that say some of them."""

    issued: date
    posted: date
    received: date | None
    baseline: date | None
    due: date
    settled: date | None
    terms: DiscountTerms | None
    term_text: str | None


class _Marks(NamedTuple):
    """What a row says about its document as a whole."""

    status: str
    disputed: bool
    cost_centre: str | None


class _Says:
    """What the rows of a ledger say again and again: each read once by the ledger's own rules."""

    def __init__(self, ledger: Ledger) -> None:
        profile, default = ledger.profile, ledger.mapping.currency or ledger.base_currency
        self.source_system, self.repeatable = ledger.source_system, ledger._repeatable()
        self.kind = Once(profile, KIND_FIELDS, ledger._kind)
        self.currency = Once(profile, ["currency"], lambda row: row.currency(default) if row.text("currency") else None)
        self.party = Once(profile, PARTY_FIELDS, partial(read_party, side=ledger.side))
        self.days = Once(profile, _DAYS_FIELDS, ledger._days)
        self.marks = Once(profile, ["status", "disputed", "cost_centre"], _marks)


def _marks(row: Row) -> _Marks:
    status = _STATUSES.get((row.text("status") or "").casefold(), "open")
    return _Marks(status, row.flag("disputed"), row.text("cost_centre"))
