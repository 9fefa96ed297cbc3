"""What is to be paid, what paying earlier would save, and what was paid."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from evals.oracle.frames import ZERO, Frames, in_base, of, rows_of
from evals.oracle.items import open_items

BANK_DAYS = {"sepa": 1, "bacs": 2, "ach": 1, "wire": 0}


def open_discounts(data: Frames, company: str, day: date, until: date, rate: Decimal) -> pd.DataFrame:
    """Discount steps of open bills that end from the day to `until`, with the run that takes each and its worth.

    `rate` is what cash costs a year, as a ratio. `takes` is None where no run is in time; `blocked` says what
    stands in the way, or is None.
    """
    items = open_items(data, company, day, "payable")
    items = items[items["open"] > 0].rename(columns={"key": "instalment_key", "amount": "item_amount"})
    steps = of(data, "discount_step", company)
    steps = steps[(steps["pay_by"] >= day) & (steps["pay_by"] <= until)].rename(columns={"amount": "step_amount"})
    found = steps.merge(items, on="instalment_key")
    recovered = bool(of(data, "company", company)["vat_recoverable"].iloc[0])
    why = blocked_bills(data, company, day)
    raster = Raster.of(data, company)
    rows = [_judged(raster, day, row, rate, recovered, why) for row in rows_of(found)]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).sort_values(["pay_by", "instalment_key"]).reset_index(drop=True)


_COLUMNS = ("instalment_key", "number", "party", "currency", "pay_by", "due", "percent", "discount", "vat", "cash",
            "takes", "pays", "days", "worth", "blocked")  # fmt: skip


def best_discounts(found: pd.DataFrame) -> pd.DataFrame:
    """Of each bill the step that is worth most, among those that can be taken at a gain."""
    able = found[
        found["takes"].notna()
        & found["blocked"].isna()
        & found["worth"].map(lambda worth: worth is not None and worth > 0)
    ]
    if able.empty:
        return able
    best = able.groupby("instalment_key")["worth"].apply(lambda worths: worths.map(float).idxmax())
    return able.loc[sorted(best)]


def discounts_worth(data: Frames, company: str, day: date, until: date, rate: Decimal) -> Decimal:
    """What taking the best step of each bill is worth, in base currency, unrounded."""
    return in_base(data, company, best_discounts(open_discounts(data, company, day, until, rate)), "worth", day)


def blocked_bills(data: Frames, company: str, day: date) -> dict[str, str]:
    """Bills that must not be paid now, by invoice key: held, disputed, not approved, supplier or account in doubt."""
    invoices = of(data, "invoice", company)
    bills = invoices[(invoices["side"] == "payable") & (invoices["posting_date"] <= day)]
    parties = of(data, "party", company).set_index("key")
    accounts = of(data, "party_bank_account", company)
    doubtful = accounts[
        accounts["changed_from_key"].notna() & (accounts["status"] != "verified") & (accounts["valid_from"] <= day)
    ]
    disputes = of(data, "dispute", company)
    disputed = set(
        disputes[(disputes["opened_on"] <= day) & (disputes["closed_on"].fillna(date.max) > day)]["invoice_key"]
    )
    found = {}
    for bill in rows_of(bills):
        until = parties.loc[bill.party_key, "payment_block_until"]
        reasons = (
            (bill.duplicate_of_key is not None, "duplicate"),
            (bill.hold_reason is not None and (bill.hold_until is None or bill.hold_until > day), bill.hold_code),
            (bill.key in disputed, "dispute"),
            (bill.approval != "approved", "approval"),
            (parties.loc[bill.party_key, "payment_block"] is not None and (until is None or until > day), "supplier"),
            (bill.party_key in set(doubtful["party_key"]), "bank_change"),
        )
        first = next((reason for holds, reason in reasons if holds), None)
        if first is not None:
            found[bill.key] = str(first)
    return found


def payments_made(data: Frames, company: str, first: date, last: date, direction: str = "out") -> pd.DataFrame:
    """Payments that stand, with a value date in the window, the largest first."""
    rows = of(data, "payment", company)
    rows = rows[
        (rows["direction"] == direction)
        & rows["status"].isin(["booked", "released"])
        & (rows["value_date"] >= first)
        & (rows["value_date"] <= last)
    ]
    names = of(data, "party", company).set_index("key")["name"]
    return rows.assign(party=rows["party_key"].map(names), size=rows["amount"].map(float)).sort_values(
        "size", ascending=False
    )


def early_payments(data: Frames, company: str, first: date, last: date, rate: Decimal) -> pd.DataFrame:
    """Bills paid without a discount although a later run was in time: days too early, and what the cash cost."""
    payments = of(data, "payment", company)
    payments = payments[payments["status"].isin(["booked", "released"])].rename(columns={"key": "payment_key"})
    rows = of(data, "allocation", company)
    rows = rows[rows["payment_key"].notna() & rows["reversed_on"].isna() & (rows["discount_taken"] == 0)]
    rows = rows.merge(payments[["payment_key", "value_date"]], on="payment_key")
    rows = rows[(rows["value_date"] >= first) & (rows["value_date"] <= last)]
    items = of(data, "instalment", company).rename(columns={"key": "instalment_key"})
    rows = rows.merge(items[["instalment_key", "invoice_key", "due_date"]], on="instalment_key")
    bills = of(data, "invoice", company).rename(columns={"key": "invoice_key"})
    bills = bills[(bills["side"] == "payable") & (bills["kind"] != "credit_note") & ~bills["intercompany"].astype(bool)]
    rows = rows.merge(bills[["invoice_key", "number", "party_key", "currency"]], on="invoice_key")
    raster = Raster.of(data, company)
    rows["could_wait_to"] = [raster.last_run(row.value_date, row.due_date) for row in rows_of(rows)]
    rows = rows[rows["could_wait_to"].notna()]
    rows["days"] = [(row.could_wait_to - row.value_date).days for row in rows_of(rows)]
    rows = rows[rows["days"] > 0]
    rows["cost"] = [row.amount * rate * row.days / 365 for row in rows_of(rows)]
    return rows.reset_index(drop=True)


def bills_without_order(data: Frames, company: str, day: date) -> pd.DataFrame:
    """Open bills that name no order, the group's own left out."""
    items = open_items(data, company, day, "payable", group=False)
    orders = of(data, "invoice", company).set_index("key")["po_number"]
    return items[items["invoice_key"].map(orders).isna() & items["kind"].isin(["invoice", "self_billed", "debit_memo"])]


@dataclass(frozen=True)
class Raster:
    """When a company pays, and when its money arrives."""

    weekdays: tuple[int, ...]
    closed: frozenset[date]
    bank_days: int
    rule: str

    @classmethod
    def of(cls, data: Frames, company: str) -> "Raster":
        """The company's run days, its banks' holidays, the days its main rail takes, and what its terms count."""
        row = of(data, "company", company).iloc[0]
        accounts = of(data, "bank_account", company)
        rail = accounts[accounts["currency"] == row["base_currency"]]["rail"].iloc[0]
        holidays = data["holiday"]
        closed = frozenset(holidays[holidays["calendar"] == row["holiday_calendar"]]["on_date"])
        rule = of(data, "payment_term", company)["in_time_by"].iloc[0]
        return cls(tuple(row["run_weekdays"]), closed, BANK_DAYS[str(rail)], str(rule))

    def is_open(self, day: date) -> bool:
        """Whether banks work."""
        return day.isoweekday() < 6 and day not in self.closed

    def counts(self, run: date, rule: str | None = None) -> date:
        """The day that is held against a deadline: of the order, or of the money's arrival."""
        day = run
        left = 0 if (rule or self.rule) in ("order", "debit") else self.bank_days
        while left:
            day += timedelta(days=1)
            left -= self.is_open(day)
        return day

    def last_run(self, first: date, deadline: date, rule: str | None = None) -> date | None:
        """The last run from `first` on that is in time."""
        for back in range((deadline - first).days + 1):
            run = deadline - timedelta(days=back)
            if run.isoweekday() in self.weekdays and self.is_open(run) and self.counts(run, rule) <= deadline:
                return run
        return None


def _judged(
    raster: Raster, day: date, row: Any, rate: Decimal, recovered: bool, why: dict[str, str]
) -> tuple[object, ...]:
    share = row.open / row.item_amount
    discount, vat = row.step_amount * share, row.tax_part * share if recovered else ZERO
    takes = raster.last_run(day, row.pay_by, row.in_time_by)
    pays = raster.last_run(day, row.due_date, row.in_time_by) or max(row.due_date, day)
    days = (pays - takes).days if takes else None
    cash = row.open - discount
    worth = None if days is None else discount - vat - cash * rate * days / 365
    return (row.instalment_key, row.number, row.party, row.currency, row.pay_by, row.due_date, row.percent, discount,
    vat, cash,
            takes, pays, days, worth, why.get(row.invoice_key))  # fmt: skip
