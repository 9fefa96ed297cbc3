"""What an import did, in the shape of the contract."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Rejection:
    """A row that cannot be taken: where, which field, why. Row 1 is the first line of the file."""

    file: str
    row: int
    field: str
    why: str

    def as_json(self) -> dict[str, Any]:
        """The rejection as the contract writes it."""
        return {"file": self.file, "row": self.row, "field": self.field, "why": self.why}


@dataclass
class ImportReport:
    """`load_id` is null when nothing was changed: a dry run, a rejected row, or a file already known in full."""

    load_id: int | None = None
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    rejected_rows: int = 0
    totals: dict[str, Any] = field(default_factory=dict)
    detected: dict[str, Any] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    dry_run: bool = False
    accepted_rejects: bool = False

    @property
    def exit_code(self) -> int:
        """0, or 2 when rejected rows kept everything from changing."""
        return 2 if self.rejected_rows and not self.accepted_rejects else 0

    def reject(self, rejection: Rejection, listed: int) -> None:
        """Count a rejection; only the first `listed` are kept, so that a bad file cannot fill the memory."""
        self.rejected_rows += 1
        if len(self.rejected) < listed:
            self.rejected.append(rejection)

    def count(self, read: int, rejected: Iterable[Rejection], listed: int) -> None:
        """Count what was read, and the rejections among it."""
        self.read += read
        for each in rejected:
            self.reject(each, listed)

    def counts(self) -> dict[str, int]:
        """The counts, as they are kept of a load."""
        return {
            "read": self.read,
            "inserted": self.inserted,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected_rows,
        }

    def as_json(self) -> dict[str, Any]:
        """The report as the contract writes it, with what was detected about each file."""
        return {
            "load_id": self.load_id,
            "read": self.read,
            "inserted": self.inserted,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [rejection.as_json() for rejection in self.rejected],
            "totals": {**_texts(self.totals), "rejected": self.rejected_rows},
            "detected": self.detected,
            "notices": self.notices,
            "dry_run": self.dry_run,
        }


def _texts(totals: Mapping[str, Any]) -> dict[str, Any]:
    plain = (int, dict, list, type(None))
    return {name: value if isinstance(value, plain) else str(value) for name, value in totals.items()}
