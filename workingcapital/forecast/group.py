"""Several companies' cash as one: path by path, in one currency, without what they owe each other.

Each company's forecast is drawn on its own; the paths of one are shuffled before they are added to those of the next, so
that no company's luck is another's. What a company's own forecast says stays as it is. Items between companies of the
group are in none of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import numpy as np

from workingcapital.forecast.cash import Simulated
from workingcapital.forecast.receivables import Paths

SEED: Final = 20_260_701


@dataclass(frozen=True)
class Member:
    """A company's forecast in its own minor units; `rate`: how many of the group's minor units one of them is."""

    code: str
    simulated: Simulated
    opening: int
    floor: int
    rate: Decimal

    def converted(self, minor: int) -> int:
        """An amount in the group's minor units, half up."""
        return int((minor * self.rate).to_integral_value(ROUND_HALF_UP))


def together(members: Sequence[Member]) -> tuple[Simulated, Paths]:
    """The group's paths, and the number of companies under their own floors (weeks × paths). All have the same weeks and
    as many paths."""
    rng = np.random.default_rng(SEED)
    shape = members[0].simulated.closing.shape
    lines: dict[str, Paths] = {}
    closing, under = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for place, member in enumerate(members):
        order = rng.permutation(shape[1]) if place else np.arange(shape[1])
        net = np.zeros(shape, np.int64)
        for name, line in member.simulated.lines.items():
            moved = np.rint(line[:, order] * float(member.rate)).astype(np.int64)
            lines[name] = lines.get(name, np.zeros(shape, np.int64)) + moved
            net += moved
        closing += member.converted(member.opening) + np.cumsum(net, axis=0)
        under += member.simulated.closing[:, order] < member.floor
    disputed = sum(member.converted(member.simulated.disputed) for member in members)
    return Simulated(lines, closing, disputed), under
