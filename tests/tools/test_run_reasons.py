"""Why a line is in a run, why a bill is not, and that asking changes nothing."""

from dataclasses import replace

import pytest

from agent.german.spoken import said
from tests.tools.calling import ask, asker
from tools.payment_runs import propose_payment_run
from tools.proposals import change_proposal
from tools.run_reasons import explain_proposal
from workingcapital.store.database.connection import Store
from workingcapital.store.proposals import proposals

ANALYST = "treasury.analyst@halden.example"


@pytest.fixture
def draft(sample_store: Store) -> dict:
    made = ask(
        propose_payment_run, asker(sample_store, person=ANALYST), run_date="2026-07-02", floor="1500000"
    ).proposal
    assert made is not None
    return made


def test_every_line_comes_with_its_reason_and_the_draft_stays_what_it_is(sample_store: Store, draft: dict) -> None:
    who = asker(sample_store, person=ANALYST)
    for line in (None, 1, -1, [2, 3], draft["lines"][4]["number"], draft["lines"][0]["party"]):
        found = ask(explain_proposal, who, proposal_id=draft["proposal_id"], line=line)
        assert found.outcome == "answered"
        assert found.proposal is None
        shown = {row[2]: row[5] for row in found.tables[0].rows}
        assert shown.items() <= {each["number"]: each["reason"] for each in draft["lines"]}.items()
        assert all(shown.values())
    with who.books() as books:
        after = proposals.get(books, "HALDE", draft["proposal_id"])
    assert (after["digest"], after["status"]) == (draft["digest"], "draft")


def test_a_bill_that_was_left_out_says_why_and_a_line_that_is_not_there_is_asked_back(
    sample_store: Store, draft: dict
) -> None:
    who, left = asker(sample_store, person=ANALYST), draft["left_out"][0]
    found = ask(explain_proposal, who, proposal_id=draft["proposal_id"], line=left["number"])
    assert f"{left['number']} of {left['party']} is not in it: {left['why']}." in found.say
    assert ask(explain_proposal, who, proposal_id=draft["proposal_id"], line=400).outcome == "clarify"
    assert ask(explain_proposal, who, proposal_id=draft["proposal_id"], line="Nobody Ltd").outcome == "no_data"


def test_a_changed_draft_keeps_its_order_and_says_at_whose_word_it_changed(sample_store: Store, draft: dict) -> None:
    first = asker(sample_store, person=ANALYST)
    who, later = replace(first, turn=2), replace(first, turn=3)
    moved = ask(change_proposal, who, proposal_id=draft["proposal_id"], line=2, action="move").proposal
    assert moved is not None
    assert [each["number"] for each in moved["lines"]] == [each["number"] for each in draft["lines"]]
    assert moved["lines"][1]["debit_date"] == "2026-07-07"  # the run after it
    assert moved["lines"][1]["reason"] == "debited Tue 7 Jul: moved at the proposer's word"
    gone = draft["lines"][0]["number"]
    dropped = ask(change_proposal, later, proposal_id=moved["proposal_id"], line=gone, action="drop")
    assert dropped.proposal is not None
    assert dropped.say.startswith(f"Taken out: {gone} of ")
    asked = ask(explain_proposal, who, proposal_id=dropped.proposal["proposal_id"], line=gone)
    assert "taken out at the proposer's word" in asked.say


def test_the_reasons_are_read_in_german(sample_store: Store, draft: dict) -> None:
    who = asker(sample_store, person=ANALYST)
    for line in (None, 1, 2, draft["left_out"][0]["number"]):
        told = said(ask(explain_proposal, who, proposal_id=draft["proposal_id"], line=line).say, "de")
        assert not {"the", "of", "Line", "bills", "in", "draft", "saves"} & set(told.split()), told
    kinds = {each["why"].split(":")[0]: each for each in draft["left_out"]}
    for each in kinds.values():
        told = said(f"{each['number']} of {each['party']} is not in it: {each['why']}.", "de")
        assert "ist nicht darin" in told, told
