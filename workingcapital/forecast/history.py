"""What customers did: how late they paid, learned from settled items only."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]
Paths = NDArray[np.int64]

# A customer's own history counts as much as this many observations of everybody's.
SHRINKAGE = 8
# When a customer is later than anyone was before, money is expected within this many further days (exponential mean).
TAIL_DAYS = 21.0


@dataclass(frozen=True)
class Lateness:
    """Days late (negative: early) of settled items, by party and over all; newest last."""

    by_party: Mapping[int, Days]
    everybody: Days

    def chance(self, party: int, late_already: int, within: int) -> "Chance":
        """How often items that were as late as this one already were paid within so many days after the due date."""
        own = self.by_party.get(party, np.zeros(0, np.int64))
        own, pool = own[own > late_already], self.everybody[self.everybody > late_already]
        return Chance(int((own <= within).sum()), len(own), int((pool <= within).sum()), len(pool))

    def spread(self, party: int, late_already: int) -> list[int]:
        """Days late at every fifth percentile (21 values), the customer's own history weighed against everybody's."""
        own = self.by_party.get(party, np.zeros(0, np.int64))
        own, pool = own[own > late_already], self.everybody[self.everybody > late_already]
        share = len(own) / (len(own) + SHRINKAGE) if len(pool) else 1.0
        days = np.concatenate([own, pool])
        weights = np.concatenate(
            [np.full(len(own), share / max(1, len(own))), np.full(len(pool), (1 - share) / max(1, len(pool)))]
        )
        order = np.argsort(days, kind="stable")
        at = np.searchsorted(np.cumsum(weights[order]), np.arange(0, 21) / 20 * weights.sum() - 1e-12)
        return [int(day) for day in days[order][np.minimum(at, len(days) - 1)]] if len(days) else []


@dataclass(frozen=True)
class Chance:
    """Counts behind a probability: of the customer's own items and of everybody's, paid in time / all."""

    own_paid: int
    own: int
    all_paid: int
    all: int
