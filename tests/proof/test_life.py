"""The life of a proposal: all of it in the model, and the model's word held against PostgreSQL."""

import random
from functools import cache, reduce
from itertools import count

import pytest

from tests.conftest import _cloned
from tests.proof.life.model import GUARDS, Step, World, steps, taken
from tests.proof.life.replay import REMOVALS, of_model, replayed, take_out
from tests.proof.life.search import Searched, search
from workingcapital.store.database.connection import Store
from workingcapital.store.database.embedded import Server

ALL = frozenset(GUARDS)
_number = count(1)


@cache
def without(guard: str) -> Searched:
    return search(ALL - {guard})


def after(way: tuple[Step, ...], guards: frozenset[str]) -> World:
    return reduce(lambda world, step: taken(world, step, guards), way, World())


def test_with_every_guard_no_reachable_world_is_wrong() -> None:
    found = search()
    assert (found.wrong, found.way) == ("", ())
    assert found.worlds > 40_000


@pytest.mark.parametrize("guard", GUARDS)
def test_a_removed_guard_has_a_counterexample_that_happens_on_postgresql_and_only_there(
    guard: str, server: Server, empty_template: str, store: Store
) -> None:
    found = without(guard)
    assert found.wrong, guard
    code = f"LIFE{next(_number)}"
    guarded, _ = replayed(store, code, found.way)
    assert guarded.seen() == of_model(after(found.way, ALL))
    for bare in _cloned(server, empty_template):
        take_out(bare, guard)
        unguarded, _ = replayed(bare, code, found.way)
        assert unguarded.seen() == of_model(after(found.way, ALL - {guard})), [str(step) for step in found.way]


def test_every_guard_of_the_model_is_one_that_can_be_taken_out() -> None:
    assert set(REMOVALS) == ALL


@pytest.mark.parametrize("seed", range(4))
def test_the_model_and_postgresql_agree_on_any_walk(seed: int, store: Store) -> None:
    chance, world, way = random.Random(seed), World(), []
    for _ in range(14):
        step = chance.choice([step for step in steps(world) if not step.crash])
        way.append(step)
        world = taken(world, step, ALL)
    replay, _ = replayed(store, f"WALK{seed}", tuple(way))
    assert replay.seen() == of_model(world), [str(step) for step in way]
