"""What a payment plan is made from: payable bills, runs, and the cash of the coming days without those bills."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from workingcapital.calendar import run_days
from workingcapital.forecast.cash import Outlook, day_ends, simulate
from workingcapital.forecast.expected import expected_by_day, margin
from workingcapital.forecast.habits import when_due
from workingcapital.forecast.receivables import Paths, Receivable
from workingcapital.store.companies import Company, holidays
from workingcapital.store.connection import Books
from workingcapital.store.gathering.late import CURRENCY, regime_of
from workingcapital.store.outlook import outlook
from workingcapital.store.parties import the_party
from workingcapital.store.payables import look_alikes
from workingcapital.store.rates import statutory_rates
from workingcapital.timing.candidates import Bill, Raster, Step

HORIZON_DAYS = 91
SURE_PATHS = 2_000
RUN_LEAD = 3  # days that a run in time lies before a due date, on average


@dataclass(frozen=True)
class LateCosts:
    """Interest a year as a ratio, fixed sums by size of the claim, and where they stand."""

    rate: Decimal
    sums: tuple[tuple[Decimal | None, Decimal], ...]
    source: str


@dataclass(frozen=True)
class Payable:
    """Bills that may be paid, and those that may not with the reason in words; `held` are those of them that are bills."""

    bills: tuple[Bill, ...]
    left_out: tuple[Mapping[str, Any], ...]
    held: tuple[tuple[Bill, str], ...] = ()

    def credits(self) -> dict[str, Decimal]:
        """Open credits by party, as positive amounts: they are offset before money leaves."""
        found: dict[str, Decimal] = {}
        for each in self.left_out:
            if Decimal(each["amount"]) < 0:
                found[each["party"]] = found.get(each["party"], Decimal(0)) - Decimal(each["amount"])
        return found


def payable_bills(books: Books, ours: Company, as_of: date, horizon: int = HORIZON_DAYS) -> Payable:
    """Open bills in the company's currency that fall due within the horizon; the database says what blocks one.

    Of two bills that may be one, the later waits for a person: a plan pays neither twice.
    """
    doubtful = {pair["invoice"]: pair for pair in look_alikes(books, ours.code, as_of, Decimal(0))}
    rows = books.execute("select * from control.payable_items(%s, %s, %s)", (ours.code, as_of, horizon)).fetchall()
    bills, left_out, held = [], [], []
    for row in rows:
        why = row["blocked"] or _set_aside(row, ours.currency, doubtful)
        if why:
            left_out.append(
                {
                    "item_id": row["item_id"],
                    "number": row["number"],
                    "party": row["party_name"],
                    "why": why,
                    "amount": str(row["open_amount"].normalize()),
                    "currency": row["currency"],
                }
            )
            if row["currency"] == ours.currency and row["open_amount"] > 0:
                held.append((_bill(row), why))
        else:
            bills.append(_bill(row))
    return Payable(tuple(bills), tuple(left_out), tuple(held))


def _set_aside(row: Mapping[str, Any], currency: str, doubtful: Mapping[int, Mapping[str, Any]]) -> str | None:
    """Why a plan leaves a payable bill to a person."""
    if row["currency"] != currency:
        return f"it is in {row['currency']}"
    if pair := doubtful.get(row["invoice_id"]):
        return f"may be the same bill as {pair['earlier_number']} of {pair['earlier_name']} (score {pair['score']})"
    return None


def raster(books: Books, ours: Company, first: date, horizon: int = HORIZON_DAYS) -> Raster:
    """The company's runs from a day on."""
    closed = holidays(books, ours.calendar)
    return Raster(tuple(run_days(first, first + timedelta(days=horizon), ours.run_weekdays, closed)), ours.rail, closed)


def late_costs(books: Books, ours: Company, as_of: date) -> LateCosts | None:
    """What the law charges for late payment at the company's place; None where no statute or no rate is known."""
    regime = regime_of(ours.country)
    if regime is None or CURRENCY[regime] != ours.currency:
        return None
    rates = statutory_rates(books, regime, as_of, as_of)
    if not rates:
        return None
    sums = tuple((None if below is None else Decimal(below), Decimal(owed)) for below, owed in rates[-1]["fixed_sums"])
    return LateCosts(rates[-1]["reference_rate"] + rates[-1]["margin"], sums, rates[-1]["source"])


def slipped(books: Books, code: str, slips: Sequence[tuple[str, int]]) -> Callable[[Outlook], Outlook]:
    """The outlook with some customers paying so many days later; raises where a name is not one customer."""
    later = {the_party(books, code, name, "receivable").party: days for name, days in slips}

    def changed(known: Outlook) -> Outlook:
        moved = [_moved(each, later.get(each.party, 0)) for each in known.receivables]
        return replace(known, receivables=tuple(moved))

    return changed


def _moved(item: Receivable, days: int) -> Receivable:
    promised = item.promised and item.promised + timedelta(days=days)
    return replace(item, due=item.due + timedelta(days=days), promised=promised) if days else item


def cash_before_bills(
    books: Books,
    ours: Company,
    as_of: date,
    last: date,
    collected: Decimal = Decimal(1),
    changed: Callable[[Outlook], Outlook] = lambda known: known,
    sure: Decimal | None = None,
) -> dict[date, int]:
    """The expected balance at the end of each day up to `last`, open bills not paid, in minor units.

    Receipts by their chances a day; payroll, tax, rent and debt on their days; bills not received yet on the runs of
    their due dates, for paying earlier is a later plan's choice. `sure`:
    not the expected balance but one that holds with that probability on all days together, on simulated paths.
    """
    weeks = ((last - as_of).days + 6) // 7
    known = changed(outlook(books, ours.code, as_of, weeks, collected).outlook)
    known = replace(known, suppliers=when_due(as_of, holidays(books, ours.calendar), RUN_LEAD))
    moves = np.cumsum(expected_by_day(known))
    if sure is not None:
        moves -= margin(_uncertain(known), float(sure))
    planned: defaultdict[date, int] = defaultdict(int)
    for flow in (flow for flows in known.other.values() for flow in flows):
        planned[flow.on] += flow.amount
    balance, cash = known.opening, {as_of: known.opening}
    for offset in range(1, (last - as_of).days + 1):
        day = as_of + timedelta(days=offset)
        balance += planned[day]
        cash[day] = balance + round(moves[offset - 1])
    return cash


def _uncertain(known: Outlook) -> Paths:
    """What moves by chance, cumulated by day, on simulated paths."""
    lines = simulate(replace(known, payables=(), other={}), SURE_PATHS, day_ends(known)).lines
    return np.cumsum(sum(lines.values()), axis=0)


def _bill(row: Mapping[str, Any]) -> Bill:
    steps = tuple(
        Step(
            date.fromisoformat(step["pay_by"]),
            Decimal(step["percent"]),
            Decimal(step["amount"]),
            Decimal(step["tax_part"]),
            step["in_time_by"],
        )
        for step in row["steps"]
    )
    return Bill(
        row["item_id"],
        row["number"],
        row["party_name"],
        row["due_date"],
        row["open_amount"],
        row["currency"],
        row["withholding_percent"] or Decimal(0),
        steps,
        may_be_late=row["may_be_stretched"],
    )
