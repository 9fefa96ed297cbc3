"""A run whose bills are on a proposal already says so, with the proposal and how many bills it holds."""

from datetime import date

import pytest

from agent.german.spoken import said
from tests.tools.calling import asker
from tools.payment_runs import propose_run
from tools.run_planning import plan_run
from tools.run_refusals import NothingToPay
from tools.run_wish import wished
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.planning.timing import runs_holding
from workingcapital.store.proposals import proposals

RUN, CODE = date(2026, 7, 2), "HALUS"
ANALYST, APPROVERS = "treasury.analyst@halden.example", ("ap.manager@halden.example", "cfo@halden.example")


def test_bills_that_wait_or_are_approved_are_named_with_their_proposal(sample_store: Store) -> None:
    who = asker(sample_store, CODE, person=ANALYST, companies=(CODE,))
    made = propose_run(who, wished(RUN, "100000"), call="first")
    with who.books() as books:
        assert runs_holding(books, CODE, RUN) == []
        proposals.submit(books, CODE, made["proposal_id"], made["digest"])
    [waiting] = _holding(sample_store)
    assert (str(waiting["proposal_id"]), waiting["waits"]) == (made["proposal_id"], True)
    assert waiting["bills"] == len(made["lines"])
    for n, person in enumerate(APPROVERS):
        decided = proposals.decide(
            sample_store, Identity(person, (CODE,)), made["proposal_id"], made["digest"], "approve", None, f"k{n}"
        )
        if decided["status"] == "approved":
            break
    [approved] = _holding(sample_store)
    assert (approved["waits"], approved["bills"]) == (False, len(made["lines"]))
    with who.books() as books, pytest.raises(NothingToPay) as refused:
        plan_run(books, CODE, who.as_of, wished(RUN, "100000"))
    assert str(refused.value.detail) == (
        f"No further bill of {CODE} belongs on the run of {RUN}. {len(made['lines'])} bills of it are on proposal "
        f"{made['proposal_id']} already, which is approved."
    )
    assert f"stehen schon auf Vorschlag {made['proposal_id']}, der freigegeben ist." in said(refused.value.detail, "de")


def _holding(store: Store) -> list:
    with asker(store, CODE, person=ANALYST, companies=(CODE,)).books() as books:
        return runs_holding(books, CODE, RUN)
