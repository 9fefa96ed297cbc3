"""Documents on their way into the staging tables: lines of COPY, in pieces of bounded size."""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from workingcapital.importing.document import Document, Party, overlong
from workingcapital.importing.report import Rejection
from workingcapital.importing.settings import ImportSettings
from workingcapital.invoices import normalise_number
from workingcapital.store.loading import load as loading
from workingcapital.store.loading.bulk import copy_line, encoded_row, encoded_text
from workingcapital.store.loading.load import Books
from workingcapital.store.loading.tables import COPIES
from workingcapital.terms import DiscountTerms

_KEPT: Final = 100_000


@dataclass
class Piece:
    """A part of what was read: documents as lines of COPY, by staging table, and the rows that were rejected."""

    read: int = 0
    characters: int = 0
    last: bool = False  # no other piece follows
    rejected: list[Rejection] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=lambda: {table: [] for table in COPIES})


def pieces(found: Iterable[Document | Rejection], settings: ImportSettings) -> Iterator[Piece]:
    """What is found in files, in pieces of bounded size; at least one, were it empty."""
    digests, piece = Digests(), Piece()
    writer = _Writer(piece, digests)
    for seq, each in enumerate(found, start=1):
        if piece.read >= settings.piece_rows or piece.characters >= settings.piece_characters:
            yield piece
            piece = Piece()
            writer = _Writer(piece, digests)
        piece.read += 1
        if isinstance(each, Rejection):
            piece.rejected.append(each)
        elif (fault := overlong(each)) is not None:
            piece.rejected.append(Rejection(each.file, each.row, *fault))
        else:
            writer.add(seq, each)
    piece.last = True
    yield piece


def ahead(read: Iterator[Piece]) -> Iterator[Piece]:
    """The same pieces, each read while whoever asked for the one before is still busy with it."""
    with ThreadPoolExecutor(1, "reading ahead") as reader:
        coming = reader.submit(next, read, None)
        while (piece := coming.result()) is not None:
            coming = reader.submit(next, read, None)
            yield piece


def stage(books: Books, piece: Piece) -> None:
    """Copy a piece into the staging tables."""
    for table, lines in piece.lines.items():
        loading.copy_lines(books, table, lines)


class _Writer:
    """Writes documents into a piece, and each party and each terms once that they name."""

    def __init__(self, piece: Piece, digests: "Digests") -> None:
        self._piece, self._digests, self._lines = piece, digests, piece.lines
        self._named: set[tuple[str, str]] = set()
        self._terms: set[str] = set()

    def add(self, seq: int, d: Document) -> None:
        """Write a document with all its parts."""
        lines = self._lines
        line = _document_line(seq, d, self._digests)
        lines["document"].append(line)
        lines["instalment"] += _instalments(seq, d)
        self._piece.characters += len(line)
        for party in (d.party, d.payee) if d.payee else (d.party,):
            self._name(party, d)
        if d.terms and d.terms not in self._terms:
            self._terms.add(d.terms)
            lines["term"].append(copy_line(_term(d.terms)))
            lines["term_discount"] += map(copy_line, _term_discounts(d.terms))
        if (d.payee or d.party).accounts:
            lines["account"] += map(copy_line, _accounts(d))
        if d.lines or d.taxes:
            lines["line"] += map(copy_line, _lines(seq, d))
            lines["tax"] += (copy_line((seq, t.category, t.percent, t.base, t.amount)) for t in d.taxes)
        if any([instalment.steps for instalment in d.instalments]):
            lines["step"] += map(copy_line, _steps(seq, d))

    def _name(self, p: Party, d: Document) -> None:
        said = (self._digests.key(p), d.side)
        if said not in self._named:
            self._named.add(said)
            self._lines["party"].append(copy_line((
                p.key, p.key, p.code is None, p.name, p.normalised_name, p.look_alike_of, d.side == "payable",
                d.side == "receivable", p.vat_number, p.tax_number, p.registry_number, p.country, p.street, p.city,
                p.postal_code, p.email, d.source_system,
            )))  # fmt: skip


def _accounts(document: Document) -> Iterator[tuple[Any, ...]]:
    paid_to = document.payee or document.party
    for a in paid_to.accounts:
        yield (paid_to.key, a.iban, a.bic, a.holder, document.currency, document.issued, a.fault)


class Digests:
    """Digests of documents: the same for the same content, wherever in which file it stands.

    They tell a changed row from an unchanged one, and cover everything a document says but its file and row.
    """

    def __init__(self) -> None:
        self._said: dict[int, tuple[Party, str, str]] = {}  # party, key, content; held, so that its address is its own

    def of(self, plain: str, raw: str, d: Document) -> str:
        """The digest of a document whose plain fields are the line `plain`, and whose raw row is `raw`."""
        parts = [plain, raw, self._of(d.party)[2], self._of(d.payee)[2] if d.payee else ""]
        if d.lines or d.taxes or len(d.instalments) != 1 or d.instalments[0].steps:
            parts += [repr(d.lines), repr(d.taxes), repr(d.instalments)]
        else:
            parts.append(f"{d.instalments[0].due} {d.instalments[0].amount}")
        return hashlib.sha256("\t".join(parts).encode()).hexdigest()

    def key(self, party: Party) -> str:
        """The party's key."""
        return self._of(party)[1]

    def _of(self, party: Party) -> tuple[Party, str, str]:
        if (said := self._said.get(id(party))) is None:
            if len(self._said) >= _KEPT:
                self._said.clear()
            said = self._said[id(party)] = (party, party.key, repr(party))
        return said


class _Days(dict[date | None, str | None]):
    """Days in COPY's format: a ledger names the same few hundred again and again."""

    def __missing__(self, day: date | None) -> str | None:
        written = self[day] = None if day is None else day.isoformat()
        return written


_DAY: Final = _Days()


def _document_line(seq: int, d: Document, digests: Digests) -> str:
    """A line for the staging table: where the document stands, its digest, what the books keep of it, its content."""
    paid, accounts = d.settlement, (d.payee or d.party).accounts
    raw = encoded_row(d.payload)
    plain = copy_line((
        d.source_system, d.source_id, digests.key(d.party), digests.key(d.payee) if d.payee else None, d.side, d.kind,
        d.number, normalise_number(d.number), d.our_number, _DAY[d.issued], _DAY[d.posted], _DAY[d.received],
        _DAY[d.baseline], _DAY[d.due], d.currency, d.fx_rate, str(d.net), str(d.tax), str(d.gross), d.terms,
        d.term_text, d.approval, d.status, "t" if d.disputed else "f", d.po_number, d.cost_centre, d.payment_reference,
        d.hold_code, d.hold_reason, accounts[0].iban if accounts else None, _DAY[paid.on] if paid else None,
        paid.amount if paid else None,
    ))  # fmt: skip
    digest = digests.of(plain, raw, d)
    kept = f'{{"row":{raw},"file":{encoded_text(d.file)},"row_number":{d.row},"digest":"{digest}"}}'
    return copy_line((str(seq), d.file, str(d.row), "t" if d.repeatable else "f", digest, kept))[:-1] + "\t" + plain


def _lines(seq: int, document: Document) -> Iterator[tuple[Any, ...]]:
    for sequence, line in enumerate(document.lines, start=1):
        yield (seq, sequence, line.description, line.quantity, line.unit_price, line.net, line.tax_percent)


def _instalments(seq: int, document: Document) -> list[str]:
    """The instalments as lines of COPY, with what of each is settled: the earliest first."""
    left = abs(document.settlement.amount) if document.settlement else Decimal(0)
    lines = []
    for sequence, instalment in enumerate(document.instalments, start=1):
        settled = min(left, abs(instalment.amount)) if left else left
        left -= settled
        due, amount = _DAY[instalment.due], instalment.amount
        lines.append(f"{seq}\t{sequence}\t{due}\t{amount}\t{settled.copy_sign(amount)}\n")
    return lines


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
