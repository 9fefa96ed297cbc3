"""The regret ledger: past payment runs planned again, each from the books of the evening before, held against what was
done and against perfect foresight."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from workingcapital.calendar import run_days
from workingcapital.errors import BadInput
from workingcapital.metrics.registry import NoData
from workingcapital.money import rounded, to_minor
from workingcapital.store.cash import account_balances
from workingcapital.store.companies import Company, company, holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.outlook import InBase
from workingcapital.store.planning.cash_ahead import cash_ahead
from workingcapital.store.planning.past_bills import balances, past_bills
from workingcapital.store.planning.timing import HORIZON_DAYS, late_costs
from workingcapital.store.rates import borrowing_rate
from workingcapital.timing.candidates import Costs, Raster
from workingcapital.timing.curves import flat
from workingcapital.timing.question import Question
from workingcapital.timing.regret import Decision, Line, PastBill, Terms, foreseen
from workingcapital.timing.run import plan

DAY: Final = timedelta(days=1)
MONTHS: Final = 24
Told = Callable[[str, float], None]
Opened = Callable[[], AbstractContextManager[Books]]


@dataclass(frozen=True)
class Regret:
    """The ledger: one line a bill that one payment settled and a run saw before, the decisions run by run, and how many
    bills cannot be compared."""

    company: str
    currency: str
    runs: tuple[date, ...]
    lines: tuple[Line, ...]
    decisions: tuple[Decision, ...]
    not_compared: int
    floor: int


@dataclass
class _Copilot:
    """The copilot's own world: what it has paid and when; its cash is the real one plus what was done less what it did."""

    paid: dict[int, date] = field(default_factory=dict)
    amount: dict[int, int] = field(default_factory=dict)
    last: dict[int, date] = field(default_factory=dict)

    def spent(self, day: date) -> int:
        """What it had paid by the end of a day."""
        return sum(self.amount[item] for item, on in self.paid.items() if on <= day)


def regret(opened: Opened, code: str, first: date | None, last: date, step: Told = lambda what, share: None) -> Regret:
    """Replay the runs from `first` (24 months before by default) to `last`; `step` is told which run and how far it is.

    `opened` opens the books; every run opens them anew, for a transaction's context lasts minutes only.
    """
    start = first or last - timedelta(days=MONTHS * 365 // 12)
    if start >= last:
        raise BadInput("the replay must begin before it ends")
    with opened() as books:
        ours = company(books, code)
        cash = balances(books, ours, start, last)
        bills = past_bills(books, ours, min(cash, default=start), last)
        terms, runs = _terms(books, ours, min(cash, default=start), last)
        floor = _floor(books, ours, last)
    compared = [each for each in bills if each.paid_once() and each.settled[0].on <= last]
    if not cash or not compared:
        raise NoData(f"No paid bills with bank statements beside them are loaded for {code} in that time", "not_loaded")
    copilot, decisions = _replayed(opened, ours, bills, [run for run in runs if run <= last], floor, step)
    compared = [each for each in compared if each.bill.item_id in copilot.last]
    before = _before_bills(cash, compared, ours, terms.raster.runs[-1])
    known, any_day = (foreseen(compared, terms, before, floor, daily) for daily in (False, True))
    lines = tuple(
        _line(each, terms, copilot.last[each.bill.item_id], known[each.bill.item_id], any_day[each.bill.item_id])
        for each in compared
    )
    return Regret(
        code, ours.currency, tuple(d.run for d in decisions), lines, decisions, len(bills) - len(compared), floor
    )


def decided(opened: Opened, code: str, runs: Sequence[date], first: date) -> tuple[Decision, ...]:
    """The decisions alone, of the given runs one after the other."""
    with opened() as books:
        ours = company(books, code)
        bills, floor = past_bills(books, ours, first, runs[-1]), _floor(books, ours, runs[0])
    return _replayed(opened, ours, bills, runs, floor, lambda what, share: None)[1]


def _replayed(
    opened: Opened,
    ours: Company,
    bills: Sequence[PastBill],
    runs: Sequence[date],
    floor: int,
    step: Told,
) -> tuple[_Copilot, tuple[Decision, ...]]:
    copilot, decisions = _Copilot(), []
    for number, run in enumerate(runs):
        with opened() as books:
            decisions.append(_decide(books, ours, bills, run, floor, copilot))
        step(str(run), (number + 1) / len(runs))
    return copilot, tuple(decisions)


def _decide(
    books: Books, ours: Company, bills: Sequence[PastBill], run: date, floor: int, copilot: _Copilot
) -> Decision:
    """Plan a run from the books of the evening before, and pay what the plan puts on it; changes the copilot's world."""
    evening = run - DAY
    last = run + timedelta(days=HORIZON_DAYS)
    closed = holidays(books, ours)
    raster = Raster(tuple(run_days(run, last, ours.run_weekdays, closed)), ours.rail, closed)
    unpaid = [each for each in bills if each.bill.item_id not in copilot.paid]
    open_ = [bill for each in unpaid if (bill := each.as_of(evening)) is not None and bill.due <= last - DAY * 7]
    ahead = _done_by(bills, evening, ours) - copilot.spent(evening)
    expected = cash_ahead(books, ours, evening, last).expected()
    cash = {day: balance + ahead for day, balance in expected.items() if day >= run}
    costs = _costs(books, ours, evening)
    made = plan(Question(open_, raster, costs, cash, floor, ours.currency, vat_recoverable=ours.vat_recoverable))
    for bill, chosen in made.chosen:
        copilot.last[bill.item_id] = chosen.debit
        if chosen.debit == run:
            copilot.paid[bill.item_id] = run
            copilot.amount[bill.item_id] = to_minor(chosen.pay, ours.currency)
    now = tuple(sorted(bill.item_id for bill, chosen in made.chosen if chosen.debit == run))
    return Decision(run, now, made.shortage)


def _line(past: PastBill, terms: Terms, planned: date, known: date, any_day: date) -> Line:
    """The bill valued on the day it was paid and on the days the plan, foresight and any day's foresight would have."""
    done, free = past.settled[0], past.free_from()
    return Line(
        past, (done.on, planned, known), terms.worth(past.bill, done.on, free, done),
        terms.worth(past.bill, planned, free), terms.worth(past.bill, known, free), terms.worth(past.bill, any_day, free),
    )  # fmt: skip


def _done_by(bills: Sequence[PastBill], day: date, ours: Company) -> int:
    """What was really paid on the bills by the end of a day."""
    return sum(
        to_minor(each.amount, ours.currency) for past in bills for each in past.settled if each.cash and each.on <= day
    )


def _before_bills(cash: dict[date, int], compared: Sequence[PastBill], ours: Company, last: date) -> dict[date, int]:
    """The real balance of each day as if none of the compared bills had been paid; past the last statement as on its day."""
    paid: dict[date, int] = {}
    for past in compared:
        done = past.settled[0]
        paid[done.on] = paid.get(done.on, 0) + to_minor(done.amount, ours.currency)
    found, added, balance, day = {}, 0, 0, min(cash)
    while day <= last + DAY * 7:
        added += paid.get(day, 0)
        balance = cash.get(day, balance)
        found[day] = balance + added
        day += DAY
    return found


def _terms(books: Books, ours: Company, first: date, last: date) -> tuple[Terms, tuple[date, ...]]:
    closed = holidays(books, ours)
    runs = tuple(run_days(first + DAY, last + timedelta(days=HORIZON_DAYS), ours.run_weekdays, closed))
    raster = Raster(runs, ours.rail, closed)
    return Terms(raster, _costs(books, ours, last), ours.vat_recoverable, ours.currency), runs


def _costs(books: Books, ours: Company, day: date) -> Costs:
    """Rates of a day: financing, and what the law charges for lateness; nobody is paid late on purpose."""
    late = late_costs(books, ours, day)
    rate = borrowing_rate(books, ours.code, ours.currency, day).value
    return Costs(flat(rate)) if late is None else Costs(flat(rate), late.rate, late.sums)


def _floor(books: Books, ours: Company, day: date) -> int:
    base = InBase(books, ours, day)
    accounts = account_balances(books, ours.code, day)
    return sum(to_minor(rounded(each.floor, each.currency), each.currency) if each.currency == ours.currency
               else base(each.floor, each.currency) for each in accounts)  # fmt: skip
