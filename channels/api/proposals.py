"""Proposals over HTTP: made by one person, decided by another, released by a third."""

import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from channels.api.asking import TheAsker, TheKey
from channels.api.proposal_requests import (
    AnswerRequest,
    CallBackRequest,
    ChangeRequest,
    DecisionRequest,
    DigestRequest,
    OverrideRequest,
    ProposalRequest,
    ReleaseRequest,
    RunRequest,
    WrittenRequest,
)
from channels.api.telemetry import DECISIONS
from channels.identity import at_company
from tools.asker import Asker
from workingcapital.errors import BadInput
from workingcapital.store.database.connection import Books
from workingcapital.store.once import once
from workingcapital.store.people import second_factor
from workingcapital.store.proposals import changes, findings, proposals

router = APIRouter(prefix="/v1/proposals", tags=["proposals"])


@router.post("", status_code=201)
def propose(body: ProposalRequest, asker: TheAsker, key: TheKey = None) -> dict[str, Any]:
    """Propose a payment run or a change and send it to its approvers; the same key proposes once."""
    ours = _speaking_for(asker, body.company)

    with ours.books() as books:

        def work() -> dict[str, Any]:
            made = _drafted(books, ours, body, key or uuid.uuid4().hex)
            return proposals.submit(books, ours.company, made["proposal_id"], made["digest"])

        return once(books, ours.company, key, {"propose": body.model_dump(mode="json")}, work)


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


@router.post("/{proposal_id}/submit")
def submit(proposal_id: str, body: DigestRequest, asker: TheAsker, key: TheKey = None) -> dict[str, Any]:
    """The proposer sends a draft to its approvers."""
    company, asked = proposals.company_of(asker, proposal_id), {"submit": proposal_id, "digest": body.digest}
    with asker.books() as books:
        return once(books, company, key, asked, lambda: proposals.submit(books, company, proposal_id, body.digest))


@router.post("/{proposal_id}/recall")
def recall(proposal_id: str, body: DigestRequest, asker: TheAsker, key: TheKey = None) -> dict[str, Any]:
    """The proposer takes it back."""
    company, asked = proposals.company_of(asker, proposal_id), {"recall": proposal_id, "digest": body.digest}
    with asker.books() as books:
        return once(books, company, key, asked, lambda: proposals.recall(books, company, proposal_id, body.digest))


@router.post("/{proposal_id}/call-back")
def call_back(proposal_id: str, body: CallBackRequest, asker: TheAsker) -> dict[str, Any]:
    """A verifier puts on record that they called the supplier; the same call-back again changes nothing."""
    company = proposals.company_of(asker, proposal_id)
    _prove(asker, body.code)
    called = changes.CallBack(body.number, body.number_from, body.spoke_with, body.heard)
    changes.call_back(asker.store, asker.identity, company, proposal_id, body.digest, called)
    with asker.books() as books:
        return proposals.get(books, company, proposal_id)


@router.post("/{proposal_id}/decision")
def decide(proposal_id: str, body: DecisionRequest, asker: TheAsker, key: TheKey = None) -> dict[str, Any]:
    """Approve or decline; the key makes a repeat harmless."""
    if key is None:
        raise BadInput("send an Idempotency-Key header, a fresh one for each decision")
    _prove(asker, body.code)
    decided = proposals.decide(asker.store, asker.identity, proposal_id, body.digest, body.decision, body.comment, key)
    DECISIONS.labels(body.decision, decided["status"]).inc()
    return {name: value for name, value in decided.items() if name != "replayed"}  # a repeat gets the very same answer


@router.post("/{proposal_id}/findings/{finding}/override")
def override(proposal_id: str, finding: str, body: OverrideRequest, asker: TheAsker) -> dict[str, Any]:
    """Set a finding aside: another person than who proposed, approves or releases; on record with its reason code."""
    _prove(asker, body.code)
    company = proposals.company_of(asker, proposal_id)
    return findings.override(
        asker.store, asker.identity, company, proposal_id, body.digest, finding, body.reason_code, body.comment
    )


@router.post("/{proposal_id}/release")
def release(
    proposal_id: str, asker: TheAsker, body: ReleaseRequest | None = None, key: TheKey = None
) -> dict[str, Any]:
    """Release an approved run: its lines with full accounts, and its files with their contents, named by the digest."""
    from channels.export import release_run
    from workingcapital.banking.run_files import files_of

    asked = body or ReleaseRequest()
    _prove(asker, asked.code)
    released = release_run(asker, proposal_id, asked.erp_lock, key)
    told: Mapping[str, Any] = {each["name"]: each for each in released["files"]}
    files = [
        {**told[each.name], "sha256": each.sha256, "content": each.content.decode(),
         "transliterated": [{"before": text.before, "after": text.after} for text in each.changed]}
        for each in files_of(released)
    ]  # fmt: skip
    return {**released, "files": files}


@router.post("/{proposal_id}/files")
def written(proposal_id: str, body: WrittenRequest, asker: TheAsker) -> dict[str, Any]:
    """Whoever released says that a file stands where it belongs; after the last one the run is sent."""
    company = proposals.company_of(asker, proposal_id)
    status = proposals.file_written(asker.store, asker.identity, company, proposal_id, body.format, body.sha256)
    return {"proposal_id": proposal_id, "status": status}


@router.post("/{proposal_id}/answer")
def answer(proposal_id: str, body: AnswerRequest, asker: TheAsker) -> dict[str, Any]:
    """What the bank or the ledger said of a run that was sent; not by whoever released it."""
    company = proposals.company_of(asker, proposal_id)
    status = proposals.record_answer(asker.store, asker.identity, company, proposal_id, body.answer, body.evidence)
    return {"proposal_id": proposal_id, "status": status}


def _drafted(books: Books, asker: Asker, body: RunRequest | ChangeRequest, call: str) -> dict[str, Any]:
    if isinstance(body, RunRequest):
        from tools.payment_runs import propose_run_in
        from tools.run_wish import wished

        wish = wished(
            body.run_date, body.floor, body.budget, sure=body.sure, draw=body.draw, by_account=body.by_account
        )
        return propose_run_in(books, asker, wish, call=call)
    from tools.changes import propose as propose_change

    return propose_change(books, asker, body.kind, body.subject, body.reason, call)


def _speaking_for(asker: Asker, company: str | None) -> Asker:
    """The same person in the same sign-in, speaking for that company."""
    if company is None or company == asker.company:
        return asker
    return at_company(asker, company)


def _prove(asker: Asker, code: str | None) -> None:
    if code:
        second_factor.prove(asker.store, asker.identity, code)
