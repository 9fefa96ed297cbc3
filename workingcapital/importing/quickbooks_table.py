"""One file of a QuickBooks export as rows under the profile of the mapping layer."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from workingcapital.errors import BadInput
from workingcapital.importing.cells import BadCell, Row
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.profile import Profile, profile
from workingcapital.importing.quickbooks_shapes import Shape, shape_of
from workingcapital.importing.report import Rejection
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.sheets import CsvSheet
from workingcapital.importing.sources import sha256_of


@dataclass(frozen=True)
class Table:
    """A file with its shape; the export writes dates year first and amounts with a point."""

    shape: Shape
    file: str
    sha256: str
    sheet: CsvSheet
    profile: Profile

    def rows(self) -> Iterator[Row | Rejection]:
        """Every row below the header; one that is wider than the header is a rejection."""
        for number, cells in self.sheet.rows():
            if number > self.profile.header_row:
                try:
                    yield Row(number, cells, self.profile)
                except BadCell as error:
                    yield Rejection(self.file, number, error.field, error.why)


def open_table(path: Path, rules: FileMapping, settings: ImportSettings) -> Table | None:
    """Open a file; null for a file of the export that is not needed here."""
    if not path.is_file():
        raise BadInput(f"there is no file {path.name}")
    sheet = CsvSheet.open(path, rules, settings)
    (_, header), *_ = [*islice(sheet.rows(), 1), (0, [])]
    headers = [cell for cell in header if isinstance(cell, str)]
    shape = shape_of(headers)
    if shape is None:
        return None
    columns = {name: column for name, column in shape.columns.items() if column in headers}
    mapping = FileMapping(columns=columns, date_order="ymd", decimal=".", header_row=1, encoding=rules.encoding)
    found = profile(sheet, mapping, "payable", path.name)
    return Table(shape, path.name, sha256_of(path), sheet, found)


def is_deleted(row: Row) -> bool:
    """Whether the row says that it was deleted in QuickBooks."""
    return str(row.raw().get("_fivetran_deleted", "")).upper() == "TRUE"
