"""The policy of a company: who must approve which amount. The database enforces it; this explains it.

Both read the same versioned body. A tier's slots are filled by different people; any role named in a slot fills it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

# The first policy of a company. Amounts in the company's own currency.
STANDARD: Final[Mapping[str, Any]] = {
    "tiers": {
        "payment_run": [
            {"up_to": "50000", "slots": [["ap_approver", "ap_manager"]]},
            {"up_to": "500000", "slots": [["ap_manager"]]},
            {"up_to": None, "slots": [["ap_manager"], ["controller_cfo"]]},
        ]
    },
    "decide_within_hours": 72,
    "bank_change_cooling_off_days": 10,
    "splitting_hours": 24,
    "discount_hurdle": "0.00",
}

# The bounds of the standard tiers by who decides up to there, for prose that explains them.
SAMPLE_TIERS: Final[Mapping[str, Decimal]] = {
    tier["slots"][0][0].removeprefix("ap_"): Decimal(tier["up_to"])
    for tier in STANDARD["tiers"]["payment_run"]
    if tier["up_to"] is not None
}

PROPOSES: Final = frozenset({"ap_clerk", "treasury_analyst", "controller_cfo"})
RELEASES: Final = frozenset({"treasury_releaser"})

Slot = frozenset[str]


@dataclass(frozen=True)
class Allowed:
    """Nothing stands in the way."""


@dataclass(frozen=True)
class NeedsApproval:
    """Somebody in each of these roles must approve, each of them another person."""

    slots: tuple[Slot, ...]
    why: str


@dataclass(frozen=True)
class Refused:
    """It may not be done, and why."""

    why: str


Verdict = Allowed | NeedsApproval | Refused


@dataclass(frozen=True)
class Tier:
    """What an amount up to and including `up_to` needs; no bound: everything above."""

    up_to: Decimal | None
    slots: tuple[Slot, ...]

    def covers(self, amount: Decimal) -> bool:
        """Whether the amount falls under this tier's bound."""
        return self.up_to is None or amount <= self.up_to


@dataclass(frozen=True)
class Policy:
    """One version of a company's policy."""

    company: str
    version: int
    currency: str
    body: Mapping[str, Any]

    def tiers(self, kind: str = "payment_run") -> tuple[Tier, ...]:
        """The tiers of this kind of proposal, smallest first."""
        return tuple(_tier(each) for each in self.body["tiers"].get(kind, ()))

    def for_amount(self, amount: Decimal, kind: str = "payment_run") -> Verdict:
        """Who must approve a proposal of this amount, in the company's currency.

        >>> Policy("HALDE", 1, "EUR", STANDARD).for_amount(Decimal("50000.01")).slots
        (frozenset({'ap_manager'}),)
        """
        if amount <= 0:
            return Refused("a payment is an amount above zero")
        for tier in self.tiers(kind):
            if tier.covers(amount):
                return NeedsApproval(tier.slots, self._why(tier))
        return Refused(f"the policy of {self.company} knows no {kind.replace('_', ' ')}")

    def _why(self, tier: Tier) -> str:
        if tier.up_to is None:
            return f"above every limit of policy {self.version}"
        return f"up to {tier.up_to:,} {self.currency} by policy {self.version}"


def may_propose(roles: Sequence[str] | frozenset[str]) -> Verdict:
    """Whether these roles let a person propose payments.

    >>> may_propose(frozenset({"viewer"}))
    Refused(why='proposing payments takes one of: ap clerk, controller cfo, treasury analyst')
    """
    if PROPOSES.intersection(roles):
        return Allowed()
    return Refused("proposing payments takes one of: " + ", ".join(sorted(r.replace("_", " ") for r in PROPOSES)))


def _tier(body: Mapping[str, Any]) -> Tier:
    up_to = body["up_to"]
    return Tier(None if up_to is None else Decimal(up_to), tuple(frozenset(slot) for slot in body["slots"]))
