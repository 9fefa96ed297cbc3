"""From the books of a day to what a forecast stands on: everything in minor units of the company's currency."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from workingcapital.calendar import following_open_day, last_run_in_time, run_days
from workingcapital.forecast.cash import Flow, Outlook
from workingcapital.forecast.coming import Issued, NotIssued, Ordered
from workingcapital.forecast.habits import Habits, Kind, learn
from workingcapital.forecast.receivables import Receivable
from workingcapital.metrics.registry import NoData
from workingcapital.money import rounded, to_minor
from workingcapital.store import cash
from workingcapital.store.companies import Company, company, holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.models import in_force, kind_in_force
from workingcapital.store.forecasting.payment_history import issued, seen, traits_of
from workingcapital.store.items import ItemFilter, OpenItem, open_items
from workingcapital.store.rates import exchange_rate

HISTORY_DAYS = 540
CATEGORY_LINES = {"payroll": "payroll", "tax": "tax", "debt": "debt service", "rent": "rent"}


class NoStatements(NoData):
    """No bank statements have been loaded yet, so that nothing is known of the cash."""

    def __init__(self, code: str) -> None:
        super().__init__(f"No bank statements of {code} have been loaded yet.", "not_loaded")


@dataclass(frozen=True)
class Known:
    """An outlook with what must be said beside it."""

    outlook: Outlook
    currency: str
    rows: tuple[str, ...]
    caveats: tuple[str, ...]


class InBase:
    """Amounts into minor units of the company's currency at the rate of the day; what has no rate is left out and named."""

    def __init__(self, books: Books, ours: Company, as_of: date) -> None:
        self._books, self._ours, self._as_of = books, ours, as_of
        self._rates: dict[str, Decimal | None] = {ours.currency: Decimal(1)}
        self.caveats: list[str] = []

    def __call__(self, amount: Decimal, currency: str) -> int:
        """The amount in minor units, 0 where no rate is known."""
        if currency not in self._rates:
            rate = exchange_rate(self._books, self._ours.code, currency, self._ours.currency, self._as_of)
            self._rates[currency] = rate.value if rate else None
            self.caveats.append(
                rate.said(currency, self._ours.currency)
                if rate
                else f"{currency} left out: no rate to {self._ours.currency} on or before {self._as_of}"
            )
        value = self._rates[currency]
        return 0 if value is None else to_minor(rounded(amount * value, self._ours.currency), self._ours.currency)


def outlook(books: Books, code: str, as_of: date, weeks: int, collected_share: Decimal = Decimal(1)) -> Known:
    """Read what a forecast of that many weeks stands on."""
    ours = company(books, code)
    accounts = cash.account_balances(books, code, as_of)
    if not accounts:
        raise NoStatements(code)
    base = InBase(books, ours, as_of)
    received, receivables = _incoming(books, ours, as_of, weeks, base)
    payables = open_items(books, code, as_of, ItemFilter(side="payable", intercompany=False))
    closed = holidays(books, ours)
    suppliers = habits(books, ours, "payable", as_of)
    found = replace(
        received,
        opening=sum(base(each.balance, each.currency) for each in accounts),
        floor=sum(base(each.floor, each.currency) for each in accounts),
        payables=tuple(_payables(payables, ours, closed, as_of, base)),
        purchases_to_come=_to_come(books, code, "payable", as_of, suppliers.kind, base),
        suppliers=suppliers,
        other=_other(cash.cash_items(books, code), as_of, as_of + timedelta(days=7 * weeks), base),
        collected_share=float(collected_share),
    )
    statements = tuple(f"bank_statement:{each.statement}" for each in accounts)
    rows = statements + tuple(item.row_id for item in [*receivables, *payables])
    return Known(found, ours.currency, rows, (*base.caveats, *_stale(accounts, as_of), *_model(books, code, as_of)))


def receipts_outlook(books: Books, code: str, as_of: date, weeks: int, kind: Kind | None = None) -> Known:
    """What customers' money is forecast from, and nothing else: no opening, no payments."""
    ours = company(books, code)
    base = InBase(books, ours, as_of)
    found, items = _incoming(books, ours, as_of, weeks, base, kind)
    return Known(found, ours.currency, tuple(item.row_id for item in items), tuple(base.caveats))


def habits(books: Books, ours: Company, side: str, as_of: date, kind: Kind | None = None) -> Habits:
    """When customers pay (or we pay suppliers), learned from the year and a half before the day; customers by the model
    in force on it, suppliers by the general settings."""
    if kind is None:
        kind = kind_in_force(books, ours.code, as_of) if side == "receivable" else Kind()
    known = seen(books, ours.code, side, as_of, as_of - timedelta(days=HISTORY_DAYS), kind.traits)
    return learn(known, as_of, holidays(books, ours), kind)


def _incoming(
    books: Books, ours: Company, as_of: date, weeks: int, base: InBase, kind: Kind | None = None
) -> tuple[Outlook, list[OpenItem]]:
    items = open_items(books, ours.code, as_of, ItemFilter(side="receivable", intercompany=False))
    customers = habits(books, ours, "receivable", as_of, kind)
    found = Outlook(
        as_of=as_of,
        weeks=weeks,
        opening=0,
        floor=0,
        receivables=tuple(_receivables(items, cash.promises(books, ours.code, as_of), customers.kind, base)),
        customers=customers,
        payables=(),
        sales_to_come=_to_come(books, ours.code, "receivable", as_of, customers.kind, base),
        purchases_to_come=NotIssued(),
    )
    return found, items


def _model(books: Books, code: str, as_of: date) -> Iterator[str]:
    if model := in_force(books, code, as_of):
        yield f"settings of model {model.short}, trained on {model.trained_on}"


def _stale(accounts: list[cash.AccountBalance], as_of: date) -> Iterator[str]:
    for account in accounts:
        if (as_of - account.until).days > 7:
            yield f"{account.name}: statements reach {account.until} only"


def _receivables(
    items: list[OpenItem], promised: dict[int, date], kind: Kind, base: Callable[[Decimal, str], int]
) -> Iterator[Receivable]:
    for item in items:
        amount, promise = base(item.open_amount, item.currency), promised.get(item.invoice)
        traits = traits_of(kind.traits, item.amount, item.issued, item.due)
        yield Receivable(item.party, amount, item.due, promise, item.disputed, traits)


def _payables(
    items: list[OpenItem], ours: Company, closed: frozenset[date], as_of: date, base: Callable[[Decimal, str], int]
) -> Iterator[Flow]:
    for item, day in planned(items, ours, closed, as_of):
        if day is not None:
            yield Flow(day, -base(item.open_amount, item.currency))


def planned(
    items: list[OpenItem], ours: Company, closed: frozenset[date], as_of: date
) -> Iterator[tuple[OpenItem, date | None]]:
    """Each bill with the last run that is in time, the late ones with the next run; held ones are not planned (None)."""
    runs = run_days(as_of + timedelta(days=1), as_of + timedelta(days=31), ours.run_weekdays, closed)
    first = runs[0] if runs else following_open_day(as_of + timedelta(days=1), closed)
    for item in items:
        if item.hold_reason or item.disputed:
            yield item, None
            continue
        run = (
            last_run_in_time(item.due, first, ours.run_weekdays, closed, "credit", ours.rail)
            if item.due >= first
            else None
        )
        yield item, run or first


def _to_come(
    books: Books, code: str, side: str, as_of: date, kind: Kind, base: Callable[[Decimal, str], int]
) -> NotIssued:
    """The invoices of the past half year, which come again, and the order book."""
    past = tuple(
        Issued(
            each.party,
            base(each.amount, each.currency),
            each.posted,
            each.due,
            traits_of(kind.traits, each.amount, each.issued, each.due),
        )
        for each in issued(books, code, side, as_of, kind.weeks)
    )
    ordered = tuple(
        Ordered(order.invoiced_on, base(order.amount, order.currency))
        for order in cash.orders(books, code, as_of)
        if order.side == side
    )
    return NotIssued(past, kind.weeks, ordered)


def _other(
    items: Iterable[cash.CashItem], as_of: date, until: date, base: Callable[[Decimal, str], int]
) -> dict[str, tuple[Flow, ...]]:
    lines: dict[str, list[Flow]] = defaultdict(list)
    for item in items:
        line = "other receipts" if item.amount > 0 else CATEGORY_LINES.get(item.category, "other payments")
        amount = base(item.amount, item.currency)
        lines[line] += [Flow(day, amount) for day in occurrences(item, as_of, until)]
    return {name: tuple(flows) for name, flows in lines.items() if flows}


def occurrences(item: cash.CashItem, after: date, until: date) -> Iterator[date]:
    """The days after `after` and up to `until` on which the item moves cash; a 31st falls on a short month's last day."""
    step = 0
    day = item.on
    while day <= until and (item.until is None or day <= item.until):
        if day > after:
            yield day
        if item.recurrence == "none":
            return
        step += 1
        day = _after(item.on, item.recurrence, step)


def _after(first: date, recurrence: str, step: int) -> date:
    if recurrence == "weekly":
        return first + timedelta(days=7 * step)
    months = first.month - 1 + step * {"monthly": 1, "quarterly": 3, "yearly": 12}[recurrence]
    year, month = first.year + months // 12, months % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(first.day, last))
