"""On which runs a bill may sensibly be debited, and what each is worth against paying it on its due date.

Cash kept longer is never worse, so of all runs that meet the same deadline only the last
matters: one candidate per discount step, one for the due date, and where payment may be
deferred one per later run that the law allows. Late payment costs interest and, once, the fixed sum of the law.
A supplier's offer of a discount that grows with every day paid early has a candidate on each
run while it stands; it replaces the term's discount, never both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workingcapital.calendar import counts_as_paid_on
from workingcapital.errors import BadInput
from workingcapital.money import rounded
from workingcapital.timing.curves import Curve
from workingcapital.timing.law import TermLimit

DAYS_OF_YEAR = 365
OFFER_YEAR = 360  # the year of dynamic discounting


class NotABill(BadInput):
    """A bill like this cannot be planned."""


@dataclass(frozen=True)
class Step:
    """A discount still open: `amount` leaves less cash, `tax_part` of it only corrects VAT."""

    pay_by: date
    percent: Decimal
    amount: Decimal
    tax_part: Decimal
    in_time_by: str


@dataclass(frozen=True)
class Offer:
    """A discount of `rate` a year (year of 360 days) for every day paid before the due date, on runs up to a day.

    `tax_share` of the discount only corrects VAT.
    """

    rate: Decimal
    until: date
    tax_share: Decimal = Decimal(0)


@dataclass(frozen=True)
class Bill:
    """An open payable item in the company's currency; `accounts` are those it may be paid from, by their place."""

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
    offer: Offer | None = None
    accounts: tuple[int, ...] = (0,)
    law: TermLimit | None = None  # the longest term that the law allows; None where no limit is known

    @property
    def deadline(self) -> date:
        """The due date, or the last day that the law allows where that is earlier."""
        return self.due if self.law is None else min(self.due, self.law.latest(self.due))


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
    """What cash costs and what lateness costs; `late` None: nobody is paid late on purpose.

    `sums` are the fixed sums by size of the claim, (below, sum), the last below None. `anybody_late`: cash
    is short by the asker's own limit, so that any bill may have to wait.
    """

    financing: Curve
    late: Curve | None = None
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

    Of lateness, `late` is the interest and `fee` the fixed sum; amounts in the bill's currency. `offer`: by the
    supplier's offer, not by a step of the terms.
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
    offer: Offer | None = None

    @property
    def worth(self) -> Decimal:
        """Value against paying on the due date, unrounded."""
        return self.saving - self.financing - self.late - self.fee


def due_run(bill: Bill, raster: Raster) -> date:
    """When the bill is paid if nothing speaks for another day: the last run in time, or the first when it is late already."""
    return raster.last_in_time(bill.deadline, bill.in_time_by) or raster.runs[0]


def candidates(bill: Bill, raster: Raster, costs: Costs, vat_recoverable: bool = True) -> list[Candidate]:
    """The bill's candidates, the due date's first; at least one, for the raster has at least one run."""
    _check(bill)
    base = due_run(bill, raster)
    found = {base: way(bill, raster, base, base, costs, vat_recoverable)}
    for step in bill.steps:
        run = raster.last_in_time(step.pay_by, step.in_time_by)
        if run is not None and run <= base:
            found[run] = way(bill, raster, run, base, costs, vat_recoverable)
    if costs.defers(bill):
        for run in raster.runs:
            if run > base and _lawful(bill, raster, run, base, costs):
                found[run] = way(bill, raster, run, base, costs, vat_recoverable)
    return [*found.values(), *_offered(bill, raster, base, costs, vat_recoverable)]


def _lawful(bill: Bill, raster: Raster, run: date, base: date, costs: Costs) -> bool:
    """Whether the law lets the bill wait for a run; where no run is in time any more, want of cash may still make it wait."""
    if bill.law is None:
        return True
    latest = bill.law.latest(bill.due)
    if raster.counts_on(base, bill.in_time_by) > latest:
        return costs.anybody_late
    return raster.counts_on(run, bill.in_time_by) <= latest


def _check(bill: Bill) -> None:
    """Raise NotABill for what no plan can mean."""
    if bill.open_amount <= 0:
        raise NotABill(f"{bill.number} of {bill.party} has {bill.open_amount} open; credits are offset, not planned")
    for step in bill.steps:
        if not 0 <= step.amount < bill.open_amount:
            raise NotABill(f"{bill.number} of {bill.party} has a discount of {step.amount} on {bill.open_amount}")


def _offered(bill: Bill, raster: Raster, base: date, costs: Costs, vat_recoverable: bool) -> list[Candidate]:
    """One candidate a run before the due date's while the supplier's offer stands."""
    offer = bill.offer
    if offer is None:
        return []
    return [
        _paid(bill, raster, run, base, costs, _offer_step(bill, offer, run), vat_recoverable, offer)
        for run in raster.runs
        if run <= offer.until and run < min(base, bill.due)
    ]


def _offer_step(bill: Bill, offer: Offer, run: date) -> Step:
    """What the offer gives when debited on a run."""
    share = offer.rate * (bill.due - run).days / OFFER_YEAR
    amount = rounded(bill.open_amount * share, bill.currency)
    tax = rounded(amount * offer.tax_share, bill.currency)
    return Step(run, (share * 100).quantize(Decimal("0.0001")), amount, tax, "debit")


def way(bill: Bill, raster: Raster, run: date, base: date, costs: Costs, vat_recoverable: bool) -> Candidate:
    """The bill paid on any run by its terms, against the run of its due date."""
    return _paid(bill, raster, run, base, costs, best_step(bill.steps, run, raster), vat_recoverable)


def _paid(
    bill: Bill, raster: Raster, run: date, base: date, costs: Costs, step: Step | None, vat_recoverable: bool,
    offer: Offer | None = None,
) -> Candidate:  # fmt: skip
    discount = step.amount if step else Decimal(0)
    saving = discount - (step.tax_part if step and vat_recoverable else Decimal(0))
    withheld = rounded((bill.open_amount - discount) * bill.withholding_percent / 100, bill.currency)
    pay = bill.open_amount - discount - withheld
    late = pay * costs.late.days(base, run) / DAYS_OF_YEAR if run > base and costs.late is not None else Decimal(0)
    financing = pay * costs.financing.days(run, base) / DAYS_OF_YEAR
    fee = rounded(costs.fixed_sum(bill.open_amount), bill.currency) if run > base else Decimal(0)
    in_time = raster.counts_on(run, bill.in_time_by)
    return Candidate(run, in_time, pay, discount, saving, financing, late, step, fee, offer)


def best_step(steps: Sequence[Step], run: date, raster: Raster) -> Step | None:
    """The largest discount that a debit on that run still earns."""
    earned = [step for step in steps if raster.counts_on(run, step.in_time_by) <= step.pay_by]
    return max(earned, key=lambda step: step.amount, default=None)
