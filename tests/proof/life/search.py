"""Every world that can be reached, breadth first; the first wrong one comes with the shortest way to it."""

from dataclasses import dataclass

from tests.proof.life.model import GUARDS, Step, World, steps, taken, wrong


@dataclass(frozen=True)
class Searched:
    """How much was looked at, and the shortest way to something wrong, if there is one."""

    worlds: int
    steps: int
    way: tuple[Step, ...] = ()
    wrong: str = ""


def search(guards: frozenset[str] = frozenset(GUARDS)) -> Searched:
    """All worlds under these guards, or the way to the first wrong one."""
    start = World()
    came: dict[World, tuple[World, Step] | None] = {start: None}
    front, tried = [start], 0
    while front:
        following: list[World] = []
        for world in front:
            for step in steps(world):
                tried += 1
                then = taken(world, step, guards)
                if then is world or then in came:
                    continue
                came[then] = (world, step)
                if found := wrong(then):
                    return Searched(len(came), tried, _way(came, then), found)
                following.append(then)
        front = following
    return Searched(len(came), tried)


def _way(came: dict[World, tuple[World, Step] | None], end: World) -> tuple[Step, ...]:
    way: list[Step] = []
    before = came[end]
    while before is not None:
        world, step = before
        way.append(step)
        before = came[world]
    return tuple(reversed(way))
