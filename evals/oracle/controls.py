"""What a controller has to notice."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from evals.oracle.frames import Frames, of, rows_of, total
from evals.oracle.items import open_items


def bank_changes(data: Frames, company: str, day: date, days: int = 30) -> pd.DataFrame:
    """Accounts that replaced another in the last so many days, with what is still to be paid to their holders."""
    accounts = of(data, "party_bank_account", company)
    new = accounts[
        accounts["changed_from_key"].notna()
        & (accounts["valid_from"] >= day - timedelta(days=days))
        & (accounts["valid_from"] <= day)
    ]
    items = open_items(data, company, day, "payable")
    names = of(data, "party", company).set_index("key")["name"]
    pending: list[Any] = [
        total(items[(items["party_key"] == row.party_key) & (items["open"] > 0)]["open"]) for row in rows_of(new)
    ]
    return new.assign(party=new["party_key"].map(names), pending=pending).reset_index(drop=True)


def shared_accounts(data: Frames, company: str) -> list[tuple[str, ...]]:
    """Groups of parties that give one account."""
    accounts = of(data, "party_bank_account", company)
    names = of(data, "party", company).set_index("key")["name"]
    where = [row.iban or f"{row.routing}/{row.account_number}" for row in rows_of(accounts)]
    groups = accounts.assign(where=where, party=accounts["party_key"].map(names)).groupby("where")["party"]
    return sorted(tuple(sorted(set(part))) for _, part in groups if part.nunique() > 1)


def true_duplicates(data: Frames, company: str, kinds: tuple[str, ...] = ("exact", "fuzzy")) -> set[tuple[str, str]]:
    """Pairs of bills that are one, by invoice keys in order."""
    rows = of(data, "truth_duplicate", company)
    rows = rows[rows["kind"].isin(kinds)]
    return {tuple(sorted((row.invoice_key, row.other_key))) for row in rows_of(rows)}


def precision_and_recall(found: set[tuple[str, str]], true: set[tuple[str, str]]) -> tuple[float, float]:
    """How many of those found are true, and how many of the true ones were found."""
    both = len(found & true)
    return (both / len(found) if found else 1.0), (both / len(true) if true else 1.0)
