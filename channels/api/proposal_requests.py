"""What people send about proposals. What a kind takes is the database's to judge; here only the shape is."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Tag


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_max_length=2000)


class RunRequest(_Strict):
    """The run to propose; amounts are decimal text in the company's currency."""

    kind: Literal["payment_run"] = "payment_run"
    company: str | None = None
    run_date: date
    floor: str | None = None
    budget: str | None = None
    sure: str | None = None
    draw: str | None = None
    by_account: bool = False


class ChangeRequest(_Strict):
    """A change to propose: `subject` names ids and codes, for example {"invoice": 17, "code": "price"}."""

    kind: str
    company: str | None = None
    subject: dict[str, Any]
    reason: str


def _which(body: Any) -> str:
    kind = body.get("kind", "payment_run") if isinstance(body, dict) else getattr(body, "kind", "payment_run")
    return "run" if kind == "payment_run" else "change"


ProposalRequest = Annotated[
    Annotated[RunRequest, Tag("run")] | Annotated[ChangeRequest, Tag("change")], Discriminator(_which)
]


class DigestRequest(_Strict):
    """The proposer's word about exactly the body whose digest they saw."""

    digest: str


class DecisionRequest(_Strict):
    """A person's decision about exactly the body whose digest they saw; `code` where no second factor is fresh."""

    decision: Literal["approve", "decline"]
    digest: str
    comment: str | None = None
    code: str | None = None


class CallBackRequest(_Strict):
    """A verifier's call-back: which number, where it stands, whom they spoke with, and the account they heard."""

    digest: str
    number: str
    number_from: Literal["on_file", "contract", "earlier_invoice", "public_register"]
    spoke_with: str
    heard: str
    code: str | None = None


class OverrideRequest(_Strict):
    """A finding set aside under exactly this digest, with one of its reason codes and what was checked."""

    digest: str
    reason_code: str
    comment: str
    code: str | None = None


class ReleaseRequest(_Strict):
    """A release; `erp_lock` names the ledger's lock where we pay ourselves."""

    code: str | None = None
    erp_lock: str | None = None


class WrittenRequest(_Strict):
    """A file of a released run that now stands where it belongs."""

    format: str
    sha256: str


class AnswerRequest(_Strict):
    """What the bank or the ledger said, and where that stands."""

    answer: Literal["confirmed", "failed"]
    evidence: str
