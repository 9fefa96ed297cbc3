"""A planned run: the plan with all it was made from."""

from dataclasses import dataclass
from decimal import Decimal

from tools.run_wish import Wish
from workingcapital.store.companies import Company
from workingcapital.store.planning.timing import Payable
from workingcapital.timing.candidates import Bill, Candidate
from workingcapital.timing.question import Question
from workingcapital.timing.run import RunPlan
from workingcapital.timing.scenario import Scenario


@dataclass(frozen=True)
class Planned:
    """A plan with all it was made from."""

    ours: Company
    question: Question
    plan: RunPlan
    payable: Payable
    wish: Wish
    floor: Decimal
    scenario: Scenario | None = None
    plain: RunPlan | None = None  # by the books, beside a scenario's plan

    @property
    def lines(self) -> list[tuple[Bill, Candidate]]:
        """What the run pays; bills paid by an offer wait until the offer is agreed."""
        return [(bill, chosen) for bill, chosen in self.plan.on(self.wish.run) if chosen.offer is None]

    @property
    def taken_offers(self) -> list[tuple[Bill, Candidate]]:
        """The offers that the plan takes, on whatever run."""
        return [(bill, chosen) for bill, chosen in self.plan.chosen if chosen.offer is not None]
