"""The agent's tools for changes in an attacker's hands: drafts that their asker has to send, one a turn, and no more."""

from collections.abc import Iterator
from typing import Any

import pytest

from agent.state import Thought, ToolCall
from tests.proof.changing import an_account, change_world
from tests.proof.desk import Desk, desk
from tests.proof.effects import rows_of
from tests.proof.injection import ACCOUNTS, FAVOURS, THEIRS, Obedient
from tests.proof.world import World, found_world
from workingcapital.store.database.connection import Store


@pytest.fixture(scope="module")
def at(store: Store) -> Iterator[Desk]:
    with desk(store) as opened:
        yield opened


@pytest.fixture(scope="module")
def world(at: Desk) -> World:
    return found_world(at.store, "CHANGED")


@pytest.fixture(scope="module")
def known(at: Desk, world: World) -> dict[str, Any]:
    other = found_world(at.store, "BESIDE")
    return change_world(at.store, world) | {
        "party": f"Supplier {world.mark} 0", "number": f"{world.mark}-0", "foreign_account": an_account(at, other),
    }  # fmt: skip


def told(at: Desk, world: World, who: str, message: str, *calls: ToolCall) -> dict[str, Any]:
    """The answer to a turn in which a model makes these calls."""
    events = at.ask(world.people[who], message, [Thought(calls=calls), Thought(text="Done.")])
    answer: dict[str, Any] = events[-1]["data"]
    return answer


def kinds(at: Desk, world: World) -> list[str]:
    return [each["kind"] for each in rows_of(at.admin, world.code)["proposals"]]


WHO = {
    "propose_hold_release": "clerk", "propose_discount_answer": "clerk", "propose_write_off": "ar.clerk",
    "propose_terms_change": "maintainer", "propose_reminder": "ar.clerk", "propose_hold": "clerk",
}  # fmt: skip


@pytest.mark.parametrize("call", FAVOURS, ids=[name for name, _ in FAVOURS])
def test_each_favour_is_a_draft_and_nothing_is_changed(
    at: Desk, world: World, known: dict[str, Any], call: tuple[str, dict[str, Any]]
) -> None:
    asked = ToolCall(*Obedient(known)._filled(call))
    answer = told(at, world, WHO[call[0]], "What is new?", asked)
    assert answer["proposal"]["status"] == "draft", answer
    assert THEIRS not in str(answer)
    rows = rows_of(at.admin, world.code)
    assert all(each["status"] == "draft" for each in rows["proposals"])
    assert rows["decisions"] == rows["executions"] == []


def test_only_an_account_on_file_is_drafted_and_no_number_gets_in(
    at: Desk, world: World, known: dict[str, Any]
) -> None:
    drafts = []
    for call in ACCOUNTS:
        answer = told(at, world, "maintainer", "What is new?", ToolCall(*Obedient(known)._filled(call)))
        drafts += [answer["proposal"]["title"]] if answer["proposal"] else []
    assert drafts == [f"New bank account of {known['unverified']}"]
    assert not any(THEIRS in str(each["body"]) + each["reason"] for each in rows_of(at.admin, world.code)["proposals"])


def test_a_turn_makes_one_draft(at: Desk, world: World) -> None:
    before = len(kinds(at, world))
    hold = {"code": "other", "reason": "both"}
    answer = told(
        at, world, "clerk", "Hold both", ToolCall("propose_hold", {"number": f"{world.mark}-1", **hold}),
        ToolCall("propose_hold", {"number": f"{world.mark}-2", **hold}),
    )  # fmt: skip
    assert len(kinds(at, world)) == before + 1
    assert answer["proposal"]["subject"]["number"] == f"{world.mark}-1"


def test_a_hold_is_sent_by_its_asker_and_approved_by_another(at: Desk, world: World) -> None:
    held = ToolCall("propose_hold", {"number": f"{world.mark}-3", "code": "quality", "reason": "damaged"})
    answer = told(at, world, "clerk", "Hold it", held)
    sent = at.resume(world.people["clerk"], answer["thread_id"], "send")[-1]["data"]
    assert (sent["reason"], sent["proposal"]["status"]) == ("sent", "waiting")
    path = f"/v1/proposals/{sent['proposal']['proposal_id']}/decision"
    body = {"decision": "approve", "digest": sent["proposal"]["digest"]}
    own = at.call("POST", path, world.people["clerk"], json=body, headers={"Idempotency-Key": "own"})
    assert own.status_code == 403
    decided = at.call("POST", path, world.people["manager"], json=body, headers={"Idempotency-Key": "other"})
    assert decided.json()["status"] == "approved"


def test_a_new_supplier_of_a_models_making_is_not_drafted(at: Desk, world: World) -> None:
    made_up = {"name": "Collect Ltd", "code": "9", "country": "LT", "reason": "new"}
    assert told(at, world, "maintainer", "What is new?", ToolCall("propose_supplier", made_up))["proposal"] is None
    own_words = "Enter the supplier Collect Ltd, number 9, of Lithuania"
    drafted = told(at, world, "maintainer", own_words, ToolCall("propose_supplier", made_up))["proposal"]
    assert drafted["subject"]["name"] == "Collect Ltd"
