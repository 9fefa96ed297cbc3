"""What an ingest is told and what it tells."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from retrieval.elements import Reading

Progress = Callable[[str, float], None]  # what is being done, and the share that is done


class Reader(Protocol):
    """Reads one file whose type is known; the sandbox is one."""

    def read(self, path: Path, mime: str) -> tuple[Reading, bytes | None]:
        """The reading, and pages as PDF for files that have none; raises Unreadable."""
        ...


@dataclass
class IngestReport:
    """What became of the files; `warnings` tell what was left out of documents that were taken in."""

    documents: int = 0
    chunks: int = 0
    duplicates: int = 0
    quarantined: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report of `wcc ingest --json`."""
        return asdict(self)
