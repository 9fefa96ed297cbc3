"""An answer as it was given, read for a file: its tables with what each column measures, its Facts, its words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from workingcapital.errors import NotFound
from workingcapital.facts import Citation, Fact, Table
from workingcapital.pack.sheet import FORMATS

_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_NEXT: Final = re.compile(r"(?:Next|Nächster Schritt): [“„]")  # a step of the conversation, not of what is handed on
_LINK: Final = re.compile(r"\[([^\]]*)\]\(#(F[0-9a-f]+)\)")


class NoTable(NotFound):
    """This answer has no such table."""


@dataclass(frozen=True)
class Exported:
    """One answer: what was asked, what was said of which companies on which day."""

    answer_id: str
    question: str
    text: str
    companies: tuple[str, ...]
    as_of: date
    language: str
    tables: tuple[Table, ...]
    facts: tuple[Fact, ...]
    citations: tuple[Citation, ...]
    notices: tuple[str, ...]

    @classmethod
    def of(cls, question: str, answer: Mapping[str, Any]) -> "Exported":
        """From an Answer of the contract, as it is kept."""
        return cls(
            answer_id=answer["answer_id"],
            question=question,
            text="\n\n".join(part for part in answer["answer"].split("\n\n") if not _NEXT.match(part)),
            companies=tuple(answer["companies"]),
            as_of=date.fromisoformat(answer["as_of"]),
            language=answer.get("language", "en"),
            tables=tuple(Table.model_validate(each) for each in answer["tables"]),
            facts=tuple(Fact.model_validate(each) for each in answer["facts"]),
            citations=tuple(Citation.model_validate(each) for each in answer["citations"]),
            notices=tuple(answer["notices"]),
        )

    def table(self, number: int) -> Table:
        """Its tables are numbered from 1."""
        if not 1 <= number <= len(self.tables):
            raise NoTable(f"{self.answer_id} has {len(self.tables)} tables" if self.tables else "it has none")
        return self.tables[number - 1]


@dataclass(frozen=True)
class Column:
    """One column of a table: `numeric` where its cells are figures, `receipts` where they carry Facts."""

    place: int
    name: str
    unit: str
    receipts: bool

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.unit in FORMATS


def columns_of(table: Table) -> list[Column]:
    """The columns with what they measure and whether receipts belong beside them."""
    return [
        Column(
            place,
            name,
            table.units[place] if table.units else "text",
            any(receipt(table, row, place) for row in range(len(table.rows))),
        )
        for place, name in enumerate(table.columns)
    ]


def receipt(table: Table, row: int, place: int) -> str | None:
    """The Fact behind a cell."""
    return table.fact_ids[row][place] if table.fact_ids else None


def number_of(text: str | None) -> Decimal | None:
    """A cell as a number; None for one that is empty or words."""
    return Decimal(text) if text and _NUMBER.fullmatch(text) else None


def shown(table: Table, row: int, place: int) -> str:
    """A cell for a reader: figures with their thousands apart."""
    text = table.rows[row][place]
    figure = number_of(text) if table.units and table.units[place] in FORMATS else None
    return text or "" if figure is None else f"{figure:,}".replace("-", "−")


def noted(text: str, order: dict[str, int]) -> Sequence[str | tuple[str, int]]:
    """Words and figures in turn: a figure as (its words, the number of its note); `order` learns the numbers."""
    parts: list[str | tuple[str, int]] = []
    end = 0
    for link in _LINK.finditer(text):
        parts += [text[end : link.start()], (link[1], order.setdefault(link[2], len(order) + 1))]
        end = link.end()
    return [*parts, text[end:]]
