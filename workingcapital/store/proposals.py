"""Proposals: made and sent by one person, decided by another, released by a third. The database does all of it."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Literal, Protocol

from psycopg.types.json import Jsonb

from workingcapital.controls.masking import masked
from workingcapital.controls.proposals import RunLine
from workingcapital.controls.refusals import UnknownProposal, refusal
from workingcapital.store.connection import Books, Store
from workingcapital.store.context import Identity
from workingcapital.store.proposal_views import get, listing, parsed_id
from workingcapital.store.second_factor import decision_token

__all__ = ["Reader", "accepted", "company_of", "decide", "get", "listing", "propose", "recall", "release", "submit"]


class Reader(Protocol):
    """Whoever may read the books of their companies: an Asker."""

    def books(self) -> AbstractContextManager[Books]:
        """The books as this person may read them."""


def propose(
    books: Books,
    company: str,
    lines: Sequence[RunLine],
    run_date: date,
    reason: str,
    thread_id: str,
    turn: int,
    call_id: str,
    plan: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Draft a payment run (login wcc_runtime) and return it; the same call of the same turn drafts it once.

    `plan` holds value, bound, gap, baselines, left_out, cash, certificate, and `lines`:
    {item id: {"reason", "yield"}}. Raises MayNotPropose, NotPayable, BadProposal, RateMissing.
    """
    row = books.execute(
        "select control.propose_payment_run(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) as id",
        [
            company,
            [line.item_id for line in lines],
            [line.debit_date for line in lines],
            [line.in_time_date for line in lines],
            run_date,
            masked(reason),
            thread_id,
            turn,
            call_id,
            Jsonb(dict(plan or {})),
        ],
    ).fetchone()
    assert row is not None
    return get(books, company, row["id"])


def submit(books: Books, company: str, proposal_id: str, digest: str) -> dict[str, Any]:
    """The proposer's own word that it may go to the approvers (login wcc_runtime)."""
    books.execute("select control.submit_proposal(%s, %s, %s)", [company, parsed_id(proposal_id), digest])
    return get(books, company, proposal_id)


def recall(books: Books, company: str, proposal_id: str, digest: str) -> dict[str, Any]:
    """The proposer takes it back (login wcc_runtime)."""
    books.execute("select control.recall_proposal(%s, %s, %s)", [company, parsed_id(proposal_id), digest])
    return get(books, company, proposal_id)


def decide(
    store: Store,
    who: Identity,
    proposal_id: str,
    digest: str,
    verb: Literal["approve", "decline"],
    comment: str | None,
    key: str,
) -> dict[str, Any]:
    """Approve or decline in the person's name: {proposal_id, digest, status, needs, executed}.

    Approving takes a second factor proven in the person's sign-in within five minutes. The same key gives the same answer again. Raises
    ConfirmationNeeded, OwnProposal, RoleMissing, LimitExceeded,
    AlreadyDecided, StaleProposal, ExpiredProposal, WrongDigest, NotWaiting, KeyReused.
    """
    company = _company(store, who, proposal_id)
    said = None if comment is None else masked(comment)
    subject = parsed_id(proposal_id)
    with store.deciding(who) as books:
        token = decision_token(books, company, "proposal", subject, digest, verb) if verb == "approve" else None
        row = books.execute(
            "select control.decide(%s, %s, %s, %s, %s, %s, %s) as result",
            [company, subject, digest, verb, said, key, token],
        ).fetchone()
    return accepted(row)


def release(store: Store, who: Identity, company: str, proposal_id: str) -> dict[str, Any]:
    """Hand an approved run out: its body, digest, file name and lines with full accounts, for the export.

    The same person gets the same run again.
    Raises ConfirmationNeeded, MayNotRelease, OwnProposal, NotWaiting, StaleProposal, AlreadyReleased.
    """
    subject = parsed_id(proposal_id)
    with store.reading(who) as books:
        digest = _digest(books, company, subject)
    with store.executing(who) as books:
        token = decision_token(books, company, "proposal", subject, digest, "release")
        row = books.execute("select control.release(%s, %s, %s) as result", [company, subject, token]).fetchone()
    released = accepted(row)
    names = zip(released["body"]["lines"], released["payees"], released["end_to_end_ids"], strict=True)
    released["lines"] = [line | {"payee_name": payee, "end_to_end_id": name} for line, payee, name in names]
    return released


def company_of(reader: Reader, proposal_id: str) -> str:
    """Which of the reader's companies a proposal belongs to; UnknownProposal for another's and for none."""
    with reader.books() as books:
        return _company_in(books, proposal_id)


def accepted(row: Mapping[str, Any] | None) -> dict[str, Any]:
    """The database's answer; a refusal, which it has put on record already, is raised here."""
    assert row is not None
    result: dict[str, Any] = dict(row["result"])
    if result["outcome"] == "refused":
        refused = refusal(result["code"], result["detail"])
        assert refused is not None
        refused.errors = list(result["errors"])
        raise refused
    return result


def _company(store: Store, who: Identity, proposal_id: str) -> str:
    with store.reading(who) as books:
        return _company_in(books, proposal_id)


def _digest(books: Books, company: str, subject: uuid.UUID) -> str:
    row = books.execute(
        "select digest from control.payment_proposal where company_id = %s and proposal_id = %s", [company, subject]
    ).fetchone()
    if row is None:
        raise UnknownProposal(f"there is no proposal {subject} that you may see")
    return str(row["digest"])


def _company_in(books: Books, proposal_id: str) -> str:
    row = books.execute(
        "select company_id from control.payment_proposal where proposal_id = %s", [parsed_id(proposal_id)]
    ).fetchone()
    if row is None:
        raise UnknownProposal(f"there is no proposal {proposal_id} that you may see")
    return str(row["company_id"])
