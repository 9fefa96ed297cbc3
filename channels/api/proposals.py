"""Proposals over HTTP: made by one person, decided by another, released by a third."""

import uuid
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict

from channels.api.asking import TheAsker
from channels.api.telemetry import DECISIONS
from channels.identity import asker_for
from workingcapital.errors import BadInput
from workingcapital.store import proposals, second_factor

router = APIRouter(prefix="/v1/proposals", tags=["proposals"])
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


class RunRequest(BaseModel):
    """The run to propose; amounts are decimal text in the company's currency."""

    model_config = ConfigDict(extra="forbid", str_max_length=200)

    company: str | None = None
    run_date: date
    floor: str | None = None
    budget: str | None = None


class DecisionRequest(BaseModel):
    """A person's decision about exactly the body whose digest they saw."""

    model_config = ConfigDict(extra="forbid", str_max_length=2000)

    decision: Literal["approve", "decline"]
    digest: str
    comment: str | None = None
    code: str | None = None


class ReleaseRequest(BaseModel):
    """A release, with the one-time code where none was given within five minutes."""

    model_config = ConfigDict(extra="forbid", str_max_length=200)

    code: str | None = None


@router.post("", status_code=201)
def propose(body: RunRequest, asker: TheAsker, key: Key = None) -> dict[str, Any]:
    """Propose a payment run and send it to its approvers; the same key proposes once."""
    from tools.payment_runs import propose_run

    if body.company:
        asker = asker_for(asker.store, asker.person, body.company)
    plan = propose_run(asker, body.run_date, body.floor, body.budget, call=key or uuid.uuid4().hex)
    with asker.books() as books:
        return proposals.submit(books, asker.company, plan["proposal_id"], plan["digest"])


@router.get("")
def listing(asker: TheAsker, status: str | None = None) -> dict[str, Any]:
    """Proposals of the asker's companies, newest first."""
    with asker.books() as books:
        return {"proposals": proposals.listing(books, asker.companies, status)}


@router.get("/{proposal_id}")
def proposal(proposal_id: str, asker: TheAsker) -> dict[str, Any]:
    """One proposal: body, digest, lines with reasons, decisions, what is still needed."""
    company = proposals.company_of(asker, proposal_id)
    with asker.books() as books:
        return proposals.get(books, company, proposal_id)


@router.post("/{proposal_id}/decision")
def decide(proposal_id: str, body: DecisionRequest, asker: TheAsker, key: Key = None) -> dict[str, Any]:
    """Approve or decline; the key makes a repeat harmless."""
    if key is None:
        raise BadInput("send an Idempotency-Key header, a fresh one for each decision")
    if body.code:
        second_factor.prove(asker.store, asker.identity, body.code)
    decided = proposals.decide(asker.store, asker.identity, proposal_id, body.digest, body.decision, body.comment, key)
    DECISIONS.labels(body.decision, decided["status"]).inc()
    return {name: value for name, value in decided.items() if name != "replayed"}  # a repeat gets the very same answer


@router.post("/{proposal_id}/release")
def release(proposal_id: str, asker: TheAsker, body: ReleaseRequest | None = None) -> dict[str, Any]:
    """Release an approved run: its export, named by the digest."""
    company = proposals.company_of(asker, proposal_id)
    if body and body.code:
        second_factor.prove(asker.store, asker.identity, body.code)
    return proposals.release(asker.store, asker.identity, company, proposal_id)
