"""A short walk of the state machine; `make guards-steps` takes ten thousand steps and prints what got through."""

from collections import Counter

import pytest

from tests.proof.desk import desk
from tests.proof.steps import MUST_BE_ZERO, walk
from workingcapital.store.database.connection import Store


@pytest.mark.timeout(300)
def test_whoever_does_whatever_in_whichever_order_nothing_gets_through(store: Store) -> None:
    told: Counter[str] = Counter()
    with desk(store) as at:
        walk(at, 120, seed=2026, told=told)
    assert told["steps"] >= 120
    assert told["proposals"] > 0
    assert {name: told[name] for name in MUST_BE_ZERO} == dict.fromkeys(MUST_BE_ZERO, 0)
