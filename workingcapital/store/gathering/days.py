"""The DSO family, DPO, DIO and CCC read from the books."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

from workingcapital.metrics.payable_days import days_inventory_outstanding, days_payables_outstanding
from workingcapital.metrics.receivable_days import best_possible_dso, countback_parts, days_sales_outstanding
from workingcapital.metrics.registry import NoData
from workingcapital.money import Money
from workingcapital.periods import Period, month_of, months
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.flows import (
    Flow,
    LedgerAmount,
    invoiced,
    invoiced_by_month,
    invoiced_on_terms,
    invoices_of,
    last_month_end,
    ledger_balance,
    ledger_flow,
)
from workingcapital.store.gatherers import Asked, Gathered, gathers, period_of
from workingcapital.store.gathering.balances import Balance, balance
from workingcapital.store.items import ItemFilter

_TAX_IN_BOTH = "balance and flow both with VAT"
_NO_INTERCOMPANY = "intercompany left out"
BASIS = f"{_TAX_IN_BOTH}, {_NO_INTERCOMPANY}"


class Turnover(NamedTuple):
    """What was invoiced in a period, in base currency."""

    amount: Decimal
    rows: tuple[str, ...]
    caveats: tuple[str, ...]


class LedgerCost(NamedTuple):
    """Cost of sales of whole months, from the ledger."""

    amount: Decimal
    days: int
    rows: tuple[str, ...]
    caveats: tuple[str, ...]


def trade_balance(books: Books, company: str, side: str, on: date, **more: Any) -> Balance:
    """Open items of a side on a day without intercompany: credits count, disputed items count."""
    return balance(books, company, on, ItemFilter(side, intercompany=False, **more))


def turnover(books: Books, company: str, side: str, period: Period) -> Turnover:
    """Credit sales (or purchases) of the period at the rates of their posting."""
    return _summed(invoiced(books, company, side, period))


def turnover_on_terms(books: Books, company: str, side: str, period: Period, days: int) -> Turnover:
    """The part of it that is due so many days after the invoice."""
    return _summed(invoiced_on_terms(books, company, side, period, days))


def _summed(flows: list[Flow]) -> Turnover:
    missing = [
        f"{Money(flow.without_rate, flow.currency)} of invoices left out: no rate at posting"
        for flow in flows
        if flow.without_rate
    ]
    total = sum((flow.in_base for flow in flows), Decimal(0))
    return Turnover(total, tuple(chain.from_iterable(flow.rows for flow in flows)), tuple(missing))


@gathers("invoiced.total.v1")
def gather_invoiced(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Credit sales, or purchases, of the period."""
    period, side = period_of(asked, as_of), asked["side"]
    flow = turnover(books, company, side, period)
    return Gathered(
        inputs={"amount": flow.amount},
        rows=flow.rows,
        currency=company_of(books, company).currency,
        label="Credit sales" if side == "receivable" else "Purchases",
        period=period.name,
        basis=f"with VAT, {_NO_INTERCOMPANY}",
        caveats=flow.caveats,
        as_of=period.end,
    )


@gathers("dso.end.v1")
def gather_dso(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Receivables at the end of the period over its credit sales."""
    return _over_flow(books, company, as_of, asked, "receivable", ("receivables", "credit_sales"))


@gathers("dpo.purchases.v1")
def gather_dpo(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Payables at the end of the period over its purchases."""
    return _over_flow(books, company, as_of, asked, "payable", ("payables", "purchases"))


@gathers("dso.average.v1")
def gather_average_dso(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """As DSO, with the balance before the period beside the one at its end."""
    period = period_of(asked, as_of)
    opening = trade_balance(books, company, "receivable", period.start - timedelta(days=1))
    return _extended(gather_dso(books, company, as_of, asked), {"opening_receivables": opening.value.total}, opening)


@gathers("turnover.v1")
def gather_turnover(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Credit sales over mean receivables."""
    return gather_average_dso(books, company, as_of, asked)


@gathers("bpdso.v1")
def gather_bpdso(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Receivables due on the day or later, over credit sales."""
    found = gather_dso(books, company, as_of, asked)
    end = found.as_of or as_of
    not_due = trade_balance(books, company, "receivable", end, due_from=end)
    return _extended(found, {"not_due": not_due.value.total}, not_due)


@gathers("add.v1")
def gather_add(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """DSO and best possible DSO, unrounded."""
    found = gather_bpdso(books, company, as_of, asked)
    given = found.inputs
    dso = days_sales_outstanding(given["receivables"], given["credit_sales"], given["days"])
    best = best_possible_dso(given["not_due"], given["credit_sales"], given["days"])
    return _extended(found, {"dso": dso, "bpdso": best})


@gathers("cei.v1")
def gather_cei(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Opening and closing receivables and credit sales."""
    found = _extended(gather_average_dso(books, company, as_of, asked), {})
    end = found.as_of or as_of
    not_due = trade_balance(books, company, "receivable", end, due_from=end)
    given = found.inputs
    inputs = {
        "opening": given["opening_receivables"],
        "credit_sales": given["credit_sales"],
        "closing": given["receivables"],
        "closing_not_due": not_due.value.total,
    }
    return Gathered(**{**vars(found), "inputs": inputs})


@gathers("dso.countback.v1")
def gather_countback(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Receivables at the end and the credit sales of the months that they reach back to."""
    period = period_of(asked, as_of)
    receivables = trade_balance(books, company, "receivable", period.end)
    history = invoiced_by_month(books, company, "receivable", period.end)
    sold = [(each.amount, each.month.days) for each in history]
    used = history[: len(countback_parts(receivables.value.total, sold))]
    return Gathered(
        inputs={
            "receivables": receivables.value.total,
            "months": [list(each) for each in sold[: len(used)]],
            "month_names": [each.month.name for each in used],
        },
        rows=(*receivables.rows, *chain.from_iterable(invoices_of(books, company, "receivable", m) for m in used)),
        period=period.name,
        basis=BASIS,
        caveats=receivables.value.caveats,
        as_of=period.end,
    )


@gathers("dpo.cogs.v1")
def gather_dpo_on_cogs(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Payables at the end of the last whole month over the ledger's cost of sales."""
    period = period_of(asked, as_of)
    cost = cost_of_sales(books, company, period)
    payables = trade_balance(books, company, "payable", period.end)
    return Gathered(
        inputs={"payables": payables.value.total, "cogs": cost.amount, "days": cost.days},
        rows=(*payables.rows, *cost.rows),
        period=period.name,
        basis=f"payables with VAT, cost of sales without, {_NO_INTERCOMPANY}",
        caveats=(*payables.value.caveats, *cost.caveats),
        as_of=period.end,
    )


@gathers("dio.v1")
def gather_dio(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Inventory and cost of sales from the ledger."""
    period = period_of(asked, as_of)
    stock, month_end = inventory(books, company, period)
    cost = cost_of_sales(books, company, period)
    return Gathered(
        inputs={"inventory": stock.amount, "cogs": cost.amount, "days": cost.days, "month_end": month_end},
        rows=(*stock.rows, *cost.rows),
        period=period.name,
        caveats=cost.caveats,
        as_of=period.end,
    )


@gathers("ledger.amount.v1")
def gather_ledger_amount(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Inventory at the period's end, or the cost of sales of its months."""
    period = period_of(asked, as_of)
    found: LedgerAmount | LedgerCost
    caveats: tuple[str, ...] = ()
    if asked["account"] == "inventory":
        found, month_end = inventory(books, company, period)
        label, basis = "Inventory", f"ledger of {month_end}"
    else:
        found = cost_of_sales(books, company, period)
        label, basis, caveats = "Cost of sales", f"{found.days} days of the ledger", found.caveats
    return Gathered(
        inputs={"amount": found.amount},
        rows=found.rows,
        currency=company_of(books, company).currency,
        label=label,
        period=period.name,
        basis=basis,
        caveats=caveats,
        as_of=period.end,
    )


@gathers("ccc.v1")
def gather_ccc(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """DIO, DSO and DPO of the same period, unrounded, with what they were made of."""
    stock = gather_dio(books, company, as_of, asked)
    sales, purchases = gather_dso(books, company, as_of, asked), gather_dpo(books, company, as_of, asked)
    return Gathered(
        inputs={
            "dio": days_inventory_outstanding(*_given(stock, "inventory", "cogs", "days")),
            "dso": days_sales_outstanding(*_given(sales, "receivables", "credit_sales", "days")),
            "dpo": days_payables_outstanding(*_given(purchases, "payables", "purchases", "days")),
            "made_of": {"dio": stock.inputs, "dso": sales.inputs, "dpo": purchases.inputs},
        },
        rows=(*stock.rows, *sales.rows, *purchases.rows),
        period=stock.period,
        basis="DPO on purchases",
        caveats=tuple(dict.fromkeys((*stock.caveats, *sales.caveats, *purchases.caveats))),
        as_of=stock.as_of,
    )


def inventory(books: Books, company: str, period: Period) -> tuple[LedgerAmount, date]:
    """The ledger's newest inventory of the period's last month, and the month's end it is of."""
    month_end = last_month_end(books, company, "inventory", period.end)
    stock = None if month_end is None else ledger_balance(books, company, "inventory", month_end)
    if month_end is None or stock is None or (period.end - month_end).days > 31:
        raise NoData(f"{company} has no inventory data for {period.name}; import ledger balances", "no_inventory")
    return stock, month_end


def cost_of_sales(books: Books, company: str, period: Period) -> LedgerCost:
    """The ledger's cost of sales of the months that end in the period, and the days of those months."""
    found = ledger_flow(books, company, "cogs", period)
    if found is None:
        raise NoData(f"{company} has no cost of sales for {period.name}; import ledger balances", "no_cost_of_sales")
    whole = [month for month in months(period) if month.end == month_of(month.end).end]
    if found.months < len(whole):
        raise NoData(f"{company} has cost of sales for {found.months} of {len(whole)} months", "no_cost_of_sales")
    caveats = () if whole[-1].end == period.end else (f"cost of sales to {whole[-1].end}, the last whole month",)
    return LedgerCost(found.amount, sum(month_of(month.end).days for month in whole), found.rows, caveats)


def _over_flow(books: Books, company: str, as_of: date, asked: Asked, side: str, names: tuple[str, str]) -> Gathered:
    period = period_of(asked, as_of)
    stock, flow = trade_balance(books, company, side, period.end), turnover(books, company, side, period)
    return Gathered(
        inputs={
            names[0]: stock.value.total,
            names[1]: flow.amount,
            "days": period.days,
            f"{names[0]}_by_currency": [list(part) for part in stock.value.parts],
        },
        rows=(*stock.rows, *flow.rows),
        period=period.name,
        basis=BASIS,
        caveats=(*stock.value.caveats, *flow.caveats),
        as_of=period.end,
    )


def _extended(found: Gathered, inputs: dict[str, Any], more: Balance | None = None) -> Gathered:
    rows = found.rows if more is None else tuple(dict.fromkeys((*found.rows, *more.rows)))
    caveats = found.caveats if more is None else tuple(dict.fromkeys((*found.caveats, *more.value.caveats)))
    return Gathered(**{**vars(found), "inputs": {**found.inputs, **inputs}, "rows": rows, "caveats": caveats})


def _given(found: Gathered, *names: str) -> tuple[Any, ...]:
    return tuple(found.inputs[name] for name in names)
