"""What a plan answers: bills, runs, costs, cash and everything that must hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workingcapital.errors import BadInput
from workingcapital.timing.candidates import Bill, Costs, Raster
from workingcapital.timing.curves import Curve


class NoRun(BadInput):
    """There is no payment run on that day."""


class CashUnknown(BadInput):
    """The cash of the days to be planned is not known."""


@dataclass(frozen=True)
class Account:
    """A bank account with a floor of its own: its balance at the end of each day before these bills, minor units."""

    name: str
    cash: Mapping[date, int]
    floor: int


@dataclass(frozen=True)
class CreditLine:
    """Up to `most` minor units may be drawn on any day at a rate a year; the money comes into one account, by its place."""

    most: int
    rate: Curve
    account: int = 0


@dataclass(frozen=True)
class Question:
    """What is to be planned. `cash` is the balance at the end of each day before any of these bills, in minor units.

    The days of `cash` have no gaps and reach past the last run. `budget` bounds what leaves with the first run,
    `offers_budget` what is paid by suppliers' offers altogether. `reserve`: cash kept above the floor because receipts
    are uncertain, by day. Without `accounts` all money is in one. `receipts`: what of `cash` is expected from whom by
    day, for questions of what happens when they are late; of accounts the first gets them.
    """

    bills: Sequence[Bill]
    raster: Raster
    costs: Costs
    cash: Mapping[date, int]
    floor: int
    currency: str
    budget: int | None = None
    vat_recoverable: bool = True
    about: str = "payment run"
    reserve: Mapping[date, int] | None = None
    accounts: Sequence[Account] = ()
    line: CreditLine | None = None
    offers_budget: int | None = None
    receipts: Mapping[str, Mapping[date, int]] = field(default_factory=dict)

    def days(self) -> list[date]:
        """The days from the first run on whose cash is known; raises NoRun, CashUnknown."""
        if not self.raster.runs:
            raise NoRun("no run lies within the horizon; give runs, or look further ahead")
        first, last = self.raster.runs[0], self.raster.runs[-1]
        days = sorted(day for day in self.cash if day >= first)
        if not days or days[0] != first or days[-1] < last:
            raise CashUnknown(
                f"cash is not known on every day from {first} to {last}; load statements and a forecast first"
            )
        if (days[-1] - days[0]).days + 1 != len(days):
            raise CashUnknown(f"cash has a gap between {first} and {days[-1]}; every day needs its balance")
        return days
