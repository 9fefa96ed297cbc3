"""Facts: figures that carry their own receipt, and what a tool hands back with them."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workingcapital.money import rounded

Unit = Literal["money", "days", "percent", "ratio", "count", "date", "text"]

# The rounding at which a figure is stated. Money is rounded to its currency's minor unit.
STATED: dict[str, Decimal] = {
    "days": Decimal("0.1"),
    "percent": Decimal("0.01"),
    "ratio": Decimal("0.0001"),
    "count": Decimal(1),
}


class Fact(BaseModel):
    """One computed figure with its receipt.

    `value` is text at its stated rounding (Decimal notation, ISO dates), so that no
    reader turns it into a float. A percentage is stated in per cent: 41.2 is 41.2%.
    `inputs` holds everything the formula needs and, under "asked", the parameters
    with which the books are read again. `row_ids` name rows as "instalment:17".
    The id is a digest of all of it: the same figure from the same rows has the same id.
    """

    model_config = ConfigDict(frozen=True)

    id: str = ""
    label: str
    value: str
    unit: Unit
    currency: str | None = None
    as_of: date
    company: str
    party: str | None = None
    period: str | None = None
    basis: str | None = None
    formula: str
    inputs: dict[str, Any] = Field(default_factory=dict)
    row_ids: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _identify(self) -> "Fact":
        if not self.id:
            body = json.dumps(self.model_dump(mode="json", exclude={"id"}), sort_keys=True, ensure_ascii=False)
            object.__setattr__(self, "id", "F" + hashlib.sha256(body.encode()).hexdigest()[:15])
        return self

    def decimal(self) -> Decimal:
        """The value as a number; raises for dates and text."""
        return Decimal(self.value)


def stated(value: Decimal, unit: str, currency: str | None = None) -> str:
    """A value as text at the rounding its unit is stated in; nothing is never said as less than nothing.

    >>> stated(Decimal("-0.001"), "money", "EUR"), stated(Decimal("-0.04"), "days")
    ('0.00', '0.0')
    """
    if unit == "money":
        value = rounded(value, currency or "EUR")
    elif unit in STATED:
        value = value.quantize(STATED[unit])
    return str(value if value else abs(value))


class Table(BaseModel):
    """Rows a person would rather look at than read. `fact_ids` mirrors `rows`: the Fact behind a cell, or null."""

    title: str
    columns: list[str]
    rows: list[list[str | None]]
    units: list[Unit] = Field(default_factory=list)
    fact_ids: list[list[str | None]] = Field(default_factory=list)
    row_ids: list[str] = Field(default_factory=list)


class Series(BaseModel):
    """A named line or set of bars: x as ISO dates or labels, y as Decimal text."""

    name: str
    x: list[str]
    y: list[str]


class Chart(BaseModel):
    """A chart as data; page, Slack and Teams each draw it their way."""

    title: str
    kind: Literal["line", "bar", "stacked_bar", "band"]
    unit: Unit = "money"
    currency: str | None = None
    series: list[Series] = Field(default_factory=list)


class Citation(BaseModel):
    """A sentence of a document: untrusted text, quoted exactly, with the place where it stands."""

    document_id: str
    filename: str
    page: int
    quote: str
    box: list[float] | None = None
    party: str | None = None
    kind: str | None = None


Outcome = Literal["answered", "clarify", "refused", "not_permitted", "no_data", "not_loaded", "incomplete"]


class Evidence(BaseModel):
    """What a tool found. `outcome` keeps "you may not see it", "there is none" and "not loaded yet" apart."""

    outcome: Outcome = "answered"
    reason: str | None = None
    say: str = ""
    facts: list[Fact] = Field(default_factory=list)
    tables: list[Table] = Field(default_factory=list)
    charts: list[Chart] = Field(default_factory=list)
    citations: list[Citation] = Field(default_factory=list)
    proposal: dict[str, Any] | None = None
    options: list[str] = Field(default_factory=list)
    notices: list[str] = Field(default_factory=list)

    def fact(self, label: str) -> Fact:
        """The one fact with this label; a missing one is a programming error."""
        return next(fact for fact in self.facts if fact.label == label)


def nothing(outcome: Outcome, reason: str, say: str, options: Sequence[str] = ()) -> Evidence:
    """An honest empty answer: which of the three nothings it is, and in which words."""
    return Evidence(outcome=outcome, reason=reason, say=say, options=list(options))
