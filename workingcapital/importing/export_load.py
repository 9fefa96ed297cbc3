"""An export of several files that speak of each other into the books as one load.

Parties, documents, payments and what they settle: QuickBooks, Xero, and whatever else can be told as an Export.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

import psycopg

from workingcapital.errors import UnknownCompany
from workingcapital.importing.document import Document, Party
from workingcapital.importing.paid import Paid
from workingcapital.importing.report import ImportReport, Rejection
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.staging import pieces, stage
from workingcapital.invoices import Side
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.loading import load as loading
from workingcapital.store.loading import offsets as loading_offsets
from workingcapital.store.loading import payments as loading_payments
from workingcapital.store.loading.load import Books


@dataclass(frozen=True)
class Offset:
    """What of a credit note settles which invoice, by the ids of the source; amounts are positive."""

    source_id: str
    credit_id: str
    document_id: str
    on: date
    amount: Decimal


class Export(Protocol):
    """An export, whatever its files look like. Read in the order masters, documents, payments, offsets."""

    source_system: str
    deleted: Counter[str]  # what the source has deleted or never posted, by kind: left out
    unnamed: set[str]  # parties that documents name and no master does
    balances: dict[str, Decimal]  # open by "EUR|payable", as the source states it

    def masters(self) -> Iterable[tuple[Party, Side] | Rejection]:
        """Every supplier and customer."""
        ...

    def documents(self) -> Iterable[Document | Rejection]:
        """Bills, invoices and credit notes."""
        ...

    def payments(self) -> Iterable[Paid | Rejection]:
        """Payments with what they settle."""
        ...

    def offsets(self) -> Iterable[Offset]:
        """Credit notes used against invoices."""
        ...

    def links(self) -> list[tuple[str, str]]:
        """Documents and payments the source calls linked, for sources that state no amount with a link."""
        ...


def import_export(
    store: Store, who: Identity, company: str, open_export: Callable[[str], Export],
    about: Callable[[Export], dict[str, Any]], report: ImportReport, settings: ImportSettings,
) -> ImportReport:  # fmt: skip
    """Import an export as one load; a rejected row keeps everything from changing, unless accepted.

    `open_export` gets the company's currency; `about` says what is kept of the load.
    """
    with store.loading(who) as books, books.transaction() as work:
        row = loading.company_of(books, company)
        if row is None:
            raise UnknownCompany(f"there is no company {company}, or it is not one of yours")
        export = open_export(row["base_currency"])
        loading.begin(books, company)
        loading_payments.begin(books)
        loading_offsets.begin(books)
        parties = _stage(books, export, report, settings)
        _reject(books, company, report, settings)
        if report.exit_code:
            report.totals = {"deleted": dict(export.deleted)}
            raise psycopg.Rollback(work)
        load_id = loading.open_load(books, company, about(export))
        _carry_over(books, company, load_id, export, report)
        report.totals["masters"] = parties
        _say(export, report)
        report.load_id = load_id
        if report.dry_run:
            report.load_id = None
            raise psycopg.Rollback(work)
    return report


def _stage(books: Books, export: Export, report: ImportReport, settings: ImportSettings) -> int:
    """Copy everything into the staging tables; returns how many masters the export holds."""
    masters = []
    for found in export.masters():
        report.read += 1
        if isinstance(found, Rejection):
            report.reject(found, settings.max_rejects_listed)
        else:
            masters.append(found)
    for piece in pieces(export.documents(), settings):
        stage(books, piece)
        report.count(piece.read, piece.rejected, settings.max_rejects_listed)
    paid = list(_payments(export, report, settings))
    report.read += sum(export.deleted.values())
    _say_links(export, paid, report)
    people = {(party.key, side): (party, side) for party, side in masters}
    for each in paid:
        side: Side = "payable" if each.direction == "out" else "receivable"
        people.setdefault((each.party.key, side), (each.party, side))
    loading.copy(books, "party", [
        (p.key, p.key, False, p.name, p.normalised_name, p.look_alike_of, side == "payable", side == "receivable",
         None, None, None, None, None, None, None, p.email, export.source_system) for p, side in people.values()
    ])  # fmt: skip
    loading_payments.copy(books, "payment", (
        (p.file, p.row, p.source_system, p.source_id, p.digest(), json.dumps(dict(p.payload), ensure_ascii=False),
         p.direction, p.party.key, p.on, p.currency, p.amount, p.reference) for p in paid
    ))  # fmt: skip
    loading_payments.copy(books, "part", (
        (p.source_system, part.source_id, p.source_id, part.document_id, part.amount) for p in paid for part in p.parts
    ))  # fmt: skip
    loading_offsets.copy(
        books,
        [(export.source_system, o.source_id, o.credit_id, o.document_id, o.on, o.amount) for o in export.offsets()],
    )
    return len(masters)


def _payments(export: Export, report: ImportReport, settings: ImportSettings) -> Iterator[Paid]:
    for found in export.payments():
        report.read += 1
        if isinstance(found, Rejection):
            report.reject(found, settings.max_rejects_listed)
        else:
            yield found


def _reject(books: Books, company: str, report: ImportReport, settings: ImportSettings) -> None:
    """Ids that repeat, and parts of payments that settle more than there is."""
    for row in loading.repeated_ids(books, company, settings.max_rejects_listed):
        why = f"{row['source_id']!r} stands in row {row['first_row']} already"
        report.reject(Rejection(row["file"], row["row"], "id", why), settings.max_rejects_listed)
    excessive = loading_payments.too_much(books, company, settings.max_rejects_listed)
    for row in excessive:
        why = (
            f"{row['source_id']} settles {row['amount']:.2f} {row['currency']} of {row['document_source_id']}, "
            f"which is {row['gross']:.2f} in all, {row['wanted']:.2f} with every payment of it"
        )
        report.reject(Rejection(row["file"], row["row"], "amount", why), settings.max_rejects_listed)
    loading_payments.drop_parts(books, [row["source_id"] for row in excessive])


def _carry_over(books: Books, company: str, load_id: int, export: Export, report: ImportReport) -> None:
    about = {"company": company, "load": load_id}
    totals = loading.Totals()
    totals.add(books)
    report.totals = totals.as_json()
    documents = loading.merge(books, company, load_id)
    loading.finish(books, company, load_id)
    loading_payments.enter_parties(books, about)
    payments = loading_payments.merge(books, about)
    loading_offsets.merge(books, about)
    report.inserted, report.updated, report.unchanged = (
        documents[name] + payments[name] for name in ("inserted", "updated", "unchanged")
    )
    opened = loading_payments.open_in_books(books, company)
    report.totals["payments"] = [
        {name: f"{value:.2f}" if name in ("amount", "allocated") else value for name, value in row.items()}
        for row in loading_payments.totals(books, company)
    ]
    report.totals["open"] = {
        key: {"books": f"{value:.2f}", "file": f"{export.balances[key]:.2f}",
              "difference": f"{value - export.balances[key]:.2f}"}
        for key, value in sorted(opened.items())
    }  # fmt: skip
    for currency, amounts in report.totals["amounts"].items():
        amounts["open"] = f"{sum((v for k, v in opened.items() if k.startswith(currency)), Decimal(0)):.2f}"
    report.totals["deleted"] = dict(export.deleted)
    loading.close_load(books, company, load_id, report.counts(), report.totals)


def _say(export: Export, report: ImportReport) -> None:
    """What the files leave open, in words."""
    if export.unnamed:
        report.notices.append(f"{len(export.unnamed)} parties are named in no vendor or customer file: "
                              f"{', '.join(sorted(export.unnamed)[:10])}")  # fmt: skip
    for key, row in report.totals["open"].items():
        if row["difference"] != "0.00":
            report.notices.append(
                f"{key}: the files state {row['file']} open, the books have {row['books']} from the payments they hold"
            )
    if deleted := sum(export.deleted.values()):
        report.notices.append(
            f"{deleted} documents and payments are deleted or not posted at the source and were left out"
        )


def _say_links(export: Export, paid: Sequence[Paid], report: ImportReport) -> None:
    """QuickBooks links documents to payments without an amount; only a payment's own line says how much."""
    links = export.links()
    said = {(part.document_id, each.source_id) for each in paid for part in each.parts}
    if mute := [f"{document} with {payment}" for document, payment in links if (document, payment) not in said]:
        report.notices.append(
            f"{len(mute)} of {len(links)} links of documents and payments have no payment line that states the amount, "
            f"and settle nothing: {', '.join(mute[:5])}"
        )
