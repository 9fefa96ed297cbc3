"""Cash in the bank, money not yet applied, and what stands in foreign currency."""

from datetime import date
from decimal import Decimal

import pandas as pd

from evals.oracle.frames import ZERO, Frames, base_currency, of, rate, rows_of, total
from evals.oracle.items import open_items


def cash_by_account(data: Frames, company: str, day: date) -> dict[str, Decimal]:
    """The balance of each account at the end of the day, in its own currency: last opening plus lines since."""
    accounts = of(data, "bank_account", company)
    statements, lines = of(data, "bank_statement", company), of(data, "bank_line", company)
    found = {}
    for account in rows_of(accounts):
        own = statements[(statements["bank_account_key"] == account.key) & (statements["from_date"] <= day)]
        if own.empty:
            continue
        last = own.sort_values("from_date").iloc[-1]
        since = lines[(lines["statement_key"] == last["key"]) & (lines["booked_on"] <= day)]
        found[str(account.name)] = last["opening"] + total(since["amount"])
    return found


def cash(data: Frames, company: str, day: date) -> Decimal:
    """All accounts in base currency, unrounded."""
    currencies = of(data, "bank_account", company).set_index("name")["currency"]
    balances = cash_by_account(data, company, day)
    return sum((amount * rate(data, company, str(currencies[name]), day) for name, amount in balances.items()), ZERO)


def floor(data: Frames, company: str, day: date) -> Decimal:
    """What must stay on the accounts, in base currency."""
    accounts = of(data, "bank_account", company)
    return sum((row.floor * rate(data, company, row.currency, day) for row in rows_of(accounts)), ZERO)


def unapplied_receipts(data: Frames, company: str, day: date) -> pd.DataFrame:
    """Receipts that stand and are not wholly applied by the day, with the part that is left."""
    rows = of(data, "payment", company)
    rows = rows[(rows["direction"] == "in") & rows["status"].isin(["booked", "released"]) & (rows["value_date"] <= day)]
    used = of(data, "allocation", company)
    standing = used["reversed_on"].isna() | (used["reversed_on"].fillna(date.max) > day)
    used = used[used["payment_key"].notna() & (used["allocated_on"] <= day) & standing]
    applied = {str(key): total(part["amount"]) for key, part in used.groupby("payment_key")}
    rows = rows.assign(left=[row.amount - applied.get(row.key, ZERO) for row in rows_of(rows)])
    return rows[rows["left"] > 0]


def exposure(data: Frames, company: str, day: date) -> dict[str, Decimal]:
    """Receivables less payables in each foreign currency."""
    items = open_items(data, company, day)
    items = items[items["currency"] != base_currency(data, company)]
    return {
        str(currency): total(part[part["side"] == "receivable"]["open"])
        - total(part[part["side"] == "payable"]["open"])
        for currency, part in items.groupby("currency")
    }


def credit_line(data: Frames, company: str) -> tuple[Decimal, Decimal]:
    """Limit and yearly rate, as a ratio."""
    row = of(data, "credit_line", company).iloc[0]
    return row["limit_amount"], row["annual_rate"]
