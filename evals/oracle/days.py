"""How many days of sales, purchases and stock are tied up."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from evals.oracle.frames import ZERO, Frames, base_currency, days_in, in_base, month_starts, of, rows_of, total
from evals.oracle.items import balance, open_items

Period = tuple[date, date]


class NotKnown(LookupError):
    """The figure does not exist for these books."""


def flow(data: Frames, company: str, side: str, period: Period) -> Decimal:
    """Credit sales or purchases of a period, VAT included, at the rates of their posting, without the group."""
    rows = of(data, "invoice", company)
    rows = rows[
        (rows["side"] == side)
        & (rows["posting_date"] >= period[0])
        & (rows["posting_date"] <= period[1])
        & ~rows["intercompany"].astype(bool)
        & (rows["kind"] != "prepayment")
        & ~rows["status"].isin(["draft", "void", "deleted"])
    ]
    return sum((row.gross * (1 if row.fx_rate is None else row.fx_rate) for row in rows_of(rows)), ZERO)


def dso(data: Frames, company: str, period: Period) -> Decimal:
    """Receivables at the period's end over its credit sales, in days."""
    return (
        balance(data, company, period[1], "receivable", group=False) / _sales(data, company, period) * days_in(period)
    )


def dso_average(data: Frames, company: str, period: Period) -> Decimal:
    """The same on the mean of the balances before and at the end of the period."""
    before = balance(data, company, period[0] - timedelta(days=1), "receivable", group=False)
    after = balance(data, company, period[1], "receivable", group=False)
    return (before + after) / 2 / _sales(data, company, period) * days_in(period)


def dso_countback(data: Frames, company: str, day: date) -> Decimal:
    """Days of the newest sales that add up to the receivables."""
    left, counted = balance(data, company, day, "receivable", group=False), ZERO
    if left <= 0:
        return ZERO  # there is nothing to count back
    first = min(of(data, "invoice", company)["posting_date"])
    for month in reversed(month_starts(first, day)):
        length = (
            day.day if (month.year, month.month) == (day.year, day.month) else monthrange(month.year, month.month)[1]
        )
        sold = flow(data, company, "receivable", (month, month + timedelta(days=length - 1)))
        if sold >= left:
            return counted + left / sold * length
        left, counted = left - sold, counted + length
    raise NotKnown("the sales known do not add up to the receivables")


def best_possible_dso(data: Frames, company: str, period: Period) -> Decimal:
    """DSO if nothing were late."""
    items = open_items(data, company, period[1], "receivable", group=False)
    not_due = in_base(data, company, items[items["due_date"] >= period[1]], "open", period[1])
    return not_due / _sales(data, company, period) * days_in(period)


def average_days_delinquent(data: Frames, company: str, period: Period) -> Decimal:
    """What lateness adds to DSO."""
    return dso(data, company, period) - best_possible_dso(data, company, period)


def cei(data: Frames, company: str, period: Period) -> Decimal:
    """Collection effectiveness, in per cent."""
    opening = balance(data, company, period[0] - timedelta(days=1), "receivable", group=False)
    items = open_items(data, company, period[1], "receivable", group=False)
    closing = in_base(data, company, items, "open", period[1])
    current = in_base(data, company, items[items["due_date"] >= period[1]], "open", period[1])
    sales = flow(data, company, "receivable", period)
    if opening + sales == current:
        raise NotKnown("nothing could have been collected")
    return (opening + sales - closing) / (opening + sales - current) * 100


def dpo(data: Frames, company: str, period: Period) -> Decimal:
    """Payables at the period's end over its purchases, in days."""
    purchases = flow(data, company, "payable", period)
    if purchases == 0:
        raise NotKnown("nothing was purchased")
    return balance(data, company, period[1], "payable", group=False) / purchases * days_in(period)


def dpo_on_cogs(data: Frames, company: str, period: Period) -> Decimal:
    """Payables over cost of sales, as an analyst without purchases has to."""
    return balance(data, company, period[1], "payable", group=False) / _cogs(data, company, period) * days_in(period)


def dio(data: Frames, company: str, period: Period) -> Decimal:
    """Inventory over cost of sales; the period has to end with a month."""
    rows = _ledger(data, company, "inventory", (period[1], period[1]))
    if not rows:
        raise NotKnown(f"{company} has no inventory in its ledger")
    return rows[0] / _cogs(data, company, period) * days_in(period)


def ccc(data: Frames, company: str, period: Period) -> Decimal:
    """Days from paying for stock to being paid for sales."""
    return dio(data, company, period) + dso(data, company, period) - dpo(data, company, period)


def turnover(data: Frames, company: str, period: Period) -> Decimal:
    """How often a year the mean receivables are sold."""
    before = balance(data, company, period[0] - timedelta(days=1), "receivable", group=False)
    after = balance(data, company, period[1], "receivable", group=False)
    if before + after == 0:
        raise NotKnown("there were no receivables")
    return flow(data, company, "receivable", period) / ((before + after) / 2) * 365 / days_in(period)


def days_late_of_paid(data: Frames, company: str, side: str, period: Period) -> Decimal:
    """Days from due to paid, weighted by what each payment of the period settled."""
    return _weighted(data, company, side, period, "due_date")


def days_to_pay(data: Frames, company: str, side: str, period: Period) -> Decimal:
    """Days from invoice to paid, weighted likewise."""
    return _weighted(data, company, side, period, "issue_date")


def _weighted(data: Frames, company: str, side: str, period: Period, since: str) -> Decimal:
    items = of(data, "instalment", company).rename(columns={"key": "instalment_key"})
    invoices = of(data, "invoice", company).rename(columns={"key": "invoice_key"})
    invoices = invoices[
        (invoices["side"] == side) & (invoices["kind"] != "credit_note") & ~invoices["intercompany"].astype(bool)
    ]
    paid = of(data, "allocation", company)
    standing = paid["reversed_on"].isna() | (paid["reversed_on"].fillna(date.max) > period[1])
    paid = paid[
        paid["payment_key"].notna()
        & (paid["allocated_on"] >= period[0])
        & (paid["allocated_on"] <= period[1])
        & standing
    ]
    rows = paid.merge(items[["instalment_key", "invoice_key", "due_date"]], on="instalment_key")
    rows = rows.merge(invoices[["invoice_key", "currency", "issue_date"]], on="invoice_key")
    if rows.empty:
        raise NotKnown("nothing was paid")
    rows["settled"] = rows["amount"] + rows["discount_taken"] + rows["write_off"] + rows["withheld"]
    rows["product"] = [row.settled * (row.allocated_on - getattr(row, since)).days for row in rows_of(rows)]
    return in_base(data, company, rows, "product", period[1]) / in_base(data, company, rows, "settled", period[1])


def _sales(data: Frames, company: str, period: Period) -> Decimal:
    sales = flow(data, company, "receivable", period)
    if sales == 0:
        raise NotKnown("nothing was sold")
    return sales


def _cogs(data: Frames, company: str, period: Period) -> Decimal:
    months = _ledger(data, company, "cogs", period)
    if len(months) != len(month_starts(*period)):
        raise NotKnown("the ledger lacks cost of sales for a month")
    return sum(months, ZERO)


def _ledger(data: Frames, company: str, account: str, period: Period) -> list[Decimal]:
    rows = of(data, "ledger_balance", company)
    rows = rows[
        (rows["account"] == account)
        & (rows["currency"] == base_currency(data, company))
        & (rows["month_end"] >= period[0])
        & (rows["month_end"] <= period[1])
    ]
    return [total(part["amount"]) for _, part in rows.groupby("month_end")]
