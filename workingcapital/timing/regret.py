"""What payments of the past were worth, what a plan would have made of them, and what perfect foresight: by cause.

Every bill is valued in whole minor units against the run of its due date: discount saved, less financing, less late
cost. The differences between done, planned and foreseen are split by cause bill by bill, so they add up to the cent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from workingcapital.calendar import is_open
from workingcapital.money import rounded, to_minor
from workingcapital.timing.candidates import DAYS_OF_YEAR, Bill, Costs, Raster, best_step, due_run
from workingcapital.timing.question import Question
from workingcapital.timing.run import plan

CAUSES: Final = ("discount missed", "paid early", "late cost", "forecast error", "raster")


@dataclass(frozen=True)
class Settlement:
    """Part of a bill settled on a day: cash or a credit, with the discount taken and what of it corrects VAT."""

    on: date
    amount: Decimal
    discount: Decimal
    tax_part: Decimal
    cash: bool


@dataclass(frozen=True)
class PastBill:
    """A bill of the past with its whole amount, the day it could be paid from, its disputes and what settled it."""

    bill: Bill
    known: date
    disputes: tuple[tuple[date, date | None], ...]
    settled: tuple[Settlement, ...]

    def disputed(self, day: date) -> bool:
        """Whether it was in dispute at the end of a day."""
        return any(opened <= day and (closed is None or closed > day) for opened, closed in self.disputes)

    def paid_once(self) -> bool:
        """Whether one payment settled all of it, so that its day can be compared."""
        first = self.settled[:1]
        return len(self.settled) == 1 and first[0].cash and first[0].amount + first[0].discount == self.bill.open_amount

    def as_of(self, day: date) -> Bill | None:
        """The bill as open at the end of a day, credits taken off; None where it is not payable then."""
        if self.known > day or self.disputed(day):
            return None
        credited = sum((each.amount for each in self.settled if not each.cash and each.on <= day), Decimal(0))
        left = self.bill.open_amount - credited
        if left <= 0:
            return None
        return self.bill if not credited else replace(self.bill, open_amount=left, steps=())

    def free_from(self) -> date:
        """The day from which somebody who knew everything could have paid it."""
        paid = self.settled[0].on
        return max([self.known, *(closed for _, closed in self.disputes if closed is not None and closed <= paid)])


@dataclass(frozen=True)
class Worth:
    """A bill paid on a day, in minor units: discount net of VAT, cost of cash paid early, cost of lateness."""

    saving: int
    financing: int
    late: int

    @property
    def total(self) -> int:
        """What paying then was worth."""
        return self.saving - self.financing - self.late


@dataclass(frozen=True)
class Terms:
    """What a bill's day is judged by: runs of the whole time, costs, VAT and currency."""

    raster: Raster
    costs: Costs
    vat_recoverable: bool
    currency: str

    def worth(self, bill: Bill, on: date, known: date, taken: Settlement | None = None) -> Worth:
        """The worth of paying on a day against the run of the due date (the first possible one where that had passed)."""
        base = max(due_run(bill, self.raster), self.first_after(known))
        step = None if taken else best_step(bill.steps, on, self.raster)
        discount = taken.discount if taken else step.amount if step else Decimal(0)
        tax = taken.tax_part if taken else step.tax_part if step else Decimal(0)
        saving, early = discount - (tax if self.vat_recoverable else Decimal(0)), (base - on).days
        pay = bill.open_amount - discount
        late = Decimal(0)
        if early < 0 and self.raster.counts_on(on, bill.in_time_by) > bill.due and self.costs.late is not None:
            late = pay * self.costs.late.days(base, on) / DAYS_OF_YEAR + self.costs.fixed_sum(bill.open_amount)
        financing = pay * self.costs.financing.days(on, base) / DAYS_OF_YEAR
        return Worth(self._minor(saving), self._minor(financing), self._minor(late))

    def first_after(self, known: date) -> date:
        """The first run after a bill became known."""
        return next((run for run in self.raster.runs if run > known), self.raster.runs[-1])

    def _minor(self, amount: Decimal) -> int:
        return to_minor(rounded(amount, self.currency), self.currency)


@dataclass(frozen=True)
class Line:
    """One bill: when it was paid, when the plan and when foresight would have, and the worth of each."""

    past: PastBill
    days: tuple[date, date, date]
    done: Worth
    planned: Worth
    foreseen: Worth
    any_day: Worth

    def causes(self) -> dict[str, int]:
        """The money between any day's foresight and what was done, by cause; minor units."""
        found = dict.fromkeys(CAUSES, 0)
        found["late cost"] = self.done.late - self.planned.late
        cause = "paid early" if self.done.saving == self.planned.saving else "discount missed"
        found[cause] = self.planned.saving - self.done.saving + self.done.financing - self.planned.financing
        found["forecast error"] = self.foreseen.total - self.planned.total
        found["raster"] = self.any_day.total - self.foreseen.total
        return found


@dataclass(frozen=True)
class Decision:
    """What the plan of a run, made from the books of the evening before, would have paid: items in order; its shortage."""

    run: date
    items: tuple[int, ...]
    shortage: Decimal


def foreseen(
    bills: Sequence[PastBill], terms: Terms, cash: Mapping[date, int], floor: int, daily: bool = False
) -> dict[int, date]:
    """The days somebody who knew all bills and all cash would have chosen; `daily`: any open day is a run."""
    raster = _every_open_day(terms.raster) if daily else terms.raster
    known = [_reachable(each, raster) for each in bills]
    made = plan(
        Question(known, raster, terms.costs, cash, floor, terms.currency, vat_recoverable=terms.vat_recoverable)
    )
    return {bill.item_id: chosen.debit for bill, chosen in made.chosen}


def _reachable(past: PastBill, raster: Raster) -> Bill:
    """The bill without what no run after its arrival could reach: lost discounts, a due date before the first run."""
    first = next((run for run in raster.runs if run > past.free_from()), raster.runs[-1])
    steps = tuple(
        step for step in past.bill.steps if (raster.last_in_time(step.pay_by, step.in_time_by) or date.min) >= first
    )
    due = max(past.bill.due, raster.counts_on(first, past.bill.in_time_by))
    return replace(past.bill, steps=steps, due=due, may_be_late=False)


def _every_open_day(raster: Raster) -> Raster:
    days = [raster.runs[0] + timedelta(days=i) for i in range((raster.runs[-1] - raster.runs[0]).days + 1)]
    return replace(raster, runs=tuple(day for day in days if is_open(day, raster.holidays)))


def totals(lines: Iterable[Line]) -> dict[str, int]:
    """Worth of done, planned, foreseen and any day, and every cause, in minor units."""
    found = dict.fromkeys(("done", "planned", "foreseen", "any day", *CAUSES), 0)
    for line in lines:
        for name, worth in (
            ("done", line.done), ("planned", line.planned), ("foreseen", line.foreseen), ("any day", line.any_day),
        ):  # fmt: skip
            found[name] += worth.total
        for cause, money in line.causes().items():
            found[cause] += money
    return found
