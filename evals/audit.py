"""Every figure shown, held against what it says of itself: the oracle is asked the same question anew."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from evals.expected import TODAY, Oracle, Value, period
from evals.oracle import days, items
from evals.oracle.frames import Frames, base_currency, in_base, total
from evals.shown import equal

Asked = Mapping[str, Any]
_DAYS: dict[str, Callable[..., Decimal]] = {
    "dso.end.v1": days.dso, "dso.average.v1": days.dso_average, "bpdso.v1": days.best_possible_dso,
    "add.v1": days.average_days_delinquent, "cei.v1": days.cei, "dpo.purchases.v1": days.dpo,
    "dpo.cogs.v1": days.dpo_on_cogs, "dio.v1": days.dio, "ccc.v1": days.ccc, "turnover.v1": days.turnover,
}  # fmt: skip
_COLUMNS = {"party": "party", "currency": "currency", "disputed": "disputed", "country": "country"}
_KNOWN = {"side", "party", "currency", "disputed", "country", "due_from", "due_to", "overdue_days", "credits",
    "intercompany", "column", "basis"}  # fmt: skip


def contradicted(facts: Sequence[dict[str, Any]], oracle: Oracle, parties: Mapping[str, str]) -> Iterator[str]:
    """Figures that are not what they say they are; those the oracle has no word on are passed over."""
    for fact in facts:
        value = oracle.kept(f"claim of {fact['id']}", partial(claimed, fact, oracle.data, parties))
        if value is not None and not equal(fact, value.amount, value.currency):
            yield f"{fact['label']} of {fact['company']} is {fact['value']}, not {value.amount:.4f}"


def claimed(fact: dict[str, Any], raw: Frames, parties: Mapping[str, str]) -> Value | None:
    """What the fact should be, by its own formula, company, day and parameters; None where nobody knows."""
    asked, company, day = fact["inputs"].get("asked") or {}, fact["company"], date.fromisoformat(fact["as_of"])
    if fact["formula"] in _DAYS and fact["period"]:
        first, last = _period(asked.get("period") or fact["period"], day)
        return None if last is None else Value(_DAYS[fact["formula"]](raw, company, (first, last)))
    if fact["formula"] == "overdue.share.v1" and set(asked) <= {"side"}:
        return Value(items.overdue_share(raw, company, day, asked.get("side", "receivable")))
    if fact["formula"] == "open.total.v1" and set(asked) <= _KNOWN and day <= TODAY:
        return _open(raw, company, day, asked, fact["currency"], parties)
    return None


def _open(
    raw: Frames, company: str, day: date, asked: Asked, currency: str, parties: Mapping[str, str]
) -> Value | None:
    if "column" in asked:
        if set(asked) - {"side", "column", "basis"}:
            return None
        basis = "issue_date" if asked.get("basis") == "invoice_date" else "due_date"
        amount = items.ageing(raw, company, day, asked["side"], basis).get(asked["column"])
        return None if amount is None else Value(amount, base_currency(raw, company))
    found = items.open_items(raw, company, day, asked["side"], group=asked.get("intercompany") is not False)
    for name, column in _COLUMNS.items():
        if name in asked:
            wanted = parties.get(f"party:{asked[name]}") if name == "party" else asked[name]
            found = found[(found["party_key"] if name == "party" else found[column]) == wanted]
    found = _dated(found, day, asked)
    own = set(found["currency"])
    amount = total(found["open"]) if own <= {currency} else in_base(raw, company, found, "open", day)
    return Value(amount, currency)


def _dated(found: Any, day: date, asked: Asked) -> Any:
    if "due_from" in asked:
        found = found[found["due_date"] >= date.fromisoformat(asked["due_from"])]
    if "due_to" in asked:
        found = found[found["due_date"] <= date.fromisoformat(asked["due_to"])]
    if "overdue_days" in asked:
        found = found[found["due_date"] <= day - timedelta(days=asked["overdue_days"])]
    if "credits" in asked:
        found = found[(found["open"] < 0) == asked["credits"]]
    return found


def _period(text: str, day: date) -> tuple[date, date | None]:
    """A period as its first and last day, cut at the fact's own; None for forms that are not read here."""
    if ".." in text:
        first, last = (date.fromisoformat(part) for part in text.split(".."))
        return first, min(last, day)
    if not text[:4].isdigit() or len(text) not in (4, 7):
        return day, None
    first, last = period(text)
    return first, min(last, day)
