"""Check a sealed answer with nothing but the standard library: python unseal.py FILE. No database, no network.

A sealed file is canonical JSON (keys sorted, no spaces, UTF-8, no floats) and one newline: {"sealed": …, "sha256": …}.
Any other byte fails. Then each Fact is held against its own id, its formula, and the rows it rests on."""

import hashlib
import json
import sys
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

STATED = {"days": "0.1", "percent": "0.01", "ratio": "0.0001", "count": "1"}
NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"  # ISO 4217: minor units
THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
SUMS = """open.total ledger.control unapplied sum no_order.total cash.position discount.worth.total
          discount.cash.total discount.early_cost.total discount.taken.total discount.missed.total discount.missed.cause
          late_interest.overdue.total late_interest.fixed_sum.total practice.value group.total"""
# over × factor / under; first − second; as it is: the names of the inputs
RATIOS = {"dso.end": "receivables credit_sales days", "bpdso": "not_due credit_sales days",
          "dpo.purchases": "payables purchases days", "dpo.cogs": "payables cogs days", "dio": "inventory cogs days",
          "share": "part whole 100", "overdue.share": "overdue open_debits 100",
          "concentration": "largest everyone 100", "days_to_pay": "amount_days amount 1",
          "practice.share": "part whole 100", "practice.days": "days invoices 1",
          "days_late_of_paid": "amount_days amount 1"}  # fmt: skip
LESS = {"difference.money": "now then", "difference.days": "now then", "difference.percent": "now then",
        "practice.count": "count", "add": "dso bpdso", "fx.net_exposure": "receivables payables",
        "position.net": "receivables payables", "open.item": "amount settled", "unapplied.payment": "amount applied"}  # fmt: skip
AS_IS = {"booked.amount": "value", "asked.amount": "value", "count": "count", "invoiced.total": "amount",
         "ledger.amount": "amount"}  # fmt: skip


def canonical(document: Any) -> bytes:
    """The one way to write a document: keys sorted, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def opened(raw: bytes) -> dict[str, Any]:
    """What was sealed; raises when any byte was changed."""
    document = json.loads(raw.decode(), parse_float=_no_float, parse_constant=_no_float)
    digest = hashlib.sha256(canonical(document["sealed"])).hexdigest()
    if canonical({"sealed": document["sealed"], "sha256": digest}) + b"\n" != raw:
        raise ValueError("the file was changed after it was sealed")
    return dict(document["sealed"])


def check(sealed: dict[str, Any]) -> dict[str, Any]:
    """Hold every Fact against its id, its formula and its rows: how many were, which could not be, what is wrong."""
    wrong, other, counts = [], set(), {"by_formula": 0, "by_rows": 0}
    for fact in sealed["facts"]:
        if fact["id"] != fact_id(fact):
            wrong.append(f"{fact['id']}: its content does not give this id")
        found = {"by_formula": by_formula(fact), "by_rows": by_rows(fact, sealed)}
        for how, value in found.items():
            counts[how] += value is not None
            if value not in (None, fact["value"]):
                wrong.append(f"{fact['id']} {fact['label']}: says {fact['value']}, {how} {value}")
        other |= {fact["formula"]} if found["by_formula"] is None else set()
    return {"facts": len(sealed["facts"]), **counts, "not_recomputed": sorted(other), "wrong": wrong}


def fact_id(fact: dict[str, Any]) -> str:
    """A Fact's id is a digest of what it says."""
    body = {key: value for key, value in fact.items() if key != "id"}
    return "F" + hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:15]


def by_formula(fact: dict[str, Any]) -> str | None:
    """The value from the Fact's inputs; None for a formula this program does not know."""
    name, i = fact["formula"].removesuffix(".v1"), fact["inputs"]
    if name in SUMS.split():
        return stated(sum((Decimal(amount) * Decimal(rate) for _, amount, rate in i["parts"]), Decimal(0)), fact)
    if name == "discount.missed.total.v2":
        return stated(sum(map(Decimal, i["causes"].values()), Decimal(0)), fact)
    given = [Decimal(i.get(key, key)) for key in {**RATIOS, **LESS, **AS_IS}.get(name, "").split()]
    if name in RATIOS:
        return stated(given[0] * given[2] / given[1], fact)
    return stated(given[0] - sum(given[1:]), fact) if given else None


def by_rows(fact: dict[str, Any], sealed: dict[str, Any]) -> str | None:
    """An open total from the sealed rows: amount − what was settled by the day, by currency, at the sealed rates."""
    rows, ids = sealed["rows"].get(fact["company"], {}), sealed["rows_of"].get(fact["id"], [])
    items = [rows.get(each) for each in ids]
    known = fact["formula"] == "open.total.v1" and ids and fact["id"] not in sealed["changed_since"]
    if not known or not all(each and "instalment_id" in each for each in items):
        return None
    rates = {currency: Decimal(rate) for currency, _, rate in fact["inputs"]["parts"]}
    settled: dict[str, Decimal] = defaultdict(Decimal)
    for key, row in rows.items():
        if key.startswith("allocation:") and row["allocated_on"] <= fact["as_of"] < row.get("reversed_on", "9999"):
            settled[row["instalment_id"]] += Decimal(row["settles"])
    total = Decimal(0)
    for item in items:
        rate = rates.get(rows[f"invoice:{item['invoice_id']}"]["currency"], Decimal(0))  # without one it was left out
        total += (Decimal(item["amount"]) - settled[item["instalment_id"]]) * rate
    return stated(total, fact)


def stated(value: Decimal, fact: dict[str, Any]) -> str:
    """The value at the rounding its unit is stated in."""
    if fact["unit"] == "money":
        digits = 0 if fact["currency"] in NO_DIGITS else 3 if fact["currency"] in THREE_DIGITS else 2
        return str(value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
    return str(value.quantize(Decimal(STATED[fact["unit"]]), ROUND_HALF_EVEN))


def _no_float(text: str) -> Any:
    raise ValueError(f"{text} is a float")


def main(path: str) -> int:
    """Print what was found; 0 when every byte and every figure stands."""
    try:
        sealed = opened(Path(path).read_bytes())
        report = {"answer_id": sealed["answer"]["answer_id"], **check(sealed)}
    except (ValueError, OSError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError) as error:
        report = {"wrong": [f"{type(error).__name__}: {error}"]}
    print(json.dumps({"whole": not report["wrong"], **report}, indent=2, ensure_ascii=False))
    return 1 if report["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[-1]))
