"""Documents on their way into the staging tables: rows for COPY, in batches of bounded size."""

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from workingcapital.importing.document import Document, Party
from workingcapital.invoices import normalise_number
from workingcapital.store.loading import load as loading
from workingcapital.store.loading.bulk import copy_line, encoded
from workingcapital.store.loading.load import Books
from workingcapital.terms import DiscountTerms


def stage(books: Books, documents: Iterable[Document], batch_rows: int) -> int:
    """Copy the documents into the staging tables; returns how many there were."""
    numbered = enumerate(documents, start=1)
    known_parties: set[tuple[str, str]] = set()
    known_terms: set[str] = set()
    digests = Digests()
    staged = 0
    while batch := list(islice(numbered, batch_rows)):
        staged += len(batch)
        loading.copy_lines(books, "document", (_document_line(seq, document, digests) for seq, document in batch))
        _copy_parts(books, batch, known_parties, known_terms)
    return staged


def _copy_parts(
    books: Books, batch: list[tuple[int, Document]], parties: set[tuple[str, str]], terms: set[str]
) -> None:
    new_terms = sorted({d.terms for _, d in batch if d.terms} - terms)
    terms.update(new_terms)
    parts: dict[str, Iterable[tuple[Any, ...]]] = {
        "party": _parties(batch, parties),
        "account": (row for _, document in batch for row in _accounts(document)),
        "line": (row for seq, document in batch for row in _lines(seq, document)),
        "tax": ((seq, t.category, t.percent, t.base, t.amount) for seq, d in batch for t in d.taxes),
        "instalment": (row for seq, document in batch for row in _instalments(seq, document)),
        "step": (row for seq, document in batch for row in _steps(seq, document)),
        "term": map(_term, new_terms),
        "term_discount": (row for code in new_terms for row in _term_discounts(code)),
    }
    for table, rows in parts.items():
        loading.copy(books, table, rows)


def _parties(batch: list[tuple[int, Document]], known: set[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    """Each party once for each side it is met on."""
    for document, p in ((d, p) for _, d in batch for p in (d.party, d.payee) if p):
        if (p.key, document.side) in known:
            continue
        known.add((p.key, document.side))
        yield (
            p.key, p.key, p.code is None, p.name, p.normalised_name, p.look_alike_of, document.side == "payable",
            document.side == "receivable", p.vat_number, p.tax_number, p.registry_number, p.country, p.street, p.city,
            p.postal_code, p.email, document.source_system,
        )  # fmt: skip


def _accounts(document: Document) -> Iterator[tuple[Any, ...]]:
    paid_to = document.payee or document.party
    for a in paid_to.accounts:
        yield (paid_to.key, a.iban, a.bic, a.holder, document.currency, document.issued, a.fault)


class Digests:
    """Digests of documents: the same for the same content, wherever in which file it stands.

    They tell a changed row from an unchanged one, and cover everything a document says but its file and row.
    """

    def __init__(self) -> None:
        self._said: dict[int, tuple[Party, str]] = {}  # what a party says; held, so that its address is its own

    def of(self, plain: str, raw: str, d: Document) -> str:
        """The digest of a document whose plain fields are the line `plain`, and whose raw row is `raw`."""
        parts = [plain, raw, self._party(d.party), self._party(d.payee) if d.payee else ""]
        if d.lines or d.taxes or len(d.instalments) > 1 or any(each.steps for each in d.instalments):
            parts += [repr(d.lines), repr(d.taxes), repr(d.instalments)]
        else:
            parts += [f"{each.due} {each.amount}" for each in d.instalments]
        return hashlib.sha256("\t".join(parts).encode()).hexdigest()

    def _party(self, party: Party) -> str:
        if (said := self._said.get(id(party))) is None:
            said = self._said[id(party)] = (party, repr(party))
        return said[1]


def _document_line(seq: int, d: Document, digests: Digests) -> str:
    """A line for the staging table: where the document stands, its digest, what the books keep of it, its content."""
    paid, accounts = d.settlement, (d.payee or d.party).accounts
    raw = encoded(d.payload)
    plain = copy_line((
        d.source_system, d.source_id, d.party.key, d.payee.key if d.payee else None, d.side, d.kind, d.number,
        normalise_number(d.number), d.our_number, d.issued, d.posted, d.received, d.baseline, d.due, d.currency, d.fx_rate, d.net, d.tax,
        d.gross, d.terms, d.term_text, d.approval, d.status, d.disputed, d.po_number, d.cost_centre,
        d.payment_reference, d.hold_code, d.hold_reason, accounts[0].iban if accounts else None,
        paid.on if paid else None, paid.amount if paid else None,
    ))  # fmt: skip
    digest = digests.of(plain, raw, d)
    kept = f'{{"row":{raw},"file":{encoded(d.file)},"row_number":{d.row},"digest":"{digest}"}}'
    return copy_line((seq, d.file, d.row, d.repeatable, digest, kept))[:-1] + "\t" + plain


def _lines(seq: int, document: Document) -> Iterator[tuple[Any, ...]]:
    for sequence, line in enumerate(document.lines, start=1):
        yield (seq, sequence, line.description, line.quantity, line.unit_price, line.net, line.tax_percent)


def _instalments(seq: int, document: Document) -> Iterator[tuple[Any, ...]]:
    """The instalments, with what of each is settled: the earliest first."""
    left = abs(document.settlement.amount) if document.settlement else Decimal(0)
    for sequence, instalment in enumerate(document.instalments, start=1):
        settled = min(left, abs(instalment.amount))
        left -= settled
        yield (seq, sequence, instalment.due, instalment.amount, settled.copy_sign(instalment.amount))


def _steps(seq: int, document: Document) -> Iterator[tuple[Any, ...]]:
    for number, instalment in enumerate(document.instalments, start=1):
        for sequence, s in enumerate(instalment.steps, start=1):
            yield (seq, number, sequence, s.pay_by, s.percent, s.base, s.amount, s.tax_part, s.source)


def _term(code: str) -> tuple[Any, ...]:
    due = DiscountTerms(code).due
    return (code, due.basis, due.value)


def _term_discounts(code: str) -> Iterator[tuple[Any, ...]]:
    for sequence, step in enumerate(DiscountTerms(code).steps, start=1):
        yield (code, sequence, step.rule.basis, step.rule.value, step.percent)
