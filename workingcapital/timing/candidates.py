"""On which runs a bill may sensibly be debited, and what each is worth against paying it on its due date.

Cash kept longer is never worse, so of all runs that meet the same deadline only the last
matters: one candidate per discount step, one for the due date, and where payment may be
deferred one per later run. Late payment costs interest and, once, the fixed sum of the law.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workingcapital.calendar import counts_as_paid_on
from workingcapital.money import rounded

DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Step:
    """A discount still open: `amount` leaves less cash, `tax_part` of it only corrects VAT."""

    pay_by: date
    percent: Decimal
    amount: Decimal
    tax_part: Decimal
    in_time_by: str


@dataclass(frozen=True)
class Bill:
    """An open payable item in the company's currency."""

    item_id: int
    number: str
    party: str
    due: date
    open_amount: Decimal
    currency: str
    withholding_percent: Decimal = Decimal(0)
    steps: tuple[Step, ...] = ()
    in_time_by: str = "credit"
    may_be_late: bool = False  # a named person allowed it for this supplier


@dataclass(frozen=True)
class Raster:
    """The runs money may be debited on, in order, and how long it takes to the payee."""

    runs: tuple[date, ...]
    rail: str
    holidays: frozenset[date]

    def last_in_time(self, deadline: date, in_time_by: str) -> date | None:
        """The last run that meets a deadline; None when there is none."""
        return next((run for run in reversed(self.runs) if self.counts_on(run, in_time_by) <= deadline), None)

    def counts_on(self, run: date, in_time_by: str) -> date:
        """The day that is held against a deadline when debited on that run."""
        return counts_as_paid_on(run, in_time_by, self.rail, self.holidays)


@dataclass(frozen=True)
class Costs:
    """What cash costs and what lateness costs, ratios a year; `late` None: nobody is paid late on purpose.

    `sums` are the fixed sums by size of the claim, (below, sum), the last below None. `anybody_late`: cash
    is short by the asker's own limit, so that any bill may have to wait.
    """

    financing: Decimal
    late: Decimal | None = None
    sums: tuple[tuple[Decimal | None, Decimal], ...] = ()
    anybody_late: bool = False

    def defers(self, bill: Bill) -> bool:
        """Whether the bill may be paid after its due date."""
        return self.late is not None and (bill.may_be_late or self.anybody_late)

    def fixed_sum(self, amount: Decimal) -> Decimal:
        """What is owed once when a bill of that amount is paid late."""
        return next((owed for below, owed in self.sums if below is None or amount < below), Decimal(0))


@dataclass(frozen=True)
class Candidate:
    """One way to pay a bill: `saving` is the discount net of VAT, `financing` the cost of cash paid early.

    Of lateness, `late` is the interest and `fee` the fixed sum; amounts in the bill's currency.
    """

    debit: date
    in_time: date
    pay: Decimal
    discount: Decimal
    saving: Decimal
    financing: Decimal
    late: Decimal
    step: Step | None = None
    fee: Decimal = Decimal(0)

    @property
    def worth(self) -> Decimal:
        """Value against paying on the due date, unrounded."""
        return self.saving - self.financing - self.late - self.fee


def due_run(bill: Bill, raster: Raster) -> date:
    """When the bill is paid if nothing speaks for another day: the last run in time, or the first when it is late already."""
    return raster.last_in_time(bill.due, bill.in_time_by) or raster.runs[0]


def candidates(bill: Bill, raster: Raster, costs: Costs, vat_recoverable: bool = True) -> list[Candidate]:
    """The bill's candidates, the due date's first; at least one, for the raster has at least one run."""
    base = due_run(bill, raster)
    found = {base: way(bill, raster, base, base, costs, vat_recoverable)}
    for step in bill.steps:
        run = raster.last_in_time(step.pay_by, step.in_time_by)
        if run is not None and run <= base:
            found[run] = way(bill, raster, run, base, costs, vat_recoverable)
    if costs.defers(bill):
        for run in raster.runs:
            if run > base:
                found[run] = way(bill, raster, run, base, costs, vat_recoverable)
    return list(found.values())


def way(bill: Bill, raster: Raster, run: date, base: date, costs: Costs, vat_recoverable: bool) -> Candidate:
    """The bill paid on any run, against the run of its due date."""
    step = best_step(bill.steps, run, raster)
    discount = step.amount if step else Decimal(0)
    saving = discount - (step.tax_part if step and vat_recoverable else Decimal(0))
    withheld = rounded((bill.open_amount - discount) * bill.withholding_percent / 100, bill.currency)
    pay = bill.open_amount - discount - withheld
    early = (base - run).days
    late = pay * costs.late * -early / DAYS_OF_YEAR if early < 0 and costs.late is not None else Decimal(0)
    financing = pay * costs.financing * early / DAYS_OF_YEAR
    fee = rounded(costs.fixed_sum(bill.open_amount), bill.currency) if early < 0 else Decimal(0)
    return Candidate(run, raster.counts_on(run, bill.in_time_by), pay, discount, saving, financing, late, step, fee)


def best_step(steps: Sequence[Step], run: date, raster: Raster) -> Step | None:
    """The largest discount that a debit on that run still earns."""
    earned = [step for step in steps if raster.counts_on(run, step.in_time_by) <= step.pay_by]
    return max(earned, key=lambda step: step.amount, default=None)
