"""A table in a file: rows of cells with their row numbers, read as a stream, as often as needed."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Protocol

from workingcapital.errors import BadInput
from workingcapital.importing.encoding import detect_delimiter, detect_encoding
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.settings import ImportSettings


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula and no stored result: what it is worth is not known here."""

    text: str


Cell = str | date | Decimal | Formula | None


class Sheet(Protocol):
    """A table whose rows can be read again and again; row numbers are a spreadsheet's, from 1."""

    detected: dict[str, Any]

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows that hold anything, each with its number."""
        ...


@dataclass
class CsvSheet:
    """A delimited text file, plain or gzipped; memory does not grow with its size."""

    path: Path
    encoding: str
    delimiter: str
    settings: ImportSettings
    detected: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, mapping: FileMapping, settings: ImportSettings) -> "CsvSheet":
        """Detect encoding (from the whole file) and delimiter."""
        with _binary(path, settings) as stream:
            encoding = mapping.encoding or detect_encoding(stream, path.name)
        sheet = cls(path, encoding, ",", settings)
        with sheet._text() as text:
            sheet.delimiter = mapping.delimiter or detect_delimiter(text.read(200_000), path.name)
        sheet.detected = {"encoding": encoding, "delimiter": sheet.delimiter}
        return sheet

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows that hold anything."""
        number = 0
        with self._text() as text:
            try:
                for number, cells in enumerate(csv.reader(text, delimiter=self.delimiter, strict=True), start=1):
                    text_of_row = "".join(cells)
                    if '="' in text_of_row:
                        yield number, [_csv_cell(cell) if cell[:2] == '="' else cell for cell in cells]
                    elif text_of_row and not text_of_row.isspace():
                        yield number, cells  # type: ignore[misc]  # texts are cells
            except csv.Error as error:
                raise BadInput(f"{self.path.name} row {number + 1} is not well formed: {error}") from error
            except UnicodeDecodeError as error:
                raise BadInput(f"{self.path.name} after row {number} is not {self.encoding}") from error

    def _text(self) -> IO[str]:
        return io.TextIOWrapper(_binary(self.path, self.settings), encoding=self.encoding, newline="")


def _csv_cell(text: str) -> Cell:
    """Text as it stands; `="0012"` is a spreadsheet's way to keep zeros, any other formula is not computed."""
    return text[2:-1] if text.endswith('"') and text.count('"') == 2 else text


class _Bounded(gzip.GzipFile):
    """A gzip stream that refuses to expand without end and names a cut file."""

    def __init__(self, path: Path, settings: ImportSettings) -> None:
        super().__init__(path, "rb")
        self._label = path.name
        self._limit = min(settings.max_expanded_bytes, max(path.stat().st_size, 1000) * settings.max_expansion)

    def read(self, size: int | None = -1) -> bytes:
        try:
            data = super().read(size if size is not None else -1)
        except (EOFError, gzip.BadGzipFile, OSError) as error:
            raise BadInput(f"{self._label} is cut or damaged: {error}") from error
        if self.tell() > self._limit:
            raise BadInput(f"{self._label} expands to more than {self._limit} bytes and is refused")
        return data

    def read1(self, size: int = -1) -> bytes:
        return self.read(65_536 if size < 0 else size)


def _binary(path: Path, settings: ImportSettings) -> IO[bytes]:
    if path.suffix == ".gz":
        return _Bounded(path, settings)  # type: ignore[return-value]
    return path.open("rb")
