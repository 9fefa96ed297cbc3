"""A sheet of an XLSX workbook as a stream of rows."""

import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from workingcapital.errors import BadInput
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.sheets import Cell, Formula


@dataclass
class XlsxSheet:
    """One sheet: stored results of formulas are taken, formulas without one are shown as such."""

    path: Path
    title: str
    detected: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, mapping: FileMapping, settings: ImportSettings) -> "XlsxSheet":
        """Pick the sheet: the named one, or the only one that holds anything."""
        _refuse_bomb(path, settings)
        with _workbook(path, data_only=True) as book:
            titles = [sheet.title for sheet in book.worksheets]
            filled = [title for title in titles if any(any(row) for row in _values(book, title, path.name))]
        title = _choose(filled, mapping.sheet, path.name)
        return cls(path, title, {"encoding": "xlsx", "sheet": title})

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows that hold anything; formulas are read beside their stored results."""
        with _workbook(self.path, data_only=True) as results, _workbook(self.path, data_only=False) as formulas:
            pairs = zip(
                _values(results, self.title, self.path.name), _values(formulas, self.title, self.path.name), strict=True
            )
            for number, (values, written) in enumerate(pairs, start=1):
                cells = [_cell(value, text) for value, text in zip(values, written, strict=True)]
                if any(cell not in (None, "") for cell in cells):
                    yield number, cells


class _workbook:
    """An open workbook that is closed again."""

    def __init__(self, path: Path, data_only: bool) -> None:
        self._path, self._data_only = path, data_only

    def __enter__(self) -> openpyxl.Workbook:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which are not read
            try:
                self._book = openpyxl.load_workbook(
                    self._path, read_only=True, data_only=self._data_only, keep_links=False
                )
            except Exception as error:  # openpyxl lets the errors of every layer below it through
                raise BadInput(f"{self._path.name} cannot be opened as a workbook: {error}") from error
        return self._book

    def __exit__(self, *error: object) -> None:
        self._book.close()


def _values(book: openpyxl.Workbook, title: str, name: str) -> Iterator[tuple[Any, ...]]:
    try:
        yield from book[title].iter_rows(values_only=True)
    except Exception as error:  # damaged or hostile XML surfaces here, as errors of several libraries
        raise BadInput(f"{name}: sheet {title!r} cannot be read: {error}") from error


def _cell(value: Any, written: Any) -> Cell:
    if value is None and isinstance(written, str) and written.startswith("="):
        return Formula(written)
    match value:
        case None:
            return None
        case bool():
            return "Yes" if value else "No"
        case int():
            return Decimal(value)
        case float():
            return Decimal(f"{value:.15g}")  # what the spreadsheet shows: 0.1+0.2 is 0.3
        case datetime():
            return value.date()
        case date():
            return value
        case time():
            return value.isoformat()
        case _:
            return str(value)


def _choose(filled: list[str], wanted: str | None, name: str) -> str:
    if wanted is not None:
        if wanted not in filled:
            raise BadInput(f"{name} has no filled sheet {wanted!r}; it has {filled}")
        return wanted
    if len(filled) != 1:
        raise BadInput(f"{name} has {len(filled)} filled sheets {filled}: write `sheet:` in a mapping file")
    return filled[0]


def _refuse_bomb(path: Path, settings: ImportSettings) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            expanded = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise BadInput(f"{path.name} is not a workbook: {error}") from error
    limit = min(settings.max_expanded_bytes, max(path.stat().st_size, 1000) * settings.max_expansion)
    if expanded > limit:
        raise BadInput(f"{path.name} expands to {expanded} bytes, more than the {limit} allowed, and is refused")
