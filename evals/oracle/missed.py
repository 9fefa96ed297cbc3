"""Discounts that lapsed untaken, and what kept each from the last run in time."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from evals.oracle.frames import ZERO, Frames, of, rate, rows_of, total
from evals.oracle.payables import Raster

DAY = timedelta(days=1)


def missed_discounts(data: Frames, company: str, first: date, last: date) -> pd.DataFrame:
    """Bills whose last deadline's day after lies in the window: number, party, currency, discount and cause."""
    bills = of(data, "invoice", company)
    bills = bills[(bills["side"] == "payable") & (bills["kind"] != "credit_note") & ~bills["intercompany"].astype(bool)]
    bills = bills[(bills["posting_date"] <= last) & ~bills["status"].isin(["draft", "void", "deleted"])]
    names = of(data, "party", company).set_index("key")["name"]
    settled = of(data, "allocation", company)
    settled = settled[(settled["allocated_on"] <= last) & (settled["reversed_on"].fillna(date.max) > last)]
    by_bill, of_item = bills.set_index("key"), {key: part for key, part in settled.groupby("instalment_key")}
    amounts = of(data, "instalment", company).set_index("key")
    money, raster, found = _Money(data, company, last), Raster.of(data, company), []
    for item, steps in of(data, "discount_step", company).groupby("instalment_key"):
        row: Any = amounts.loc[item]
        end = max(steps["pay_by"])
        if not first <= end + DAY <= last or row["invoice_key"] not in by_bill.index:
            continue
        own = of_item.get(item, settled.head(0))
        credited = total(own[own["payment_key"].isna() & (own["allocated_on"] <= end)]["amount"])
        if credited >= row["amount"] or (own["discount_taken"] != 0).any():
            continue
        bill = by_bill.loc[row["invoice_key"]]
        best, share = max(steps["amount"]), 1 - credited / row["amount"]
        paid = min(own[own["payment_key"].notna()]["allocated_on"], default=None)
        rule = steps.loc[steps["pay_by"] == end, "in_time_by"].iloc[0]
        keep = (paid or row["due_date"], (row["amount"] - best) * share)
        cause = _cause(data, company, raster, bill, str(row["invoice_key"]), end, rule, paid, keep, money)
        found.append((bill["number"], names[bill["party_key"]], bill["currency"], best * share, cause))
    return pd.DataFrame(found, columns=["number", "party", "currency", "discount", "cause"])


class _Money:
    """Cash of each day by the statements, all accounts in base currency, and the floor."""

    def __init__(self, data: Frames, company: str, last: date) -> None:
        self.data, self.company, self.last = data, company, last
        self.accounts = rows_of(of(data, "bank_account", company))
        statements, lines = of(data, "bank_statement", company), of(data, "bank_line", company)
        self.statements = {key: part.sort_values("from_date") for key, part in statements.groupby("bank_account_key")}
        self.lines = {key: part for key, part in lines.groupby("statement_key")}
        self.floor = sum((self.base(each.floor, each.currency) for each in self.accounts), ZERO)
        self.known: dict[date, Decimal | None] = {}

    def base(self, amount: Decimal, currency: str) -> Decimal:
        """In the company's own currency, to the cent."""
        return round(amount * rate(self.data, self.company, currency, self.last), 2)

    def on(self, day: date) -> Decimal | None:
        """The balance at the end of a day; None where an account has no statement."""
        if day not in self.known:
            each = [self._account(account, day) for account in self.accounts]
            self.known[day] = None if None in each else sum((cash for cash in each if cash is not None), ZERO)
        return self.known[day]

    def _account(self, account: Any, day: date) -> Decimal | None:
        rows = self.statements.get(account.key)
        rows = None if rows is None else rows[rows["from_date"] <= day]
        if rows is None or rows.empty:
            return None
        newest = rows.iloc[-1]
        lines = self.lines.get(newest["key"])
        moved = ZERO if lines is None else total(lines[lines["booked_on"] <= day]["amount"])
        return self.base(newest["opening"] + moved, account.currency)


def _cause(
    data: Frames, company: str, raster: Raster, bill: Any, key: str, end: date, rule: str, paid: date | None,
    keep: tuple[date, Decimal], money: _Money,
) -> str:  # fmt: skip
    if paid and raster.counts(paid, rule) <= end:
        return "paid in time, not deducted"
    after = bill["posting_date"] + DAY
    daily = Raster((1, 2, 3, 4, 5), raster.closed, raster.bank_days, raster.rule)
    if daily.last_run(after, end, rule) is None:
        return "booked too late"
    run = raster.last_run(after, end, rule)
    if run is None:
        return "no payment run in time"
    disputes = of(data, "dispute", company)
    own = disputes[(disputes["invoice_key"] == key) & (disputes["opened_on"] < run)]
    if (own["closed_on"].fillna(date.max) >= run).any():
        return "in dispute"
    if bill["hold_reason"] is not None and (bill["hold_until"] is None or bill["hold_until"] >= run):
        return "on hold"
    approved = bill["approved_at"].date() if bill["approved_at"] is not None else bill["posting_date"]
    if bill["approval"] != "approved" or approved >= run:
        return "approved late"
    free, pay = min(keep[0], money.last), money.base(keep[1], bill["currency"])
    days = [run + DAY * offset for offset in range(max(1, (free - run).days))]
    cash = [left for day in days if (left := money.on(day)) is not None]
    if cash and min(cash) - pay < money.floor:
        return "short of cash"
    return "paid late" if paid else "still unpaid"
