"""Import files into the books of a company: all of it or nothing, as often as one likes, and back again."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

from workingcapital.errors import BadInput, Conflict, NotFound, UnknownCompany
from workingcapital.importing import reference
from workingcapital.importing.document import Document, overlong
from workingcapital.importing.mapping import FileMapping, read_mapping
from workingcapital.importing.quickbooks_load import import_quickbooks
from workingcapital.importing.report import ImportReport, Rejection
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.sources import Source, open_source
from workingcapital.importing.staging import stage
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.loading import invoices as loading_invoices
from workingcapital.store.loading import load as loading
from workingcapital.store.loading import parties as loading_parties
from workingcapital.store.loading import statements_undo
from workingcapital.store.loading import undo as loading_undo
from workingcapital.store.loading.load import Books

Progress = Callable[[str, float], None]  # what is being done, and which share of it is done (0 to 1)


def import_files(
    store: Store,
    who: Identity,
    company: str,
    files: Sequence[Path | str],
    kind: str = "auto",
    mapping: Path | str | dict[str, Any] | None = None,
    dry_run: bool = False,
    accept_rejects: bool = False,
    progress: Progress | None = None,
    settings: ImportSettings | None = None,
) -> ImportReport:
    """Import ledgers and e-invoices, or bank statements, as one load.

    A rejected row keeps everything from changing unless `accept_rejects`; a dry run does all the work and
    takes it back. Raises BadInput when a file as a whole cannot be read, UnknownCompany, Unavailable.
    """
    # Late: the statement readers stand on the readers of dates, currencies and XML in this room.
    from workingcapital.importing.statements import import_statements, speaks_of_statements

    if not files:
        raise BadInput("no file was given")
    settings = settings or ImportSettings()
    rules = _rules(mapping, kind)
    report = ImportReport(dry_run=dry_run, accepted_rejects=accept_rejects)
    paths = [Path(file) for file in files]
    if speaks_of_statements(paths, rules):
        return import_statements(store, who, company, paths, rules, report, settings)
    if rules.kind in reference.KINDS:
        return reference.import_reference(store, who, company, paths, rules, report, settings)
    if rules.kind == "quickbooks":
        return import_quickbooks(store, who, company, paths, rules, report, settings)
    with store.loading(who) as books, books.transaction() as work:
        row = loading.company_of(books, company)
        if row is None:
            raise UnknownCompany(f"there is no company {company}, or it is not one of yours")
        sources = [open_source(path, rules, row["base_currency"], settings) for path in paths]
        report.detected = {source.file: source.detected() for source in sources}
        loading.begin(books, company)
        stage(books, _documents(sources, report, settings, progress), settings.batch_rows)
        _reject_repeated(books, report, settings)
        report.totals = loading.totals(books)
        if report.exit_code or not report.totals["invoices"]:
            raise psycopg.Rollback(work)
        if progress:
            progress("into the books", 0.7)
        report.load_id = _carry_over(books, company, who, sources, report)
        if dry_run:
            report.load_id = None
            raise psycopg.Rollback(work)
    if progress:
        progress("done", 1.0)
    return report


def undo(store: Store, who: Identity, company: str, load_id: int) -> dict[str, int]:
    """Take a load back as a whole: `{removed, restored}` documents. Raises Conflict where others build on it."""
    try:
        with store.loading(who) as books:
            load = loading_undo.load_row(books, company, load_id)
            if load is None:
                raise NotFound(f"there is no load {load_id} in {company}, or it is not one of yours")
            if load["undone_at"] is not None:
                raise Conflict(f"load {load_id} has been undone already")
            if later := loading_undo.later_loads(books, company, load_id):
                raise Conflict(f"later loads changed the same rows; undo them first: {', '.join(map(str, later))}")
            if matched := statements_undo.matched(books, company, load_id):
                raise Conflict(
                    f"{matched} lines of load {load_id} are matched to payments: take the matches back first"
                )
            return loading_undo.undo(books, company, load_id)
    except psycopg.errors.ForeignKeyViolation as error:
        raise Conflict(
            f"load {load_id} cannot be undone: {error.diag.table_name or 'another table'} holds rows that stand on it"
        ) from error


def _rules(mapping: Path | str | dict[str, Any] | None, kind: str) -> FileMapping:
    rules = read_mapping(mapping)
    return rules if kind == "auto" else read_mapping({**rules.model_dump(), "kind": kind})


def _documents(
    sources: Sequence[Source], report: ImportReport, settings: ImportSettings, progress: Progress | None
) -> Iterator[Document]:
    """The documents of all files; rejections go to the report."""
    expected = max(1, sum(source.rows for source in sources))
    for source in sources:
        for found in source.documents():
            report.read += 1
            if progress and report.read % 500 == 0:
                progress(source.file, 0.7 * report.read / expected)
            if isinstance(found, Rejection):
                report.reject(found, settings.max_rejects_listed)
            elif (fault := overlong(found)) is not None:
                report.reject(Rejection(found.file, found.row, *fault), settings.max_rejects_listed)
            else:
                yield found


def _reject_repeated(books: Books, report: ImportReport, settings: ImportSettings) -> None:
    for row in loading.repeated_ids(books, settings.max_rejects_listed):
        why = f"{row['source_id']!r} stands in row {row['first_row']} already"
        report.reject(Rejection(row["file"], row["row"], "source id", why), settings.max_rejects_listed)
    if report.rejected_rows:
        loading.drop_repeated(books)


def _carry_over(books: Books, company: str, who: Identity, sources: Sequence[Source], report: ImportReport) -> int:
    load_id = loading.open_load(books, company, _about(sources, who, report))
    counts = loading.merge(books, company, load_id)
    report.inserted, report.updated, report.unchanged = counts["inserted"], counts["updated"], counts["unchanged"]
    report.notices += [
        f"{r['name']}: payment blocked, {r['payment_block']}"
        for r in loading_parties.look_alikes(books, company, load_id)
    ]
    report.notices += [
        f"{r['file']}: {r['number']} looks like a duplicate of {r['first_file'] or 'a bill in the books'}; "
        "its payment is blocked"
        for r in loading_invoices.duplicates(books, company, load_id)
    ]
    loading.close_load(
        books, company, load_id, {**counts, "read": report.read, "rejected": report.rejected_rows}, report.totals
    )
    return load_id


def _about(sources: Sequence[Source], who: Identity, report: ImportReport) -> dict[str, Any]:
    hashes = [source.sha256 for source in sources]
    return {
        "source_system": ", ".join(sorted({source.source_system for source in sources})),
        "kind": ", ".join(sorted({source.kind for source in sources})),
        "file_name": sources[0].file if len(sources) == 1 else f"{len(sources)} files from {sources[0].file}",
        "file_sha256": hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest(),
        "detected": report.detected,
        "loaded_by": who.person,
    }
