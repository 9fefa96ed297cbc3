"""The files of a QuickBooks export, opened together."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workingcapital.errors import BadInput
from workingcapital.importing import export_load
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.quickbooks import SOURCE, Export
from workingcapital.importing.quickbooks_table import Table, open_table
from workingcapital.importing.report import ImportReport
from workingcapital.importing.settings import ImportSettings
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity


def import_quickbooks(
    store: Store, who: Identity, company: str, files: Sequence[Path], rules: FileMapping, report: ImportReport,
    settings: ImportSettings,
) -> ImportReport:  # fmt: skip
    """Import the files of an export together."""
    tables = _tables(files, rules, report, settings)

    def opened(base_currency: str) -> Export:
        return Export(tables, rules.currency or base_currency, rules.source_system or SOURCE)

    def about(export: export_load.Export) -> dict[str, Any]:
        return {
            "source_system": export.source_system, "kind": "quickbooks",
            "file_name": f"{len(tables)} files from {tables[0].file}",
            "file_sha256": hashlib.sha256("".join(table.sha256 for table in tables).encode()).hexdigest(),
            "detected": report.detected, "loaded_by": who.person,
        }  # fmt: skip

    return export_load.import_export(store, who, company, opened, about, report, settings)


def _tables(files: Sequence[Path], rules: FileMapping, report: ImportReport, settings: ImportSettings) -> list[Table]:
    opened = [(file, open_table(file, rules, settings)) for file in files]
    unneeded = [file.name for file, table in opened if table is None]
    tables = [table for _, table in opened if table is not None]
    if not tables:
        raise BadInput(f"none of the files is one of a QuickBooks export that is read: {', '.join(unneeded)}")
    if unneeded:
        report.notices.append(f"hold neither party, document nor payment and are left out: {', '.join(unneeded)}")
    report.detected = {table.file: {"shape": table.shape.name, **table.profile.as_json()} for table in tables}
    return tables
