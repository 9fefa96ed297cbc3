"""A trained model as an artefact: the settings chosen for a company, and a card that says from what and how good.

What customers' habits *are* is not in it: they are learned anew from the books of the day a forecast is made for. So the
artefact names no customer, and a back-test of last year learns from last year.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final, Self

from workingcapital.errors import CopilotError
from workingcapital.forecast.habits import Kind

FORMAT: Final = 1


class BrokenModel(CopilotError):
    """A stored forecast model is not what was trained: train it again with wcc model train."""

    status = 409
    code = "broken_model"


@dataclass(frozen=True)
class Model:
    """What a forecast of a company uses from `trained_on` on, and the card it was chosen by."""

    company: str
    trained_on: date
    kind: Kind
    card: Mapping[str, Any]

    @property
    def body(self) -> str:
        """Canonical JSON."""
        document = {
            "format": FORMAT,
            "company": self.company,
            "trained_on": self.trained_on.isoformat(),
            "settings": {**asdict(self.kind), "traits": list(self.kind.traits)},
            "card": self.card,
        }
        return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the body: the model's name."""
        return hashlib.sha256(self.body.encode()).hexdigest()

    @property
    def short(self) -> str:
        """The first letters of the digest, enough for people."""
        return self.digest[:12]

    @classmethod
    def read(cls, body: str, digest: str) -> Self:
        """The model a body holds; BrokenModel where the digest is another or a setting is unknown."""
        if hashlib.sha256(body.encode()).hexdigest() != digest:
            raise BrokenModel("its body does not have its digest")
        document = json.loads(body)
        settings, known = document["settings"], {each.name for each in fields(Kind)}
        if document["format"] != FORMAT or set(settings) != known:
            raise BrokenModel("it was trained by another version")
        kind = Kind(**{**settings, "traits": tuple(settings["traits"])})
        return cls(document["company"], date.fromisoformat(document["trained_on"]), kind, document["card"])
