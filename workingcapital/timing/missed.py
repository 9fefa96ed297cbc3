"""Why a discount was missed: what stood in the way of the last payment run that could still have taken it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from workingcapital.calendar import counts_as_paid_on, last_run_in_time

IN_TIME: Final = "paid in time, not deducted"
BOOKED_LATE: Final = "booked too late"
RASTER: Final = "no payment run in time"
DISPUTE: Final = "in dispute"
HOLD: Final = "on hold"
APPROVAL: Final = "approved late"
CASH: Final = "short of cash"
PAID_LATE: Final = "paid late"
UNPAID: Final = "still unpaid"
CAUSES: Final = (IN_TIME, BOOKED_LATE, RASTER, DISPUTE, HOLD, APPROVAL, CASH, PAID_LATE, UNPAID)

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Lapsed:
    """A bill's discount whose last deadline passed untaken, in the bill's currency; `cash` would have been paid with it.

    `approved` is null where the bill never was; `held` where it is on hold, until `held_until` or for good; `paid` is the
    first payment, `free` the day from which its cash was no longer kept by not paying: of its payment, else its due date.
    """

    step: int
    item: int
    invoice: int
    number: str
    party_name: str
    currency: str
    discount: Decimal
    cash: Decimal
    pay_by: date
    in_time_by: str
    booked: date
    approved: date | None
    held: bool
    held_until: date | None
    disputes: tuple[tuple[date, date | None], ...]
    paid: date | None
    free: date

    def disputed(self, day: date) -> bool:
        """Whether it was in dispute at the end of a day."""
        return any(opened <= day and (closed is None or closed > day) for opened, closed in self.disputes)


@dataclass(frozen=True)
class Runs:
    """When a company pays, on which rail, and when its banks are closed."""

    weekdays: Collection[int]
    rail: str
    closed: Collection[date]

    def last(self, lapsed: Lapsed, weekdays: Collection[int] | None = None) -> date | None:
        """The last run after the bill was booked that the last deadline allows; `weekdays` if others than the company's."""
        first, days = lapsed.booked + _DAY, self.weekdays if weekdays is None else weekdays
        return last_run_in_time(lapsed.pay_by, first, days, self.closed, lapsed.in_time_by, self.rail)

    def in_time(self, lapsed: Lapsed) -> bool:
        """Whether its first payment was in time for the last deadline."""
        if lapsed.paid is None:
            return False
        return counts_as_paid_on(lapsed.paid, lapsed.in_time_by, self.rail, self.closed) <= lapsed.pay_by


def cause(lapsed: Lapsed, runs: Runs, short: Callable[[Lapsed, date], bool]) -> str:
    """The first thing, in the order of CAUSES, that kept the discount from the last run in time.

    A run is planned from the books of the evening before. `short(lapsed, run)` says whether paying it on that run would
    have left too little cash.
    """
    if runs.in_time(lapsed):
        return IN_TIME
    if runs.last(lapsed, weekdays=range(1, 6)) is None:
        return BOOKED_LATE
    run = runs.last(lapsed)
    if run is None:
        return RASTER
    return _in_the_way(lapsed, run - _DAY) or _unhindered(lapsed, short(lapsed, run))


def _in_the_way(lapsed: Lapsed, evening: date) -> str | None:
    if lapsed.disputed(evening):
        return DISPUTE
    if lapsed.held and (lapsed.held_until is None or lapsed.held_until > evening):
        return HOLD
    return APPROVAL if lapsed.approved is None or lapsed.approved > evening else None


def _unhindered(lapsed: Lapsed, short: bool) -> str:
    return CASH if short else UNPAID if lapsed.paid is None else PAID_LATE
