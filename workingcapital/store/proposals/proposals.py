"""Proposals: made and sent by one person, decided by another, released by a third. The database does all of it."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Literal, Protocol

from psycopg.types.json import Jsonb

from workingcapital.controls.masking import masked
from workingcapital.controls.proposals import RunLine
from workingcapital.controls.refusals import UnknownProposal, refusal
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people.second_factor import decision_token
from workingcapital.store.proposals.ids import parsed_id
from workingcapital.store.proposals.views import get, listing

__all__ = [
    "Reader", "accepted", "company_of", "decide", "file_written", "get", "listing", "propose", "recall",
    "record_answer", "release", "submit",
]  # fmt: skip


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
    said = None if comment is None else masked(comment)
    subject = parsed_id(proposal_id)
    with store.deciding(who) as books:
        made = books.execute(
            """select control.decide(found.company, %(subject)s, %(digest)s, %(verb)s, %(said)s, %(key)s, case when %(verb)s = 'approve'
                 then control.issue_decision_token(found.company, 'proposal', %(subject)s::text, %(digest)s, %(verb)s) end) as result
               from (select control.company_of(%(subject)s) as company offset 0) found where found.company is not null""",
            {"subject": subject, "digest": digest, "verb": verb, "said": said, "key": key},
        )
    row = made.fetchone()
    if row is None:
        raise UnknownProposal(f"there is no proposal {proposal_id} that you may see")
    return accepted(row)


def release(
    store: Store,
    who: Identity,
    company: str,
    proposal_id: str,
    erp_lock: str | None = None,
    key: str | None = None,
    make: Callable[[Mapping[str, Any]], object] | None = None,
) -> dict[str, Any]:
    """Hand an approved run out: its body, digest, lines with full accounts, and the files to write.

    `make` makes its files: a run for which it raises stays approved. `erp_lock` names the ledger's lock over what we pay ourselves.
    The same person gets the same run again. Raises ConfirmationNeeded, MayNotRelease, OwnProposal, NotWaiting,
    StaleProposal, StaleLoad, LockMissing, AlreadyReleased.
    """
    subject = parsed_id(proposal_id)
    with store.reading(who) as books:
        digest = _digest(books, company, subject)
    with store.executing(who) as books:
        token = decision_token(books, company, "proposal", subject, digest, "release")
        row = books.execute(
            "select control.release(%s, %s, %s, %s, %s) as result", [company, subject, token, erp_lock, key]
        ).fetchone()
        if row is not None and row["result"]["outcome"] == "released":
            released = _with_parties(row["result"])
            if make is not None:
                make(released)
    accepted(row)
    return released


def _with_parties(result: Mapping[str, Any]) -> dict[str, Any]:
    """The result with each line of the approved body beside what a file needs of its payee."""
    lines = [line | party for line, party in zip(result["body"]["lines"], result["parties"], strict=True)]
    return {**result, "lines": lines}


def file_written(store: Store, who: Identity, company: str, proposal_id: str, format: str, sha256: str) -> str:
    """A file of a released run stands where it belongs: the run's status now, `sent` after the last one."""
    with store.executing(who) as books:
        row = books.execute(
            "select control.file_written(%s, %s, %s, %s) as status", [company, parsed_id(proposal_id), format, sha256]
        ).fetchone()
    assert row is not None
    return str(row["status"])


def record_answer(store: Store, who: Identity, company: str, proposal_id: str, answer: str, evidence: str) -> str:
    """What the bank or the ledger said of a run that was sent: `confirmed` or `failed`, and where that stands.

    Not by whoever released it. A failed run's items may be proposed again. Raises RoleMissing, MayNotRelease, NotWaiting.
    """
    with store.deciding(who) as books:
        row = books.execute(
            "select control.record_answer(%s, %s, %s, %s) as status",
            [company, parsed_id(proposal_id), answer, masked(evidence)],
        ).fetchone()
    assert row is not None
    return str(row["status"])


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
