"""Ledgers and e-invoices into the books."""

from workingcapital.importing.importer import import_files, undo
from workingcapital.importing.report import ImportReport, Rejection

__all__ = ["ImportReport", "Rejection", "import_files", "undo"]
