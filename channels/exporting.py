"""A kept answer as a file: one table or all, or the whole answer as a document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tools.asker import Asker
from workingcapital.errors import BadInput
from workingcapital.pack.exported import Exported
from workingcapital.store import conversations


@dataclass(frozen=True)
class File:
    """A file to hand out."""

    name: str
    media_type: str
    content: bytes


def _csv(answer: Exported, number: int | None) -> bytes:
    from workingcapital.pack.table_csv import as_csv

    return as_csv(answer, number or 1)


def _xlsx(answer: Exported, number: int | None) -> bytes:
    from workingcapital.pack.table_xlsx import as_workbook

    return as_workbook(answer, number)


def _markdown(answer: Exported, number: int | None) -> bytes:
    from workingcapital.pack.document import as_markdown

    return as_markdown(answer)


def _pdf(answer: Exported, number: int | None) -> bytes:
    from workingcapital.pack.document import as_pdf

    return as_pdf(answer)


# Libraries that make files take a second to import: only when one is made.
MAKERS: Final[Mapping[str, tuple[str, Callable[[Exported, int | None], bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "md": ("text/markdown; charset=utf-8", _markdown),
    "pdf": ("application/pdf", _pdf),
}


def exported(asker: Asker, answer_id: str, format: str, table: int | None = None) -> File:
    """The asker's own answer in a format; `table` counts from 1, else all (CSV: the first)."""
    if format not in MAKERS:
        raise BadInput(f"there is no format {format!r}: one of {', '.join(MAKERS)}")
    with asker.books() as books:
        found = conversations.find_answer(books, answer_id)
    answer = Exported.of(found["question"], found["body"])
    media_type, make = MAKERS[format]
    number = "" if table is None else f"-{table}"
    name = f"{'-'.join(answer.companies)}-{answer.as_of}-{answer.answer_id[:8]}{number}.{format}"
    return File(name, media_type, make(answer, table))
