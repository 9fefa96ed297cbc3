"""What the controls find on a proposal, and a finding set aside by another person."""

from typing import Any

from workingcapital.controls.masking import masked
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people.second_factor import decision_token
from workingcapital.store.proposals.ids import parsed_id


def findings(books: Books, company: str, proposal_id: str) -> list[dict[str, Any]]:
    """The findings of a proposal as its rows stand now, those that stop it first.

    Each: {finding, control, score, blocks, reason, evidence, may_override, reason_codes, overridden_by, reason_code,
    comment, overridden_at}; `score` is of 100, `evidence` holds row ids, the last four are null until it is set aside.
    """
    row = books.execute("select control.findings_of(%s, %s) as found", [company, parsed_id(proposal_id)]).fetchone()
    assert row is not None
    return list(row["found"])


def override(
    store: Store, who: Identity, company: str, proposal_id: str, digest: str, finding: str, code: str, comment: str
) -> dict[str, Any]:
    """Set one finding aside with a reason code (login wcc_decision), on record in the audit chain.

    Takes a second factor; who does it neither proposed the body nor decides on it. Raises ConfirmationNeeded, OwnProposal, RoleMissing,
    WrongDigest, NotWaiting, AlreadyDecided, BadProposal, UnknownProposal.
    """
    subject = parsed_id(proposal_id)
    with store.deciding(who) as books:
        token = decision_token(books, company, "finding", f"{subject}/{finding}", digest, "verify")
        row = books.execute(
            "select control.override_finding(%s, %s, %s, %s, %s, %s, %s) as result",
            [company, subject, digest, finding, code, masked(comment), token],
        ).fetchone()
    assert row is not None
    return dict(row["result"])
