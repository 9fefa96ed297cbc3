"""What reading a file yields: lines that know where they stand."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from workingcapital.errors import BadInput

Box = tuple[float, float, float, float]


class Unreadable(BadInput):
    """This file cannot be read and is kept in quarantine."""


@dataclass(frozen=True)
class Line:
    """A sentence, heading or table row. `box` is left, top, right, bottom in per cent of the page."""

    text: str
    page: int
    box: Box | None = None
    heading: bool = False


@dataclass(frozen=True)
class FoundField:
    """A named value read from structured data in the file (an e-invoice's XML)."""

    name: str
    value: str
    source: Literal["xml", "text", "ocr"] = "xml"


@dataclass
class Reading:
    """Everything taken from one file; `warnings` say what was left out or looks like an attack.

    `paragraphs` (text, is a heading) are what the lines of a file without pages were laid out from.
    """

    mime: str
    pages: int
    lines: list[Line] = field(default_factory=list)
    fields: list[FoundField] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    paragraphs: list[tuple[str, bool]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the way out of the reading process."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Reading":
        """The inverse of as_json."""
        lines = [Line(**{**line, "box": tuple(line["box"]) if line["box"] else None}) for line in data["lines"]]
        fields = [FoundField(**found) for found in data["fields"]]
        return cls(
            data["mime"], data["pages"], lines, fields, list(data["warnings"]), [(t, h) for t, h in data["paragraphs"]]
        )


def union(boxes: list[Box]) -> Box | None:
    """The smallest box around all; None for none."""
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))
