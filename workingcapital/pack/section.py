"""The parts of a pack: sections of rows whose cells are Facts or words, and the charts beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from workingcapital.facts import Fact

Cell = Fact | str | None


@dataclass(frozen=True)
class Plot:
    """A chart of a section: named series of Facts over labels."""

    kind: Literal["bars", "steps", "band"]
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[Fact, ...]], ...]


@dataclass(frozen=True)
class Section:
    """A heading, what has to be said under it, a table, and perhaps a chart; `strong` are the rows that sum up."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    said: str = ""
    plot: Plot | None = None
    strong: frozenset[int] = frozenset()
    missing: tuple[str, ...] = ()

    def facts(self) -> list[Fact]:
        """Every Fact in its cells and its chart."""
        plotted = [fact for _, facts in self.plot.series for fact in facts] if self.plot else []
        return [*(cell for row in self.rows for cell in row if isinstance(cell, Fact)), *plotted]


@dataclass(frozen=True)
class Pack:
    """A whole pack of one company and month."""

    company: str
    name: str
    currency: str
    month: str
    as_of: date
    headline: tuple[Fact, ...]
    sections: Sequence[Section]
    notes: tuple[str, ...] = field(default=())

    def facts(self) -> list[Fact]:
        """Every Fact of the pack once."""
        found = [*self.headline, *(fact for section in self.sections for fact in section.facts())]
        return list({fact.id: fact for fact in found}.values())
