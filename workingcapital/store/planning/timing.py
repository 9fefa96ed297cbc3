"""What a payment plan is made from: payable bills, runs, what lateness costs; cash ahead has a file of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workingcapital.calendar import run_days
from workingcapital.errors import BadInput
from workingcapital.forecast.cash import Outlook
from workingcapital.forecast.receivables import Receivable
from workingcapital.store.companies import Company, holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.gathering.late import CURRENCY, regime_of
from workingcapital.store.look_alikes import look_alikes
from workingcapital.store.parties import the_party
from workingcapital.store.planning.term_limits import term_limits
from workingcapital.store.rates import statutory_rates
from workingcapital.timing.candidates import Bill, Offer, Raster, Step
from workingcapital.timing.curves import Curve
from workingcapital.timing.law import TermLimit

HORIZON_DAYS = 91


class NoSuchBill(BadInput):
    """There is no such bill to pay."""


@dataclass(frozen=True)
class Offered:
    """A supplier's offer for one bill: a discount of `rate` a year for every day paid early, up to a day."""

    number: str
    rate: Decimal
    until: date


@dataclass(frozen=True)
class LateCosts:
    """Interest a year, fixed sums by size of the claim, and where they stand."""

    rate: Curve
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
    law = term_limits(books, ours.code, [row["item_id"] for row in rows])
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
                held.append((_bill(row, law), why))
        else:
            bills.append(_bill(row, law))
    return Payable(tuple(bills), tuple(left_out), tuple(held))


def _set_aside(row: Mapping[str, Any], currency: str, doubtful: Mapping[int, Mapping[str, Any]]) -> str | None:
    """Why a plan leaves a payable bill to a person."""
    if row["currency"] != currency:
        return f"it is in {row['currency']}"
    if pair := doubtful.get(row["invoice_id"]):
        return f"may be the same bill as {pair['earlier_number']} of {pair['earlier_name']} (score {pair['score']})"
    return None


def runs_holding(books: Books, code: str, run: date) -> Sequence[Mapping[str, Any]]:
    """The proposals that bills of a run are on already, fullest first: proposal_id, whether it still waits, how many bills."""
    return books.execute(
        """select p.proposal_id, p.status = 'waiting' as waits, count(*) as bills
           from control.payment_proposal p
           join control.proposal_line l on l.company_id = p.company_id and l.proposal_id = p.proposal_id
           left join control.execution_item x
             on x.company_id = l.company_id and x.proposal_id = l.proposal_id and x.line_no = l.line_no and x.live
           where p.company_id = %s and l.debit_date = %s
             and (x.proposal_id is not null or (p.status = 'waiting' and p.expires_at > clock_timestamp()))
           group by p.proposal_id, p.status, p.created_at order by bills desc, p.created_at""",
        (code, run),
    ).fetchall()


def raster(books: Books, ours: Company, first: date, horizon: int = HORIZON_DAYS) -> Raster:
    """The company's runs from a day on."""
    closed = holidays(books, ours)
    return Raster(tuple(run_days(first, first + timedelta(days=horizon), ours.run_weekdays, closed)), ours.rail, closed)


def late_costs(books: Books, ours: Company, as_of: date) -> LateCosts | None:
    """What the law charges for late payment at the company's place; None where no statute or no rate is known.

    Rates that begin inside the horizon are in the curve; the fixed sums are those of the day.
    """
    regime = regime_of(ours.country)
    if regime is None or CURRENCY[regime] != ours.currency:
        return None
    rates = statutory_rates(books, regime, as_of, as_of + timedelta(days=HORIZON_DAYS))
    now = [row for row in rates if row["valid_from"] <= as_of]
    if not now:
        return None
    sums = tuple((None if below is None else Decimal(below), Decimal(owed)) for below, owed in now[-1]["fixed_sums"])
    later = tuple(
        (row["valid_from"], row["reference_rate"] + row["margin"]) for row in rates if row["valid_from"] > as_of
    )
    return LateCosts(Curve(now[-1]["reference_rate"] + now[-1]["margin"], later), sums, now[-1]["source"])


def offered(books: Books, ours: Company, bills: Sequence[Bill], offers: Sequence[Offered]) -> tuple[Bill, ...]:
    """The bills with what suppliers offer for them; raises NoSuchBill where an offer is for no bill that may be paid."""
    if not offers:
        return tuple(bills)
    by_number = {bill.number: bill for bill in bills}
    if missing := [each.number for each in offers if each.number not in by_number]:
        raise NoSuchBill(f"no bill {', '.join(missing)} may be paid; offers are for open bills in {ours.currency}")
    shares = tax_shares(books, ours.code, [by_number[each.number].item_id for each in offers])
    made = {each.number: Offer(each.rate, each.until, shares[by_number[each.number].item_id]) for each in offers}
    return tuple(replace(bill, offer=made.get(bill.number)) for bill in bills)


def tax_shares(books: Books, code: str, items: Sequence[int]) -> dict[int, Decimal]:
    """What part of each bill is VAT, by item."""
    rows = books.execute(
        """
        select i.instalment_id as item, case when v.gross = 0 then 0 else 1 - v.net / v.gross end as share
        from instalment i join invoice v using (company_id, invoice_id)
        where i.company_id = %(company)s and i.instalment_id = any(%(items)s)
        """,
        {"company": code, "items": list(items)},
    ).fetchall()
    return {row["item"]: row["share"] for row in rows}


def slipped(
    books: Books, code: str, slips: Sequence[tuple[str, int]], everybody: int = 0
) -> Callable[[Outlook], Outlook]:
    """The outlook with open items paid so many days later, of some customers later still.

    Raises where a name is not one customer.
    """
    later = {the_party(books, code, name, "receivable").party: days for name, days in slips}

    def changed(known: Outlook) -> Outlook:
        moved = [_moved(each, everybody + later.get(each.party, 0)) for each in known.receivables]
        return replace(known, receivables=tuple(moved))

    return changed


def _moved(item: Receivable, days: int) -> Receivable:
    promised = item.promised and item.promised + timedelta(days=days)
    return replace(item, due=item.due + timedelta(days=days), promised=promised) if days else item


def _bill(row: Mapping[str, Any], law: Mapping[int, TermLimit]) -> Bill:
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
        law=law.get(row["item_id"]),
    )
