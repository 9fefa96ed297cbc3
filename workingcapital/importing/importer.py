"""Import files into the books of a company: all of it or nothing, as often as one likes, and back again."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg

from workingcapital.errors import BadInput, Conflict, NotFound, UnknownCompany
from workingcapital.importing import reference
from workingcapital.importing.mapping import FileMapping, read_mapping
from workingcapital.importing.quickbooks_load import import_quickbooks
from workingcapital.importing.report import ImportReport, Rejection
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.sources import Source, open_source
from workingcapital.importing.staging import ahead, pieces, stage
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
        report.load_id = _load(books, company, who, sources, report, settings, progress or _silent)
        if report.load_id is None or dry_run:
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


def _load(
    books: Books, company: str, who: Identity, sources: Sequence[Source], report: ImportReport,
    settings: ImportSettings, progress: Progress,
) -> int | None:  # fmt: skip
    """Carry the files into the books, piece by piece; the load's id, null where nothing of it may stay."""
    expected = max(1, sum(source.rows for source in sources))
    totals, counts, load_id, merged = loading.Totals(), Counter[str](), 0, False
    found = chain.from_iterable(source.documents() for source in sources)
    for piece in ahead(pieces(found, settings)):
        alone = piece.last and not load_id
        if merged:
            loading.next_piece(books)
        stage(books, piece)
        report.count(piece.read, piece.rejected, settings.max_rejects_listed)
        merged = not report.exit_code
        if not (merged or piece.last):
            continue  # nothing will stay: what follows is read for its faults
        _reject_repeated(books, company, report, settings, alone)
        totals.add(books)
        if report.exit_code and piece.last:
            break
        load_id = load_id or loading.open_load(books, company, _about(sources, who, report))
        counts += loading.merge(books, company, load_id)
        progress("into the books", 0.95 * report.read / expected)
    report.totals = totals.as_json()
    if report.exit_code or not report.totals["invoices"]:
        return None
    _finish(books, company, load_id, report, counts)
    return load_id


def _reject_repeated(books: Books, company: str, report: ImportReport, settings: ImportSettings, alone: bool) -> None:
    listed = settings.max_rejects_listed
    for row in loading.repeated_ids(books, company, listed, alone):
        why = f"{row['source_id']!r} stands in row {row['first_row']} already"
        report.reject(Rejection(row["file"], row["row"], "source id", why), listed)


def _finish(books: Books, company: str, load_id: int, report: ImportReport, counts: Counter[str]) -> None:
    loading.finish(books, company, load_id)
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
    loading.close_load(books, company, load_id, report.counts(), report.totals)


def _silent(what: str, share: float) -> None:
    """Nobody looks on."""


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
