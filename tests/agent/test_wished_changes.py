"""A change wished for in words, from the message to the decision of another person, through the built-in planner."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from agent.checkpoints import TurnSaver
from agent.conversation import Copilot, answer_of
from agent.graph import build_graph
from agent.planner.thinker import PlannerThinker
from agent.settings import AgentSettings
from channels.identity import asker_for
from tests.tools.test_drafting import one, open_bill, overdue_customer
from workingcapital.store.database.connection import Store


class Talk:
    """A conversation of one person with the built-in planner."""

    def __init__(self, store: Store, loop: asyncio.Runner, copilot: Copilot) -> None:
        self._store, self._loop, self._copilot = store, loop, copilot

    def said(self, who: str, *messages: str) -> list[dict[str, Any]]:
        """The answers to a person's messages, one after the other."""
        told: list[dict[str, Any]] = []
        for message in messages:
            thread = told[-1]["thread_id"] if told else None
            asker = asker_for(self._store, f"{who}@halden.example", "HALDE")
            told.append(self._loop.run(answer_of(self._copilot.ask(asker, message, thread))))
        return told


@pytest.fixture(scope="module")
def talk(sample_store: Store) -> Iterator[Talk]:
    settings = AgentSettings(model=None)
    with asyncio.Runner() as loop:
        planner = PlannerThinker(sample_store)
        copilot = Copilot(build_graph(planner, planner, TurnSaver(), settings), settings)
        yield Talk(sample_store, loop, copilot)


def test_a_bill_is_held_in_words_and_sent_by_a_word(talk: Talk, sample_store: Store) -> None:
    bill = open_bill(sample_store)
    drafted, asked, sent = talk.said(
        "ap.clerk", f"Put bill {bill['number']} on hold, the goods are damaged", "who has to approve it?", "send it"
    )
    made = drafted["proposal"]
    assert (made["kind"], made["status"], made["subject"]["invoice"]) == ("bill_hold", "draft", bill["invoice_id"])
    assert "withheld" not in " ".join(drafted["notices"])
    assert bill["number"] in drafted["answer"]
    assert asked["proposal"] is None or asked["proposal"]["status"] == "draft"
    assert (sent["reason"], sent["proposal"]["status"]) == ("sent", "waiting")
    assert "an AP manager" in sent["answer"]
    assert (
        one(sample_store, "select hold_code from invoice where invoice_id = %s", bill["invoice_id"])["hold_code"]
        is None
    )


def test_a_reminder_in_german_is_worded_in_german(talk: Talk, sample_store: Store) -> None:
    customer = overdue_customer(sample_store)
    [told] = talk.said("ar.clerk", f"Schick dem Kunden {customer['name']} bitte eine Mahnung")
    assert told["proposal"]["kind"] == "dunning_letter", told
    assert told["answer"].startswith("Entwurf: Mahnung, Stufe")
    assert "Nothing changes" not in told["answer"]
    assert "zurückgehalten" not in " ".join(told["notices"])


def test_who_may_not_is_told_so_and_nothing_is_drafted(talk: Talk, sample_store: Store) -> None:
    before = one(sample_store, "select count(*) as n from control.payment_proposal")
    [told] = talk.said("auditor", f"Put bill {open_bill(sample_store)['number']} on hold")
    assert (told["status"], told["proposal"]) == ("not_permitted", None)
    assert one(sample_store, "select count(*) as n from control.payment_proposal") == before


def test_a_question_about_a_draft_changes_nothing(talk: Talk, sample_store: Store) -> None:
    number = open_bill(sample_store)["number"]
    drafted, *asked = talk.said(
        "ap.clerk", f"hold {number}, the price is wrong", f"why is {number} on hold?", "is it on hold now?",
        f"what is open on {number}?",
    )  # fmt: skip
    assert drafted["proposal"]["status"] == "draft"
    for each in asked:
        assert each["proposal"] is None
    state = one(
        sample_store,
        "select status from control.payment_proposal where proposal_id = %s",
        drafted["proposal"]["proposal_id"],
    )
    assert state == {"status": "draft"}
