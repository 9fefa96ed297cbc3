"""Ledgers that Hypothesis draws: part payments, discounts, reversals, credits, disputes, currencies, drafts and voids."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pandas as pd
from hypothesis import strategies as st

from evals.oracle.frames import Frames

COMPANY: Final = "DRAWN"
FIRST: Final = date(2026, 1, 1)
LAST: Final = date(2026, 6, 30)
_UNITS: Final = {"EUR": Decimal("0.01"), "USD": Decimal("0.01"), "JPY": Decimal(1), "KWD": Decimal("0.001")}
_COLUMNS: Final = {
    "company": ["company_id", "base_currency"],
    "party": ["company_id", "key", "name", "country"],
    "fx_rate": ["company_id", "from_currency", "on_date", "rate"],
    "invoice": ["company_id", "key", "number", "side", "kind", "party_key", "currency", "issue_date", "posting_date",
                "due_date", "gross", "fx_rate", "intercompany", "cost_centre", "status"],
    "instalment": ["company_id", "key", "invoice_key", "sequence", "due_date", "amount"],
    "allocation": ["company_id", "instalment_key", "allocated_on", "amount", "discount_taken", "write_off", "withheld",
                   "reversed_on"],
    "dispute": ["company_id", "invoice_key", "opened_on", "closed_on"],
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A ledger as raw rows by table, and a day to ask about besides the last one."""

    tables: dict[str, list[dict[str, Any]]]
    day: date

    def frames(self) -> Frames:
        """The rows as the oracle reads them."""
        return {
            name: pd.DataFrame(self.tables[name], columns=columns, dtype=object) for name, columns in _COLUMNS.items()
        }


_DAYS = st.integers(0, 200)
_PAYMENTS = st.fixed_dictionaries(
    {
        "after": _DAYS,
        "share": st.sampled_from([10, 25, 50, 100, 100, 100]),
        "discount": st.sampled_from([0, 0, 2, 3]),
        "write_off": st.sampled_from([0, 0, 0, 1]),
        "reversed_after": st.none() | st.none() | st.integers(0, 30),
    }
)
_DISPUTES = st.none() | st.none() | st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60))
_DOCUMENTS = st.fixed_dictionaries(
    {
        "side": st.sampled_from(["receivable", "receivable", "payable"]),
        "credit": st.sampled_from([False, False, False, True]),
        "party": st.integers(0, 2),
        "currency": st.sampled_from(["EUR", "EUR", "USD", "JPY", "KWD"]),
        "issued": st.integers(0, 180),
        "terms": st.sampled_from([0, 14, 30, 60]),
        "units": st.integers(1, 50_000_000),
        "instalments": st.integers(1, 2),
        "intercompany": st.sampled_from([False, False, False, True]),
        "status": st.sampled_from(["open", "open", "open", "open", "void", "draft"]),
        "payments": st.lists(_PAYMENTS, max_size=3),
        "dispute": _DISPUTES,
    }
)
_RATES = st.fixed_dictionaries({c: st.decimals("0.005", "4", places=6) for c in ("USD", "JPY", "KWD")})


@st.composite
def ledgers(draw: st.DrawFn) -> Drawn:
    """One company with up to twelve documents on both sides."""
    rates = {day: draw(_RATES) for day in (date(2025, 12, 1), date(2026, 5, 15))}
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in _COLUMNS}
    tables["company"].append({"company_id": COMPANY, "base_currency": "EUR"})
    tables["party"] = [{"company_id": COMPANY, "key": f"P{n}", "name": f"Party {n}", "country": "DE"} for n in range(3)]
    tables["fx_rate"] = [
        {"company_id": COMPANY, "from_currency": currency, "on_date": day, "rate": rate}
        for day, known in rates.items()
        for currency, rate in known.items()
    ]
    for number, document in enumerate(draw(st.lists(_DOCUMENTS, min_size=1, max_size=12))):
        _enter(tables, f"N{number}", document, rates)
    return Drawn(tables, draw(st.dates(FIRST, LAST)))


def _enter(
    tables: dict[str, list[dict[str, Any]]], key: str, drawn: dict[str, Any], rates: dict[date, dict[str, Decimal]]
) -> None:
    currency, issued = drawn["currency"], FIRST + timedelta(drawn["issued"])
    unit = _UNITS[currency] * (-1 if drawn["credit"] else 1)
    known = rates[max(day for day in rates if day <= issued)]
    due = issued + timedelta(drawn["terms"])
    parts = drawn["instalments"] if drawn["units"] > 1 else 1
    tables["invoice"].append({
        "company_id": COMPANY, "key": key, "number": key, "side": drawn["side"],
        "kind": "credit_note" if drawn["credit"] else "invoice", "party_key": f"P{drawn['party']}",
        "currency": currency, "issue_date": issued, "posting_date": issued, "due_date": due,
        "gross": drawn["units"] * unit, "fx_rate": known.get(currency), "intercompany": drawn["intercompany"],
        "cost_centre": None, "status": drawn["status"],
    })  # fmt: skip
    first = drawn["units"] // parts
    for part, units in enumerate([first, drawn["units"] - first][:parts] if parts == 2 else [drawn["units"]], 1):
        item = f"{key}/{part}"
        tables["instalment"].append({
            "company_id": COMPANY, "key": item, "invoice_key": key, "sequence": part,
            "due_date": due + timedelta(30 * (part - 1)), "amount": units * unit,
        })  # fmt: skip
        for paid in drawn["payments"]:
            on = issued + timedelta(paid["after"])
            back = paid["reversed_after"]
            tables["allocation"].append({
                "company_id": COMPANY, "instalment_key": item, "allocated_on": on,
                "amount": units * paid["share"] // 100 * unit, "discount_taken": units * paid["discount"] // 100 * unit,
                "write_off": paid["write_off"] * unit, "withheld": Decimal(0),
                "reversed_on": None if back is None else on + timedelta(back),
            })  # fmt: skip
    if drawn["dispute"]:
        opened = issued + timedelta(drawn["dispute"][0])
        closed = None if drawn["dispute"][1] is None else opened + timedelta(drawn["dispute"][1])
        tables["dispute"].append({"company_id": COMPANY, "invoice_key": key, "opened_on": opened, "closed_on": closed})
