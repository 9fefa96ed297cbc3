"""You may not see it, there is none, and it is not loaded yet: three answers."""

from collections.abc import Iterator

import pytest

from agent.state import Thought, ToolCall
from tests.proof.desk import Desk, desk
from tests.proof.world import LOADER, found_world
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity


@pytest.fixture(scope="module")
def at(store: Store) -> Iterator[Desk]:
    with desk(store) as opened:
        yield opened


def outcomes(at: Desk, person: str, *calls: ToolCall) -> list[str]:
    seen: list[str] = []

    class Looks:
        name = "looks"

        async def think(self, brief: object) -> Thought:
            seen[:] = [each.outcome for each in brief.evidence]  # type: ignore[attr-defined]
            return Thought(text="Seen.") if seen else Thought(calls=calls)

        async def close(self) -> None:
            pass

    at.talk(person, Looks(), "What is open?")
    return seen


def test_none_and_not_loaded_and_not_permitted_are_told_apart(at: Desk) -> None:
    world = found_world(at.store, "THREE")
    clerk, viewer = world.people["clerk"], world.people["viewer"]
    receivables = ToolCall("overdue", {"side": "receivable"})
    assert outcomes(at, clerk, receivables) == ["not_loaded"]
    assert outcomes(at, clerk, ToolCall("invoice_status", {"number": "NOPE-1"})) == ["no_data"]
    assert outcomes(at, viewer, ToolCall("propose_payment_run", {})) == ["not_permitted"]
    with at.store.loading(Identity(LOADER, (world.code,))) as books:
        books.execute(
            "insert into load (company_id, source_system, kind, loaded_by) values (%s, 'erp', 'receivables', 'x')",
            [world.code],
        )
    assert outcomes(at, clerk, receivables) == ["answered"]  # loaded, and nothing is overdue
