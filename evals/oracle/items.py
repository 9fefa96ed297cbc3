"""What is open on a day, rebuilt from documents and settlements."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from evals.oracle.frames import ZERO, Frames, in_base, of, rows_of, total

BUCKETS = ("credits", "disputed", "current", "1–30", "31–60", "61–90", "91+")


def open_items(data: Frames, company: str, day: date, side: str | None = None, group: bool = True) -> pd.DataFrame:
    """One row for each item open on the day; `group` False leaves intercompany out."""
    documents = of(data, "invoice", company)
    documents = documents[(documents["posting_date"] <= day) & ~documents["status"].isin(["draft", "void", "deleted"])]
    if side is not None:
        documents = documents[documents["side"] == side]
    if not group:
        documents = documents[~documents["intercompany"].astype(bool)]
    items = of(data, "instalment", company)[["key", "invoice_key", "due_date", "amount"]]
    columns = [
        "key",
        "number",
        "side",
        "kind",
        "party_key",
        "currency",
        "issue_date",
        "posting_date",
        "intercompany",
        "cost_centre",
    ]
    found = items.merge(documents[columns], left_on="invoice_key", right_on="key", suffixes=("", "_document"))
    settled = _settled(data, company, day)
    found["open"] = [amount - settled.get(key, ZERO) for key, amount in zip(found["key"], found["amount"], strict=True)]
    names = of(data, "party", company).set_index("key")
    found["party"] = found["party_key"].map(names["name"])
    found["country"] = found["party_key"].map(names["country"])
    found["disputed"] = found["invoice_key"].isin(_disputed(data, company, day))
    return found[found["open"] != 0].drop(columns="key_document").reset_index(drop=True)


def balance(data: Frames, company: str, day: date, side: str, group: bool = True) -> Decimal:
    """The open items of a side in base currency."""
    return in_base(data, company, open_items(data, company, day, side, group), "open", day)


def ageing(
    data: Frames, company: str, day: date, side: str, basis: str = "due_date", group: bool = True
) -> dict[str, Decimal]:
    """Open items by bucket, in base currency; `basis` is due_date or issue_date."""
    items = open_items(data, company, day, side, group)
    items["bucket"] = [_bucket(row.open, row.disputed, (day - getattr(row, basis)).days) for row in rows_of(items)]
    return {bucket: in_base(data, company, items[items["bucket"] == bucket], "open", day) for bucket in BUCKETS}


def overdue(data: Frames, company: str, day: date, side: str, at_least: int = 1) -> pd.DataFrame:
    """Debit items late by so many days or more, the largest first."""
    items = open_items(data, company, day, side)
    late = items[(items["due_date"] <= day - timedelta(days=at_least)) & (items["open"] > 0)]
    return (
        late.assign(size=late["open"].abs()).sort_values(["size", "key"], ascending=[False, True]).drop(columns="size")
    )


def overdue_share(data: Frames, company: str, day: date, side: str) -> Decimal:
    """Overdue debit items in per cent of all debit items, without intercompany."""
    items = open_items(data, company, day, side, group=False)
    debits = items[items["open"] > 0]
    late = debits[debits["due_date"] < day]
    return in_base(data, company, late, "open", day) / in_base(data, company, debits, "open", day) * 100


def unused_credits(data: Frames, company: str, day: date, side: str) -> pd.DataFrame:
    """Credit notes that are not wholly used."""
    items = open_items(data, company, day, side)
    return items[items["open"] < 0]


def concentration(data: Frames, company: str, day: date, side: str, top: int = 5) -> tuple[Decimal, list[str]]:
    """The share of the largest parties in per cent, and who they are; no intercompany."""
    items = open_items(data, company, day, side, group=False)
    by_party = {str(party): in_base(data, company, part, "open", day) for party, part in items.groupby("party")}
    largest = sorted(by_party, key=lambda party: -by_party[party])[:top]
    return sum((by_party[party] for party in largest), ZERO) / sum(by_party.values(), ZERO) * 100, largest


def limit_use(data: Frames, company: str, day: date) -> pd.DataFrame:
    """Customers with a limit: what is open in the limit's currency, and its share in per cent."""
    items = open_items(data, company, day, "receivable")
    parties = of(data, "party", company)
    limited = parties[parties["credit_limit"].notna()]
    opened: list[Any] = [
        total(items[(items["party_key"] == row.key) & (items["currency"] == row.credit_currency)]["open"])
        for row in rows_of(limited)
    ]
    found = limited[["key", "name", "credit_limit", "credit_currency"]].assign(open=opened)
    found["share"] = [row.open / row.credit_limit * 100 for row in rows_of(found)]
    return found.sort_values("share", ascending=False).reset_index(drop=True)


def _settled(data: Frames, company: str, day: date) -> dict[str, Decimal]:
    rows = of(data, "allocation", company)
    standing = rows["reversed_on"].isna() | (rows["reversed_on"].fillna(date.max) > day)
    rows = rows[(rows["allocated_on"] <= day) & standing]
    found: dict[str, Decimal] = {}
    for row in rows_of(rows):
        closes = row.amount + row.discount_taken + row.write_off + row.withheld
        found[row.instalment_key] = found.get(row.instalment_key, ZERO) + closes
    return found


def _disputed(data: Frames, company: str, day: date) -> set[str]:
    rows = of(data, "dispute", company)
    still = rows["closed_on"].isna() | (rows["closed_on"].fillna(date.max) > day)
    return set(rows[(rows["opened_on"] <= day) & still]["invoice_key"])


def _bucket(amount: Decimal, disputed: bool, days: int) -> str:
    if amount < 0:
        return "credits"
    if disputed:
        return "disputed"
    limits = ((0, "current"), (30, "1–30"), (60, "31–60"), (90, "61–90"))
    return next((name for limit, name in limits if days <= limit), "91+")
