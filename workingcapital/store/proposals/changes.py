"""Proposals that change something other than cash: holds, suppliers, accounts, terms, reminders, write-offs, policy.

The database builds what is decided on from the ids and codes named here; see migrations 0006 for what each kind takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb

from workingcapital.controls.masking import masked
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people.second_factor import decision_token
from workingcapital.store.proposals.ids import parsed_id
from workingcapital.store.proposals.proposals import accepted
from workingcapital.store.proposals.views import get


@dataclass(frozen=True)
class Call:
    """Which call of which turn proposes: the same one proposes once."""

    thread_id: str
    turn: int
    call_id: str


def propose_change(
    books: Books,
    company: str,
    kind: str,
    subject: Mapping[str, Any],
    reason: str,
    call: Call,
    plan: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Draft a proposal of any kind but a payment run (login wcc_runtime) and return it.

    `subject` holds what the kind takes, ids and codes for most; `plan` what is shown beside the body.
    Raises MayNotPropose, BadProposal, NotPayable (with the reasons in `errors`), KeyReused.
    """
    named = {name: value for name, value in subject.items() if value is not None}
    row = books.execute(
        "select control.propose(%s, %s, %s, %s, %s, %s, %s, %s) as id",
        [company, kind, Jsonb(named), masked(reason), call.thread_id, call.turn, call.call_id, Jsonb(dict(plan or {}))],
    ).fetchone()
    assert row is not None
    return get(books, company, row["id"])


@dataclass(frozen=True)
class CallBack:
    """What a verifier did: which number they called, where it stands, whom they spoke with, the account they heard."""

    number: str
    number_from: str  # on_file, contract, earlier_invoice, public_register
    spoke_with: str
    heard: str


def call_back(store: Store, who: Identity, company: str, proposal_id: str, digest: str, called: CallBack) -> None:
    """Put a call-back on record (login wcc_decision); what was heard is compared with the proposal and not stored.

    Takes a second factor as an approval does. Raises ConfirmationNeeded, RoleMissing, OwnProposal,
    WrongDigest, NotWaiting, CallBackMissing with what does not agree.
    """
    subject = parsed_id(proposal_id)
    with store.deciding(who) as books:
        token = decision_token(books, company, "proposal", subject, digest, "verify")
        row = books.execute(
            "select control.record_call_back(%s, %s, %s, %s, %s, %s, %s, %s) as result",
            [
                company, subject, digest,
                called.number, called.number_from, called.spoke_with, called.heard, token,
            ],
        ).fetchone()  # fmt: skip
    accepted(row)
