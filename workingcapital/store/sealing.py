"""An answer with everything it rests on, in one document that proves itself without the database."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from workingcapital.controls.unseal import canonical
from workingcapital.facts import Fact
from workingcapital.metrics import registry
from workingcapital.metrics.registry import NoData
from workingcapital.store import audit, conversations
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import explain, measure
from workingcapital.store.gatherers import gatherer
from workingcapital.store.row_content import loads_of, row_content
from workingcapital.store.row_names import every_row

_LINK = re.compile(r"\(#(F[0-9a-f]{15})\)")
_OF_ROWS: Mapping[str, tuple[tuple[str, str], ...]] = {
    # A row, and the rows without which it says little: (its column, the table that it names).
    "allocation": (("instalment_id", "instalment"), ("payment_id", "payment")),
    "instalment": (("invoice_id", "invoice"),),
    "discount_step": (("instalment_id", "instalment"),),
}


def sealed_answer(books: Books, answer_id: str, versions: Mapping[str, Any], sealed_by: str) -> dict[str, Any]:
    """The Answer, its Facts, rows as of now, loads, control totals, definitions, versions and the chain's head."""
    found = conversations.find_answer(books, answer_id)
    facts = [conversations.find_fact(books, fact_id) for fact_id in _fact_ids(found["body"])]
    rows_of = {fact.id: _rows_of(books, fact) for fact in facts}
    rows = _rows(books, facts, rows_of)
    companies = sorted({found["company_id"], *(fact.company for fact in facts)})
    document = {
        "answer": found["body"],
        "question": found["question"],
        "answered_at": found["at"],
        "sealed_by": sealed_by,
        "facts": [fact.model_dump(mode="json") for fact in facts],
        "changed_since": [fact.id for fact in facts if not explain(books, fact)["same"]],
        "rows_of": rows_of,
        "rows": rows,
        "loads": {company: loads_of(books, company, rows.get(company, {}).values()) for company in companies},
        "control_totals": _control_totals(books, facts),
        "definitions": _definitions(facts),
        "versions": {**versions, "model": found["body"].get("model")},
        "audit_heads": {company: dict(audit.head(books, company)) for company in companies},
    }
    plain: dict[str, Any] = _without_floats(document)
    return plain


def put_on_record(books: Books, answer_id: str, digest: str) -> None:
    """Note in the audit chain which digest left the house: a seal made anew over other content is not this one."""
    company = conversations.find_answer(books, answer_id)["company_id"]
    audit.note(books, company, "exported", "answer", answer_id, {"sha256": digest, "format": "seal"})


def sealed_bytes(sealed: Mapping[str, Any], digest: str) -> bytes:
    """The file: canonical JSON and one newline."""
    return canonical({"sealed": sealed, "sha256": digest}) + b"\n"


def _fact_ids(answer: Mapping[str, Any]) -> list[str]:
    """Every Fact the answer names: in its list, its cells and its sentences."""
    cells = [cell for table in answer["tables"] for row in table.get("fact_ids", []) for cell in row if cell]
    said = _LINK.findall(answer["answer"])
    return list(dict.fromkeys([*(fact["id"] for fact in answer["facts"]), *cells, *said]))


def _rows_of(books: Books, fact: Fact) -> list[str]:
    """The rows behind a Fact; those of one that rests on too many to list are read again."""
    read = gatherer(fact.formula)
    if fact.row_ids or "rows" not in fact.inputs or read is None:
        return list(fact.row_ids)
    try:
        with every_row():
            return list(read(books, fact.company, fact.as_of, fact.inputs.get("asked", {})).rows)
    except NoData:
        return []


def _rows(
    books: Books, facts: Sequence[Fact], rows_of: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, dict[str, Any]]]:
    wanted: dict[str, dict[str, None]] = defaultdict(dict)
    for fact in facts:
        wanted[fact.company].update(dict.fromkeys(rows_of[fact.id]))
    return {company: _closed(books, company, list(ids)) for company, ids in wanted.items() if ids}


def _closed(books: Books, company: str, ids: list[str]) -> dict[str, dict[str, Any]]:
    """The rows, what settled the items among them, and the rows those name."""
    items = [int(each.split(":")[1]) for each in ids if each.startswith("instalment:")]
    settling = books.execute(
        "select allocation_id from allocation where company_id = %s and instalment_id = any (%s)", (company, items)
    ).fetchall()
    found: dict[str, dict[str, Any]] = {}
    missing = [*ids, *(f"allocation:{row['allocation_id']}" for row in settling)]
    while missing:
        new = row_content(books, company, missing)
        found |= new
        missing = [each for each in dict.fromkeys(_named_by(new)) if each not in found]
    return dict(sorted(found.items()))


def _named_by(rows: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    for row_id, row in rows.items():
        for column, table in _OF_ROWS.get(row_id.split(":")[0], ()):
            if row.get(column):
                yield f"{table}:{row[column]}"


def _control_totals(books: Books, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """Open items and control account of every company and day the Facts speak of."""
    days = sorted({(fact.company, fact.as_of) for fact in facts})
    return [_control(books, company, day, side) for company, day in days for side in ("receivable", "payable")]


def _control(books: Books, company: str, day: date, side: str) -> dict[str, Any]:
    items = measure(books, "open.total.v1", company, day, side=side)
    told = {"company": company, "as_of": day.isoformat(), "side": side, "items": items.value, "control_account": None}
    try:
        told["control_account"] = measure(books, "ledger.control.v1", company, day, side=side).value
    except NoData as error:
        told["why"] = str(error)
    return {**told, "currency": items.currency}


def _definitions(facts: Sequence[Fact]) -> list[dict[str, str]]:
    used = [registry.formula(each) for each in sorted({fact.formula for fact in facts})]
    return [
        {"id": each.id, "label": each.label, "unit": each.unit, "text": each.text, "source": each.source}
        for each in used
    ]


def _without_floats(value: Any) -> Any:
    """The same document without a float: none is written the same way by every program."""
    match value:
        case float():
            return str(value)
        case Mapping():
            return {str(key): _without_floats(each) for key, each in value.items()}
        case list() | tuple():
            return [_without_floats(each) for each in value]
        case _:
            return value
