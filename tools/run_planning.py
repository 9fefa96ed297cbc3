"""Plan a payment run from the books: what is asked, under which scenario, and whether there is a plan to propose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final

from tools.run_wish import Wish, percent
from workingcapital.calendar import run_days
from workingcapital.errors import BadInput, Conflict
from workingcapital.metrics.registry import NoData
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
from workingcapital.timing.candidates import Bill, Candidate, Costs
from workingcapital.timing.curves import flat
from workingcapital.timing.question import CreditLine, NoRun, Question
from workingcapital.timing.run import RunPlan, plan
from workingcapital.timing.scenario import Scenario, under

# Where no statutory rate is known: only to rank the bills that a budget leaves no cash for.
LATE_COST: Final = Decimal("0.12")


class FloorCannotHold(Conflict):
    """No plan keeps this floor."""

    def highest(self) -> Decimal | None:
        """The highest floor in whole units that a plan can keep; None where it is another limit that falls short."""
        return next((Decimal(str(each["highest"])) for each in self.errors if "highest" in each), None)


class NothingToPay(NoData):
    """No bill belongs on this run."""


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


def plan_run(books: Books, code: str, as_of: date, wish: Wish, scenario: Scenario | None = None) -> Planned:
    """Plan all runs from the wished one on; raises NoRun, NothingToPay, FloorCannotHold."""
    ours = company(books, code)
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
    closed = holidays(books, ours)
    coming = run_days(as_of, as_of + timedelta(days=28), ours.run_weekdays, closed)
    if run < as_of:
        raise NoRun(f"{run} has passed; the next run is on {coming[0]}")
    if run not in run_days(run, run, ours.run_weekdays, closed):
        nearby = ", ".join(str(day) for day in coming[:4])
        raise NoRun(f"{ours.code} has no run on {run}; the next ones are {nearby}")


def _check_plan(books: Books, made: Planned) -> None:
    if made.plan.shortage > 0:
        raise _cannot_hold(made)
    if not made.lines:
        raise _nothing_to_pay(made, runs_holding(books, made.ours.code, made.wish.run))


def _nothing_to_pay(made: Planned, holding: Sequence[Mapping[str, Any]]) -> NothingToPay:
    """Where bills of the run are on proposals already, which and how many; else that each waits for a better run."""
    code, run = made.ours.code, made.wish.run
    if not holding:
        return NothingToPay(f"No open bill of {code} belongs on the run of {run}: each waits for a better one.")
    said = [f"No further bill of {code} belongs on the run of {run}."]
    for each in holding:
        how = "which waits for approval" if each["waits"] else "which is approved"
        said.append(f"{each['bills']} bills of it are on proposal {each['proposal_id']} already, {how}.")
    return NothingToPay(" ".join(said))


def _cannot_hold(made: Planned) -> FloorCannotHold:
    """What falls short, by how much at least, and what would cure it."""
    currency, short = made.ours.currency, f"{made.plan.shortage:,} {made.ours.currency}"
    if made.plan.broken == "budget":
        return FloorCannotHold(
            f"Bills that cannot wait for a later run by law come to {short} more than the budget. Raise the budget by as much."
        )
    if made.plan.broken != "floor":
        return FloorCannotHold(
            f"Even with every bill paid as late as it may be, the {made.plan.broken} falls {short} short. Move cash "
            "into the account, bring in receipts earlier, or lower what must stay."
        )
    feasible = max(Decimal(0), made.floor - made.plan.shortage)
    whole = feasible.to_integral_value(ROUND_FLOOR)
    surely = "" if made.wish.sure is None else f" with {percent(made.wish.sure)}% certainty"
    cure = "or draw the credit line" if made.wish.draw is None else "or draw more of the credit line"
    return FloorCannotHold(
        f"Even with every bill paid as late as it may be, cash falls {short} short of "
        f"{rounded(made.floor, currency):,} {currency}{surely}. A floor of {rounded(feasible, currency):,} {currency} can be "
        f"kept, or bring in receipts earlier, {cure}.",
        errors=[
            {
                "option": f"Propose the run of {made.wish.run} keeping {whole} {currency}{surely}",
                "highest": str(whole),
            }
        ],
    )


def _floor(books: Books, ours: Company, as_of: date, wish: Wish) -> Decimal:
    if wish.floor is not None:
        return wish.floor
    base = InBase(books, ours, as_of)
    accounts = account_balances(books, ours.code, as_of)
    return from_minor(sum(base(each.floor, each.currency) for each in accounts), ours.currency)
