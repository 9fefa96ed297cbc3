"""Plan a payment run from the books: what is asked, under which scenario, and whether there is a plan to propose."""

from calendar import day_name
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from tools.evidence import require_loaded
from tools.run_planned import Planned
from tools.run_refusals import cannot_hold, nothing_to_pay
from tools.run_wish import Wish
from workingcapital.calendar import run_days
from workingcapital.errors import BadInput
from workingcapital.money import from_minor, rounded, to_minor
from workingcapital.store.cash import account_balances
from workingcapital.store.companies import Company, company, holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.outlook import InBase
from workingcapital.store.parties import all_parties, the_party
from workingcapital.store.planning.cash_ahead import CashAhead, cash_ahead, operating_account
from workingcapital.store.planning.rates_ahead import credit_line, financing_curve, yield_curve
from workingcapital.store.planning.timing import (
    HORIZON_DAYS,
    Payable,
    late_costs,
    offered,
    payable_bills,
    raster,
    runs_holding,
    slipped,
)
from workingcapital.timing.candidates import Bill, Costs
from workingcapital.timing.curves import flat
from workingcapital.timing.question import CreditLine, NoRun, Question
from workingcapital.timing.run import plan
from workingcapital.timing.scenario import Scenario, under

# Where no statutory rate is known: only to rank the bills that a budget leaves no cash for.
LATE_COST: Final = Decimal("0.12")


def plan_run(books: Books, code: str, as_of: date, wish: Wish, scenario: Scenario | None = None) -> Planned:
    """Plan all runs from the wished one on; raises NoRun, NotLoaded, NothingToPay, FloorCannotHold."""
    ours = company(books, code)
    require_loaded(books, code, "payable")
    check_run(books, ours, as_of, wish.run, scenario)
    payable = payable_bills(books, ours, as_of, HORIZON_DAYS)
    made = planned(books, ours, as_of, wish, payable, scenario)
    if scenario is not None:
        made = replace(made, plain=planned(books, ours, as_of, wish, payable).plan)
    _check_plan(books, made)
    return made


def planned(
    books: Books, ours: Company, as_of: date, wish: Wish, payable: Payable, scenario: Scenario | None = None
) -> Planned:
    """The plan by the books or under a scenario, whether or not it keeps its limits."""
    question = _question(books, ours, as_of, wish, payable.bills, scenario)
    if scenario is not None:
        question = under(question, with_names(books, ours.code, scenario))
    return Planned(ours, question, plan(question), payable, wish, _amount(question.floor, ours), scenario)


def with_names(books: Books, code: str, scenario: Scenario) -> Scenario:
    """The scenario with suppliers as the books name them; raises where a name is not one supplier."""
    suppliers = tuple((the_party(books, code, name, "payable").name, days) for name, days in scenario.supplier_days)
    return replace(scenario, supplier_days=suppliers)


def _question(
    books: Books, ours: Company, as_of: date, wish: Wish, bills: Sequence[Bill], scenario: Scenario | None = None
) -> Question:
    """What is to be planned; of a scenario only the receipts, the rest is `under` it."""
    last, floor = wish.run + timedelta(days=HORIZON_DAYS), _floor(books, ours, as_of, wish)
    if scenario is None:
        ahead = cash_ahead(books, ours, as_of, last)
    else:
        ahead = cash_ahead(
            books,
            ours,
            as_of,
            last,
            scenario.collections,
            slipped(books, ours.code, scenario.slips, scenario.customers_days),
        )
    whole = ahead.expected()
    account = operating_account(books, ours, as_of, whole) if wish.by_account else None
    costs, line = _costs(books, ours, as_of, wish)
    return Question(
        bills=offered(books, ours, bills, wish.offers),
        raster=raster(books, ours, wish.run),
        costs=costs,
        cash=_from(wish.run, whole),
        floor=_minor(floor, ours),
        currency=ours.currency,
        budget=None if wish.budget is None else _minor(wish.budget, ours),
        vat_recoverable=ours.vat_recoverable,
        about=f"{ours.code}, run of {wish.run}",
        reserve=None if wish.sure is None else _from(wish.run, ahead.reserve(wish.sure)),
        accounts=() if account is None else (replace(account, cash=_from(wish.run, account.cash)),),
        line=line,
        offers_budget=None if wish.offers_budget is None else _minor(wish.offers_budget, ours),
        receipts=_receipts(books, ours, ahead, wish.run),
    )


def _receipts(books: Books, ours: Company, ahead: CashAhead, run: date) -> dict[str, dict[date, int]]:
    """What is expected from all customers together, and from the one who owes most."""
    found, largest = {"customers": ahead.receipts()}, ahead.largest_customer()
    if largest is not None:
        name = next((each.name for each in all_parties(books, ours.code, "receivable") if each.party == largest), None)
        found |= {name: ahead.receipts(largest)} if name else {}
    return {who: _from(run, by_day) for who, by_day in found.items()}


def _from(first: date, by_day: Mapping[date, int]) -> dict[date, int]:
    return {day: amount for day, amount in by_day.items() if day >= first}


def _minor(amount: Decimal, ours: Company) -> int:
    return to_minor(rounded(amount, ours.currency), ours.currency)


def _costs(books: Books, ours: Company, as_of: date, wish: Wish) -> tuple[Costs, CreditLine | None]:
    """Financing, the law's price of lateness, and the line where it may be drawn; under a budget any bill may have to wait.

    Where the line may be drawn, cash of one's own costs what it would have earned, and a draw what the line costs.
    """
    late, line = late_costs(books, ours, as_of), None
    if wish.draw is None:
        financing = financing_curve(books, ours.code, ours.currency, as_of)
    else:
        financing, line = yield_curve(books, ours.code, ours.currency, as_of), _line(books, ours, as_of, wish.draw)
    if late is not None:
        return Costs(financing, late.rate, late.sums, anybody_late=wish.budget is not None), line
    return (Costs(financing, flat(LATE_COST), anybody_late=True) if wish.budget is not None else Costs(financing)), line


def _line(books: Books, ours: Company, as_of: date, draw: Decimal) -> CreditLine:
    limit, rate = credit_line(books, ours.code, ours.currency, as_of)
    if draw > limit:
        raise BadInput(
            f"{draw:,f} {ours.currency} is more than the credit line of {ours.code} holds, {rounded(limit, ours.currency):,}"
        )
    return CreditLine(_minor(draw, ours), rate)


def _amount(minor: int, ours: Company) -> Decimal:
    return from_minor(minor, ours.currency)


def check_run(books: Books, ours: Company, as_of: date, run: date, scenario: Scenario | None) -> None:
    """Raise NoRun in words where there is no run that day, or none under the scenario."""
    if scenario is not None and run in scenario.skip:
        raise NoRun(f"the scenario {scenario.name} has no run on {run}; propose another")
    closed, coming = holidays(books, ours), coming_runs(books, ours, as_of)
    if run < as_of:
        raise NoRun(f"{run} has passed; the next run is on {coming[0]}")
    if run not in run_days(run, run, ours.run_weekdays, closed):
        nearby = ", ".join(str(day) for day in coming[:4])
        raise NoRun(f"{ours.code} has no run on {run}; the next ones are {nearby}")


def coming_runs(books: Books, ours: Company, first: date) -> list[date]:
    """The company's runs from a day to the end of the horizon, at least one; raises NoRun where there is none."""
    last = first + timedelta(days=HORIZON_DAYS)
    runs = run_days(first, last, ours.run_weekdays, holidays(books, ours))
    if not runs:
        days = ", ".join(day_name[day - 1] for day in ours.run_weekdays)
        why = f"its banks are closed on every {days}" if days else "no weekday is a day of its runs"
        raise NoRun(f"{ours.code} has no payment run from {first} to {last}: {why}")
    return runs


def next_run(books: Books, code: str, as_of: date) -> date:
    """The company's first run after a day; raises NoRun."""
    return coming_runs(books, company(books, code), as_of + timedelta(days=1))[0]


def _check_plan(books: Books, made: Planned) -> None:
    if made.plan.shortage > 0:
        raise cannot_hold(made)
    if not made.lines:
        raise nothing_to_pay(made, runs_holding(books, made.ours.code, made.wish.run))


def _floor(books: Books, ours: Company, as_of: date, wish: Wish) -> Decimal:
    if wish.floor is not None:
        return wish.floor
    base = InBase(books, ours, as_of)
    accounts = account_balances(books, ours.code, as_of)
    return from_minor(sum(base(each.floor, each.currency) for each in accounts), ours.currency)
