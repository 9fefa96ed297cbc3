"""What people send about access. Who may ask, approve and end is the database's to judge; here only the shape is."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Limit = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=2)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_max_length=320)

    company: str


class GrantRequest(_Strict):
    """A role for a person: `limit` in the company's currency, `until` the first day (UTC) it no longer holds."""

    person: str = Field(min_length=3)
    name: str = ""
    role: str
    limit: Limit | None = None
    until: date | None = None


class DelegationRequest(_Strict):
    """A role of one's own for somebody else, up to a limit and until the start of a day (UTC)."""

    person: str = Field(min_length=3)
    role: str
    limit: Limit
    until: date


class ApprovalRequest(_Strict):
    """An approval; `code` where no second factor is fresh."""

    code: str | None = None


class EndRequest(_Strict):
    """The end of a grant or delegation, at once."""


def moment(day: date) -> datetime:
    """The start of a day in UTC."""
    return datetime.combine(day, time(), UTC)
