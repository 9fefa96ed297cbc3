"""Why a bill is debited on that run: one sentence with its figures, for the approver."""

from datetime import date
from decimal import Decimal

from workingcapital.money import rounded
from workingcapital.timing.candidates import DAYS_OF_YEAR, Bill, Candidate, Costs, Raster, due_run, way


def reason(bill: Bill, chosen: Candidate, raster: Raster, costs: Costs, vat_recoverable: bool = True) -> str:
    """The sentence: the day, what it earns or why it cannot wait, what it is worth, what the neighbouring run costs."""
    base = due_run(bill, raster)
    if chosen.debit > base:
        return _late(bill, chosen, raster)
    neighbour = _neighbour(bill, chosen, raster, costs, vat_recoverable)
    if chosen.step is not None:
        return _discount(bill, chosen, base, costs) + neighbour
    if bill.deadline < chosen.in_time:
        return f"debited {day_words(chosen.debit)}: due {day_words(bill.deadline)}, the first run after"
    if bill.law is not None and bill.law.cuts(bill.due):
        return (
            f"debited {day_words(chosen.debit)}: the last run in time for the {bill.law.days} days that the law allows "
            f"({bill.law.cited}), its terms say {day_words(bill.due)}{neighbour}"
        )
    return f"debited {day_words(chosen.debit)}: the last run in time for its due date {day_words(bill.due)}{neighbour}"


def _late(bill: Bill, chosen: Candidate, raster: Raster) -> str:
    after = raster.runs[raster.runs.index(chosen.debit) + 1 :]
    last = (
        bill.law is not None
        and after
        and chosen.in_time <= bill.law.latest(bill.due) < raster.counts_on(after[0], bill.in_time_by)
    )
    law = f", and the law allows none later ({bill.law.cited})" if bill.law is not None and last else ""
    cost = _money(chosen.late + chosen.fee, bill.currency)
    return (
        f"debited {day_words(chosen.debit)}, after its due date {day_words(bill.deadline)}: cash does not reach further; "
        f"interest and fixed sum for lateness {cost}{law}"
    )


def _neighbour(bill: Bill, chosen: Candidate, raster: Raster, costs: Costs, vat_recoverable: bool) -> str:
    """What paying a run earlier costs, or where there is none a run later if that is allowed; nothing where it is free."""
    base, place = due_run(bill, raster), raster.runs.index(chosen.debit)
    beside = raster.runs[place - 1 : place] if place else raster.runs[1:2]
    for run in beside:
        more = chosen.worth - way(bill, raster, run, base, costs, vat_recoverable).worth
        if rounded(more, bill.currency) > 0 and (run <= base or costs.defers(bill)):
            return f"; paying on {day_words(run)} costs {_money(more, bill.currency)} more"
    return ""


def yearly_yield(bill: Bill, chosen: Candidate, raster: Raster) -> Decimal | None:
    """Break-even rate in per cent a year: the cost of cash above which waiting for the due date is better."""
    early = (due_run(bill, raster) - chosen.debit).days
    if chosen.step is None or early <= 0 or chosen.pay == 0:
        return None
    return (chosen.saving * DAYS_OF_YEAR * 100 / (chosen.pay * early)).quantize(Decimal("0.1"))


def _discount(bill: Bill, chosen: Candidate, base: date, costs: Costs) -> str:
    step, early = chosen.step, (base - chosen.debit).days
    assert step is not None
    instead = f" instead of {day_words(base)}" if early else ""
    net = " net of VAT" if chosen.saving != chosen.discount else ""
    text = (
        f"debited {day_words(chosen.debit)}{instead}: the last run in time for {step.percent.normalize():f}% "
        f"of {_money(bill.open_amount, bill.currency)} {bill.currency}, saves {_money(chosen.saving, bill.currency)}{net}"
    )
    if not early:
        return f"{text}, and it is due then anyway"
    even = (chosen.saving * DAYS_OF_YEAR * 100 / (chosen.pay * early)).quantize(Decimal("0.1"))
    percent = (costs.financing.mean(chosen.debit, base) * 100).quantize(Decimal("0.0001")).normalize()
    return f"{text}, worth {_money(chosen.worth, bill.currency)} after financing at {percent:f}%, break-even {even}% a year"


def day_words(day: date) -> str:
    """A day of the near future, as reasons name it.

    >>> day_words(date(2026, 7, 2))
    'Thu 2 Jul'
    """
    return f"{day:%a} {day.day} {day:%b}"


def _money(amount: Decimal, currency: str) -> str:
    return f"{rounded(amount, currency):,}"
