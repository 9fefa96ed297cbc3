"""Discounts we could take, money we paid too early, and the day a payment must leave."""

from datetime import date, timedelta
from decimal import Decimal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.cost import cost_asked
from tools.evidence import (
    Cell,
    booked,
    booked_day,
    computed,
    evidence,
    for_each_company,
    link,
    party_or_none,
    require_loaded,
    table,
)
from workingcapital.calendar import last_run_in_time, preceding_open_day, release_by
from workingcapital.facts import Evidence, Fact, nothing
from workingcapital.money import rounded
from workingcapital.store.companies import Company, holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.discounts import (
    HORIZON,
    gathered_early_cost,
    gathered_left,
    gathered_worth,
    rate_of,
)
from workingcapital.store.invoices import Invoice, the_invoice
from workingcapital.store.payables import OpenDiscount
from workingcapital.store.payables import open_discounts as read_discounts
from workingcapital.store.payments import early_payments as read_early


@tool(response_format="content_and_artifact", parse_docstring=True)
def open_discounts(
    runtime: ToolRuntime[Asker],
    until: date | None = None,
    rate: str | None = None,
    party: str | None = None,
    bill: str | None = None,
    top: int = 20,
) -> tuple[str, Evidence]:
    """Early-payment discounts that expire by a day: which run reaches them, their worth net of VAT and funding.

    Args:
        until: last day of the window; a week from now if left out
        rate: yearly cost of cash in per cent, as 6.5; the company's credit line if left out
        party: name or number of one supplier
        bill: number of one bill; all discounts still open on it
        top: how many rows to show
    """
    asker = runtime.context
    last = until or asker.as_of + HORIZON

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "payable")
        if bill is not None:
            return _of_one(books, ours, asker, the_invoice(books, ours.code, bill), rate)
        known = party_or_none(books, ours.code, party, "payable")
        asked = _asked(asker, rate, known.party if known else None)
        cost, source = rate_of(books, ours, asker.as_of, asked)
        found = read_discounts(books, ours, asker.as_of, last, known.party if known else None)
        span = {"until": last.isoformat(), **asked}
        totals = [
            measure(books, each, ours.code, asker.as_of, **span)
            for each in ("discount.worth.total.v1", "discount.cash.total.v1")
        ]
        rows = [_row(each, ours, asker.as_of, asked, cost, source) for each in _sorted(found)[:top]]
        title = f"Discounts that expire from {asker.as_of} to {last}, {ours.code}"
        shown = table(title, _COLUMNS, rows, {"Per cent": "percent"}) if rows else None
        say = (
            f"Discounts worth {link(totals[0])} can be taken."
            if rows
            else f"{ours.code}: no discount expires by {last}."
        )
        return evidence(totals, shown, rows, say, notices=_notices(found))

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def early_payments(
    runtime: ToolRuntime[Asker],
    date_from: date | None = None,
    date_to: date | None = None,
    rate: str | None = None,
    top: int = 20,
) -> tuple[str, Evidence]:
    """Bills we paid before the last run by their due date without taking a discount, and what that cost.

    Args:
        date_from: first payment day; three months ago if left out
        date_to: last payment day; today if left out
        rate: yearly cost of cash in per cent, as 6.5; the company's credit line if left out
        top: how many rows to show
    """
    asker = runtime.context
    last = min(date_to or asker.as_of, asker.as_of)
    first = date_from or date.fromordinal(last.toordinal() - 90)

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "payable")
        asked = _asked(asker, rate, None)
        cost, source = rate_of(books, ours, asker.as_of, asked)
        found = read_early(books, ours, first, last)
        span = {"first": first.isoformat(), "last": last.isoformat(), **asked}
        total = measure(books, "discount.early_cost.total.v1", ours.code, asker.as_of, **span)
        rows: list[list[Cell]] = []
        for each in found[:top]:
            recipe = {"allocation": each.allocation, **asked}
            fact = state(
                "discount.early_cost.v1", ours.code, asker.as_of, recipe, gathered_early_cost(each, cost, source)
            )
            rows.append(
                [each.number, each.party_name, each.paid_on, each.could_wait_to, each.days_early, each.currency, fact]
            )
        columns = ["Bill", "Supplier", "Paid on", "Could wait to", "Days early", "Currency", "Cost"]
        shown = table(f"Paid early without a discount, {ours.code}", columns, rows) if rows else None
        return evidence(
            [total], shown, rows, f"Paying early without a discount cost {link(total)} ({first} to {last})."
        )

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def release_date(runtime: ToolRuntime[Asker], due: date) -> tuple[str, Evidence]:
    """The day a payment must leave so that the money is there by a due date: holidays, weekends and runs considered.

    Args:
        due: the due date
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        closed = holidays(books, ours)
        given = {"due": due, "calendar": ours.calendar, "rail": ours.rail}
        value = preceding_open_day(due, closed)
        debit = release_by(value, ours.rail, closed)
        first = asker.as_of if asker.as_of <= debit else debit - timedelta(days=14)  # a day gone by is answered too
        run = last_run_in_time(value, first, ours.run_weekdays, closed, "credit", ours.rail)
        facts = [
            _day(ours, asker.as_of, {**given, "value": value}, "Value date"),
            _day(ours, asker.as_of, {**given, "value": debit}, "Last day to release"),
        ]
        if run is not None:
            facts.append(_day(ours, asker.as_of, {**given, "value": run}, "Last payment run in time"))
        notices = (
            [] if run else [f"No payment run of {ours.code} is left in time: an off-cycle payment needs approval."]
        )
        say = f"Due {due}: the money must be there on {link(facts[0])}, so release it by {link(facts[1])}."
        return evidence(facts, say=say, notices=[*notices, *_closed(due, closed)])

    return for_each_company(asker, work)


_COLUMNS = ["Bill", "Supplier", "Pay by", "Run", "Currency", "Open", "Per cent", "Worth", "Blocked"]


def _of_one(books: Books, ours: Company, asker: Asker, billed: Invoice, rate: str | None) -> Evidence:
    """Every discount step still open on one bill: its discount, and its worth net of VAT and funding."""
    as_of, asked = asker.as_of, _asked(asker, rate, None)
    cost, source = rate_of(books, ours, as_of, asked)
    open_ = read_discounts(books, ours, as_of, max(billed.due, as_of), billed.party)
    found = _sorted([each for each in open_ if each.invoice == billed.invoice])
    if not found:
        return nothing("no_data", "no_discount", f"{billed.called}: no discount can be taken any more.")
    rows = [_row(each, ours, as_of, asked, cost, source) for each in found]
    facts, said = list[Fact](), list[str]()
    for each, row in zip(found, rows, strict=True):
        worth, step = row[_COLUMNS.index("Worth")], f"{each.percent.normalize():f}% if paid by {each.pay_by}"
        if each.open_amount == each.item_amount:  # of a bill paid in part the step's sum is no longer what is saved
            facts.append(_discount(each, ours, as_of, billed))
            step += f", {link(facts[-1])}"
        gain = f", worth {link(worth)} net of VAT and funding" if isinstance(worth, Fact) else ""
        said.append(f"{billed.called}: {step}{gain}.")
    title = f"Discounts on {billed.number}, {ours.code}"
    shown = table(title, _COLUMNS, rows, {"Per cent": "percent"})
    return evidence(facts, shown, rows, " ".join(said), notices=_notices(found))


def _discount(each: OpenDiscount, ours: Company, as_of: date, billed: Invoice) -> Fact:
    """What the step takes off the whole bill."""
    row, amount = ("discount_step", "amount", each.step), rounded(each.discount, each.currency)
    return booked(ours.code, as_of, row, amount, f"Discount on {billed.number}", each.currency, each.party_name)


def _asked(asker: Asker, rate: str | None, party: int | None) -> dict[str, object]:
    return cost_asked(asker, rate) | ({"party": party} if party is not None else {})


def _sorted(found: list[OpenDiscount]) -> list[OpenDiscount]:
    """What can be taken first, the largest of it first."""
    return sorted(found, key=lambda each: (each.takes is None or each.blocked is not None, -each.discount, each.step))


def _row(
    each: OpenDiscount, ours: Company, as_of: date, asked: dict[str, object], rate: Decimal, source: str
) -> list[Cell]:
    worth: Fact | None = None
    if each.takes is not None:
        recipe = {"step": each.step, **{key: value for key, value in asked.items() if key != "party"}}
        worth = state("discount.worth.v1", ours.code, as_of, recipe, gathered_worth(each, ours, rate, source))
    label = f"Last day of the discount on {each.number}"
    pay_by = booked_day(ours.code, as_of, ("discount_step", "pay_by", each.step), each.pay_by, label, each.party_name)
    left = state("open.item.v1", ours.code, as_of, {"item": each.item}, gathered_left(each))
    return [
        each.number,
        each.party_name,
        pay_by,
        str(each.takes) if each.takes else "none in time",
        each.currency,
        left,
        f"{each.percent.normalize():f}",
        worth,
        each.blocked,
    ]


def _notices(found: list[OpenDiscount]) -> list[str]:
    late = [each.number for each in found if each.takes is None]
    blocked = [each.number for each in found if each.takes is not None and each.blocked]
    said = []
    if late:
        said.append(f"No run is in time for {', '.join(late)}: an off-cycle payment needs approval.")
    if blocked:
        said.append(f"Not counted because something blocks the bill: {', '.join(blocked)}.")
    return said


def _day(ours: Company, as_of: date, inputs: dict[str, object], label: str) -> Fact:
    return computed("calendar.day.v1", ours, as_of, inputs, label, basis=f"{ours.calendar} calendar, {ours.rail}")


def _closed(due: date, closed: frozenset[date]) -> list[str]:
    if due in closed or due.isoweekday() > 5:
        return [f"{due} is a closed day: the open day before counts."]
    return []
