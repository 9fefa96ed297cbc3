"""Documents on their way into the staging tables: rows for COPY, in batches of bounded size."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from workingcapital.importing.document import Document
from workingcapital.invoices import normalise_number
from workingcapital.store import loading
from workingcapital.store.loading import Books
from workingcapital.terms import DiscountTerms


def stage(books: Books, documents: Iterable[Document], batch_rows: int) -> int:
    """Copy the documents into the staging tables; returns how many there were."""
    numbered = enumerate(documents, start=1)
    known_parties: set[tuple[str, str]] = set()
    known_terms: set[str] = set()
    staged = 0
    while batch := list(islice(numbered, batch_rows)):
        staged += len(batch)
        _copy_batch(books, batch, known_parties, known_terms)
    return staged


def _copy_batch(
    books: Books, batch: list[tuple[int, Document]], parties: set[tuple[str, str]], terms: set[str]
) -> None:
    loading.copy(books, "party", _parties(batch, parties))
    loading.copy(books, "account", [row for _, document in batch for row in _accounts(document)])
    loading.copy(books, "invoice", [_invoice(seq, document) for seq, document in batch])
    loading.copy(books, "line", [row for seq, document in batch for row in _lines(seq, document)])
    loading.copy(books, "tax", [(seq, t.category, t.percent, t.base, t.amount) for seq, d in batch for t in d.taxes])
    loading.copy(books, "instalment", [row for seq, document in batch for row in _instalments(seq, document)])
    loading.copy(books, "step", [row for seq, document in batch for row in _steps(seq, document)])
    new_terms = sorted({d.terms for _, d in batch if d.terms} - terms)
    terms.update(new_terms)
    loading.copy(books, "term", [_term(code) for code in new_terms])
    loading.copy(books, "term_discount", [row for code in new_terms for row in _term_discounts(code)])


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


def _invoice(seq: int, d: Document) -> tuple[Any, ...]:
    paid, accounts = d.settlement, (d.payee or d.party).accounts
    return (
        seq, d.file, d.row, d.source_system, d.source_id, d.repeatable, d.digest(), json.dumps(d.payload,
            ensure_ascii=False),
        d.party.key, d.payee.key if d.payee else None, d.side, d.kind, d.number, normalise_number(d.number),
            d.our_number, d.issued, d.posted, d.received, d.due,
        d.currency, d.net, d.tax, d.gross, d.terms, d.term_text, d.approval, d.status, d.disputed, d.po_number,
            d.cost_centre,
        d.payment_reference, d.hold_code, d.hold_reason, accounts[0].iban if accounts else None,
        paid.on if paid else None, paid.amount if paid else None,
    )  # fmt: skip


def _lines(seq: int, document: Document) -> Iterator[tuple[Any, ...]]:
    for sequence, line in enumerate(document.lines, start=1):
        yield (seq, sequence, line.description, line.quantity, line.unit_price, line.net, line.tax_percent)


def _instalments(seq: int, document: Document) -> Iterator[tuple[Any, ...]]:
    for sequence, instalment in enumerate(document.instalments, start=1):
        yield (seq, sequence, instalment.due, instalment.amount)


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
