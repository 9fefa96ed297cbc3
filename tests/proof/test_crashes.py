"""Six kills at seeded points; `make guards-crashes` makes two hundred and prints what was lost and doubled."""

import random
from collections.abc import Iterator

import pytest

from tests.proof.crashes import KINDS, Yard, crash, yard
from tests.proof.points import with_points


@pytest.fixture(scope="module")
def at() -> Iterator[Yard]:
    with yard() as opened:
        yield opened


@pytest.mark.parametrize(("seed", "kind"), list(enumerate(KINDS)))
def test_after_a_kill_nothing_is_lost_and_the_client_that_starts_again_doubles_nothing(
    at: Yard, seed: int, kind: str
) -> None:
    done = crash(at, random.Random(seed), kind)
    assert (done.lost, done.doubled) == ([], []), done.where


def test_every_step_has_points_to_die_at(at: Yard) -> None:
    assert min(at.points.values()) >= 10, at.points


def test_a_point_follows_each_statement_and_nothing_else() -> None:
    text = "as $function$ begin perform f('a;b'); if x then y := (1); end if; -- no; point\n return z; end $function$"
    assert with_points(text)[1] == 4
