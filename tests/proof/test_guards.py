"""The list of guards fits the code; `make guards` takes each of them away and shows which tests miss it."""

from pathlib import Path

import psycopg
import pytest

from tests.proof.guards.entry import Guard, guards, patched, take_away
from workingcapital.store.connection import Store
from workingcapital.store.logins import OWNER

CHECKOUT = Path(__file__).resolve().parents[2]


def name(guard: Guard) -> str:
    return f"{guard.guarantee} {guard.guard}"


def test_every_guarantee_has_its_guards() -> None:
    assert {guard.guarantee for guard in guards()} == {f"G{n}" for n in range(1, 13)}


@pytest.mark.parametrize("guard", [guard for guard in guards() if guard.in_database], ids=name)
def test_a_guard_in_the_database_can_be_taken_away(guard: Guard, store: Store) -> None:
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        take_away(owner, guard)
        owner.rollback()


@pytest.mark.parametrize("guard", [guard for guard in guards() if not guard.in_database], ids=name)
def test_a_guard_in_a_file_can_be_taken_away(guard: Guard) -> None:
    assert guard.file is not None
    text = (CHECKOUT / guard.file).read_text(encoding="utf-8")
    assert patched(text, guard) != text
    assert all((CHECKOUT / test).exists() for test in guard.tests)
