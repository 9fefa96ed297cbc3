"""What changed since an earlier forecast, from the books of both days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np

from workingcapital.errors import BadInput
from workingcapital.forecast.cash import Flow, Outlook
from workingcapital.forecast.changes import (
    CAUSES,
    NOT_PLANNED,
    Days,
    Item,
    Steps,
    Thought,
    added,
    bills,
    receivables,
    to_come,
)
from workingcapital.forecast.habits import DISPUTED, Kind, Whole
from workingcapital.store import cash
from workingcapital.store.companies import Company, company, holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.cash_forecasts import Forecast, forecast
from workingcapital.store.forecasting.outlook import InBase, planned
from workingcapital.store.forecasting.payment_history import moved, traits_of
from workingcapital.store.items import ItemFilter, OpenItem, open_items

WEEKS: Final = 13
SPREAD: Final = "middle of the paths"
Base = Callable[[Decimal, str], int]
Thoughts = dict[int, tuple[OpenItem, Thought]]


@dataclass(frozen=True)
class Changes:
    """Both forecasts of the closing on one week end, and the way from one to the other by cause, in minor units.

    `steps` add up to the change of the expected closing; with `spread` (how much further the middle path is from the mean
    of all than it was) to the change of the P50.
    """

    then: Forecast
    now: Forecast
    days: Days
    steps: Steps
    spread: int

    @property
    def week_end(self) -> date:
        """The day both forecasts speak of."""
        return self.days.then + timedelta(days=7 * self.days.weeks)

    def middle(self) -> tuple[int, int]:
        """The closing P50 of that day as it was said then, and as it is said now."""
        return _middle(self.then.simulated.closing[-1]), _middle(self.now.simulated.closing[-1])


def changes(books: Books, code: str, since: date, as_of: date, weeks: int = WEEKS) -> Changes:
    """The forecast of `weeks` weeks made on `since`, against today's of the same week end; whole weeks lie between."""
    apart = (as_of - since).days
    if apart <= 0 or apart % 7 or apart // 7 >= weeks:
        raise BadInput(
            f"forecasts are compared over 1 to {weeks - 1} whole weeks: {since} is {apart} days before {as_of}"
        )
    days = Days(since, as_of, weeks)
    then, now = forecast(books, code, since, weeks), forecast(books, code, as_of, weeks - days.passed)
    steps = _steps(books, code, then.known.outlook, now.known.outlook, days)
    before, after = _middle(then.simulated.closing[-1]), _middle(now.simulated.closing[-1])
    expected = sum(int(moves.sum()) for moves in steps.values())
    return Changes(then, now, days, steps, after - before - expected)


def _steps(books: Books, code: str, old: Outlook, new: Outlook, days: Days) -> Steps:
    ours = company(books, code)
    closed = holidays(books, ours)
    at_then, at_now = InBase(books, ours, days.then), InBase(books, ours, days.now)
    customers = _items(books, code, "receivable", days, _customers(books, code, old, new, days), at_then, at_now)
    suppliers = _items(books, code, "payable", days, _suppliers(books, ours, closed, days), at_then, at_now)
    sold, more = to_come(old.sales_to_come, old.customers, new.sales_to_come, new.customers, days)
    found = added(receivables(customers, old.customers, new.customers, days), bills(suppliers, days))
    found = added(found, {"new invoices": -sold, "sales to come": more})
    if old.suppliers is not None and new.suppliers is not None:
        bought, further = to_come(old.purchases_to_come, old.suppliers, new.purchases_to_come, new.suppliers, days)
        found = added(found, {"new bills": bought, "purchases to come": -further})
    in_bank, by_rate = _bank(books, code, days, at_then, at_now)
    rest = in_bank - sum(item.moved_now for item in customers) + sum(item.moved_now for item in suppliers)
    other = _other(new.other, days, at_least=1) - _other(old.other, days)
    found = added(
        found, {"payroll, tax and other": other + _first(rest, days), "exchange rates": _first(by_rate, days)}
    )
    return {cause: found.get(cause, np.zeros(days.periods, np.int64)) for cause in CAUSES}


def _customers(books: Books, code: str, old: Outlook, new: Outlook, days: Days) -> tuple[Thoughts, Thoughts]:
    def read(on: date, kind: Kind) -> Thoughts:
        promised = cash.promises(books, code, on)
        return {
            item.item: (
                item,
                Thought(
                    DISPUTED if item.disputed else item.party,
                    item.due,
                    promised.get(item.invoice),
                    traits_of(kind.traits, item.amount, item.issued, item.due),
                ),
            )
            for item in open_items(books, code, on, ItemFilter(side="receivable", intercompany=False))
        }

    return read(days.then, old.customers.kind), read(days.now, new.customers.kind)


def _suppliers(books: Books, ours: Company, closed: frozenset[date], days: Days) -> tuple[Thoughts, Thoughts]:
    def read(on: date) -> Thoughts:
        items = open_items(books, ours.code, on, ItemFilter(side="payable", intercompany=False))
        return {
            item.item: (item, Thought(item.party, day or NOT_PLANNED)) for item, day in planned(items, ours, closed, on)
        }

    return read(days.then), read(days.now)


def _items(
    books: Books, code: str, side: str, days: Days, thoughts: tuple[Thoughts, Thoughts], at_then: Base, at_now: Base
) -> list[Item]:
    """Every item open on either day, or paid in between."""
    then, now = thoughts
    came = moved(books, code, side, days.then, days.now)
    found = []
    for key in sorted({*then, *now, *came}):
        before, after = then.get(key), now.get(key)
        amount, currency = came.get(key, (Decimal(0), ""))
        left, left_in = (after[0].open_amount, after[0].currency) if after else (Decimal(0), "")
        found.append(
            Item(
                then=before[1] if before else None,
                now=after[1] if after else None,
                before=at_then(before[0].open_amount, before[0].currency) if before else 0,
                moved=at_then(amount, currency) if amount else 0,
                left=at_then(left, left_in) if left else 0,
                moved_now=at_now(amount, currency) if amount else 0,
                left_now=at_now(left, left_in) if left else 0,
            )
        )
    return found


def _bank(books: Books, code: str, days: Days, at_then: Base, at_now: Base) -> tuple[int, int]:
    """What moved on the accounts at today's rates, and what the rates did to what was on them."""
    before, after = (cash.account_balances(books, code, on) for on in (days.then, days.now))
    then = sum(at_then(each.balance, each.currency) for each in before)
    revalued = sum(at_now(each.balance, each.currency) for each in before)
    return sum(at_now(each.balance, each.currency) for each in after) - revalued, revalued - then


def _other(lines: Mapping[str, tuple[Flow, ...]], days: Days, at_least: int = 0) -> Whole:
    found = np.zeros(days.periods + 1, np.int64)
    for flows in lines.values():
        for flow in flows:
            found[max(at_least, days.period(flow.on))] += flow.amount
    return found[:-1]


def _first(amount: int, days: Days) -> Whole:
    found = np.zeros(days.periods, np.int64)
    found[0] = amount
    return found


def _middle(paths: Whole) -> int:
    return int(np.sort(paths)[len(paths) // 2])
