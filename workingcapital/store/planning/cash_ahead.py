"""The cash that a payment plan stands on: balances of the coming days without open bills, and how surely they hold."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, sqrt

import numpy as np

from workingcapital.forecast.cash import SEED, Outlook, day_ends, simulate
from workingcapital.forecast.expected import expected_by_day, expected_open, margin
from workingcapital.forecast.habits import when_due
from workingcapital.forecast.receivables import Paths
from workingcapital.metrics.registry import NoData
from workingcapital.store import cash
from workingcapital.store.companies import Company, holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.outlook import InBase, occurrences, outlook
from workingcapital.timing.question import Account

SURE_PATHS = 2_000
RUN_LEAD = 3  # days that a run in time lies before a due date, on average
ONE_SIDED = 1.645  # standard errors by which a share of simulated paths must exceed the promised one


@dataclass(frozen=True)
class CashAhead:
    """What is known of the coming cash, open bills not paid; from the as-of day to `last`."""

    known: Outlook
    last: date

    def expected(self) -> dict[date, int]:
        """The expected balance at the end of each day, in minor units.

        Receipts by their chances a day; payroll, tax, rent and debt on their days; bills not received yet on the runs
        of their due dates, for paying earlier is a later plan's choice.
        """
        moves, planned = np.cumsum(expected_by_day(self.known)), defaultdict[date, int](int)
        for flow in (flow for flows in self.known.other.values() for flow in flows):
            planned[flow.on] += flow.amount
        balance, as_of = self.known.opening, self.known.as_of
        found = {as_of: balance}
        for offset in range(1, (self.last - as_of).days + 1):
            day = as_of + timedelta(days=offset)
            balance += planned[day]
            found[day] = balance + round(moves[offset - 1])
        return found

    def receipts(self, party: int | None = None) -> dict[date, int]:
        """What is expected of open receivables by day, of one customer or of all; after the as-of day."""
        some = tuple(each for each in self.known.receivables if party in (None, each.party))
        moves = expected_open(replace(self.known, receivables=some))
        return {self.known.as_of + timedelta(days=i + 1): round(move) for i, move in enumerate(moves) if round(move)}

    def largest_customer(self) -> int | None:
        """Who owes most; None where nobody owes anything."""
        owed: defaultdict[int, int] = defaultdict(int)
        for each in self.known.receivables:
            owed[each.party] += each.amount
        return max(owed, key=lambda party: (owed[party], -party), default=None)

    def reserve(self, share: Decimal) -> dict[date, int]:
        """By day, cash to keep so that with that probability receipts fall short of it on no day of all.

        From simulated paths, of which somewhat more than the share must hold (one-sided, 95% confidence).
        """
        wanted = float(share)
        wanted = min(1.0, wanted + ONE_SIDED * sqrt(wanted * (1 - wanted) / SURE_PATHS))
        kept = margin(self.paths(SURE_PATHS, SEED), ceil(wanted * SURE_PATHS) / SURE_PATHS)
        days = (self.last - self.known.as_of).days
        return {self.known.as_of: 0} | {self.known.as_of + timedelta(days=i + 1): int(kept[i]) for i in range(days)}

    def paths(self, count: int, seed: int) -> Paths:
        """What moves by chance, cumulated by day, on simulated paths (days × paths)."""
        lines = simulate(replace(self.known, payables=(), other={}), count, day_ends(self.known), seed).lines
        return np.cumsum(sum(lines.values()), axis=0)


def cash_ahead(
    books: Books,
    ours: Company,
    as_of: date,
    last: date,
    collected: Decimal = Decimal(1),
    changed: Callable[[Outlook], Outlook] = lambda known: known,
) -> CashAhead:
    """Read it; `collected` is the share of open receivables that comes at all, `changed` what a scenario makes of it."""
    weeks = ((last - as_of).days + 6) // 7
    known = changed(outlook(books, ours.code, as_of, weeks, collected).outlook)
    return CashAhead(replace(known, suppliers=when_due(as_of, holidays(books, ours), RUN_LEAD)), last)


def operating_account(books: Books, ours: Company, as_of: date, whole: dict[date, int]) -> Account:
    """The account that bills are paid from, with its own floor; `whole` is the balance of all accounts together.

    Other accounts keep what they hold. One in the company's currency pays its own payroll, tax and rent, and is topped
    up from the operating account when it would fall below its floor. All receipts come into the operating account.
    """
    balances = cash.account_balances(books, ours.code, as_of)
    ours_first = [each for each in balances if each.currency == ours.currency]
    if not ours_first:
        raise NoData(f"{ours.code} has no account in {ours.currency} with a statement.", "not_loaded")
    operating, base = ours_first[0], InBase(books, ours, as_of)
    last = max(whole)
    held = [
        _held(
            base(each.balance, each.currency),
            base(each.floor, each.currency),
            _moves(books, ours, each, as_of, last, base),
            sorted(whole),
        )
        for each in balances
        if each.account != operating.account
    ]
    left = {day: balance - sum(each[day] for each in held) for day, balance in whole.items()}
    return Account(operating.name, left, base(operating.floor, operating.currency))


def _moves(
    books: Books, ours: Company, account: cash.AccountBalance, as_of: date, last: date, base: InBase
) -> dict[date, int]:
    """What is known to move on an account, by day."""
    found: defaultdict[date, int] = defaultdict(int)
    for item in cash.cash_items(books, ours.code):
        if item.account == account.account:
            for day in occurrences(item, as_of, last):
                found[day] += base(item.amount, item.currency)
    return found


def _held(balance: int, floor: int, moves: dict[date, int], days: list[date]) -> dict[date, int]:
    """The balance of an account that is topped up to its floor on every day it would fall below."""
    found = {}
    for day in days:
        balance = max(floor, balance + moves.get(day, 0))
        found[day] = balance
    return found
