"""A payment on its way into the books, with the documents its source says it settles."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.importing.document import Party


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a payment settles which document, both by the ids of the source; amounts are positive."""

    source_id: str
    document_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment: out to a supplier or in from a customer."""

    file: str
    row: int
    source_system: str
    source_id: str
    direction: str
    party: Party
    on: date
    currency: str
    amount: Decimal
    reference: str | None
    parts: tuple[Part, ...]
    payload: Mapping[str, Any]

    def digest(self) -> str:
        """The same for the same content: how a changed payment is told."""
        content = (self.direction, self.party.key, self.on, self.currency, self.amount, self.reference, self.parts)
        return hashlib.sha256(repr(content).encode()).hexdigest()
