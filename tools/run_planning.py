"""Plan a payment run from the books: what is asked, under which scenario, and whether there is a plan to propose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from workingcapital.calendar import run_days
from workingcapital.errors import Conflict
from workingcapital.metrics.registry import NoData
from workingcapital.money import from_minor, rounded, to_minor
from workingcapital.store.cash import account_balances
from workingcapital.store.companies import Company, company, holidays
from workingcapital.store.connection import Books
from workingcapital.store.outlook import InBase
from workingcapital.store.rates import borrowing_rate
from workingcapital.store.timing import (
    HORIZON_DAYS,
    Payable,
    cash_before_bills,
    late_costs,
    payable_bills,
    raster,
    slipped,
)
from workingcapital.timing.candidates import Bill, Candidate, Costs
from workingcapital.timing.question import NoRun, Question
from workingcapital.timing.run import RunPlan, plan
from workingcapital.timing.scenario import Scenario, under

# Where no statutory rate is known: only to rank the bills that a budget leaves no cash for.
LATE_COST: Final = Decimal("0.12")


class FloorCannotHold(Conflict):
    """No plan keeps this floor."""


class NothingToPay(NoData):
    """No bill belongs on this run."""


@dataclass(frozen=True)
class Wish:
    """What the asker wants: the run, cash that must stay, how surely, and at most how much may leave with the run."""

    run: date
    floor: Decimal | None = None
    budget: Decimal | None = None
    sure: Decimal | None = (
        None  # the floor holds with this probability on all days together; None: on the expected path
    )


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
        """What the run pays."""
        return self.plan.on(self.wish.run)


def plan_run(books: Books, code: str, as_of: date, wish: Wish, scenario: Scenario | None = None) -> Planned:
    """Plan all runs from the wished one on; raises NoRun, NothingToPay, FloorCannotHold."""
    ours = company(books, code)
    _check_run(books, ours, as_of, wish.run, scenario)
    payable = payable_bills(books, ours, as_of, HORIZON_DAYS)
    question = _question(books, ours, as_of, wish, payable.bills)
    if scenario is None:
        made = Planned(ours, question, plan(question), payable, wish, _amount(question.floor, ours))
    else:
        changed = under(_question(books, ours, as_of, wish, payable.bills, scenario), scenario)
        floor = _amount(changed.floor, ours)
        made = Planned(ours, changed, plan(changed), payable, wish, floor, scenario, plan(question))
    _check_plan(made)
    return made


def _question(
    books: Books, ours: Company, as_of: date, wish: Wish, bills: Sequence[Bill], scenario: Scenario | None = None
) -> Question:
    """What is to be planned; of a scenario only the receipts, the rest is `under` it."""
    last, floor = wish.run + timedelta(days=HORIZON_DAYS), _floor(books, ours, as_of, wish)
    if scenario is None:
        cash = cash_before_bills(books, ours, as_of, last, sure=wish.sure)
    else:
        slips = slipped(books, ours.code, scenario.slips)
        cash = cash_before_bills(books, ours, as_of, last, scenario.collections, slips, wish.sure)
    return Question(
        bills=bills,
        raster=raster(books, ours, wish.run),
        costs=_costs(books, ours, as_of, wish),
        cash={day: balance for day, balance in cash.items() if day >= wish.run},
        floor=to_minor(rounded(floor, ours.currency), ours.currency),
        currency=ours.currency,
        budget=None if wish.budget is None else to_minor(rounded(wish.budget, ours.currency), ours.currency),
        vat_recoverable=ours.vat_recoverable,
        about=f"{ours.code}, run of {wish.run}",
    )


def _costs(books: Books, ours: Company, as_of: date, wish: Wish) -> Costs:
    """Financing, and the law's price of lateness; under a budget any bill may have to wait."""
    financing, late = borrowing_rate(books, ours.code, ours.currency, as_of).value, late_costs(books, ours, as_of)
    if late is not None:
        return Costs(financing, late.rate, late.sums, anybody_late=wish.budget is not None)
    return Costs(financing, LATE_COST, anybody_late=True) if wish.budget is not None else Costs(financing)


def _amount(minor: int, ours: Company) -> Decimal:
    return from_minor(minor, ours.currency)


def _check_run(books: Books, ours: Company, as_of: date, run: date, scenario: Scenario | None) -> None:
    if scenario is not None and run in scenario.skip:
        raise NoRun(f"the scenario {scenario.name} has no run on {run}; propose another")
    closed = holidays(books, ours.calendar)
    coming = run_days(as_of, as_of + timedelta(days=28), ours.run_weekdays, closed)
    if run < as_of:
        raise NoRun(f"{run} has passed; the next run is on {coming[0]}")
    if run not in run_days(run, run, ours.run_weekdays, closed):
        nearby = ", ".join(str(day) for day in coming[:4])
        raise NoRun(f"{ours.code} has no run on {run}; the next ones are {nearby}")


def _check_plan(made: Planned) -> None:
    currency = made.ours.currency
    if made.plan.shortage > 0:
        feasible = max(Decimal(0), made.floor - made.plan.shortage)
        raise FloorCannotHold(
            f"Even with every bill paid as late as it may be, cash falls {made.plan.shortage:,} {currency} short of "
            f"{rounded(made.floor, currency):,} {currency}. A floor of {rounded(feasible, currency):,} {currency} can be kept, or "
            "bring in receipts earlier, or draw the credit line.",
            errors=[
                {
                    "option": f"Propose the run of {made.wish.run} keeping {feasible.to_integral_value(ROUND_FLOOR)} {currency}"
                }
            ],
        )
    if not made.lines:
        raise NothingToPay(
            f"No open bill of {made.ours.code} belongs on the run of {made.wish.run}: each waits for a better one."
        )


def _floor(books: Books, ours: Company, as_of: date, wish: Wish) -> Decimal:
    if wish.floor is not None:
        return wish.floor
    base = InBase(books, ours, as_of)
    accounts = account_balances(books, ours.code, as_of)
    return from_minor(sum(base(each.floor, each.currency) for each in accounts), ours.currency)
