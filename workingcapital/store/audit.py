"""The audit chain: put a note on record, and find what was tampered with."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from psycopg.types.json import Jsonb

from workingcapital.store.database.connection import Books

_START = "0" * 64
_EMPTY: Mapping[str, Any] = {"sequence": 0, "hash": _START}


def note(books: Books, company: str, verb: str, kind: str, subject: str, details: Mapping[str, Any]) -> None:
    """Record what the application saw (refused, signed_in, exported …); it cannot record a decision."""
    books.execute("select control.note(%s, %s, %s, %s, %s)", [company, verb, kind, subject, Jsonb(dict(details))])


def trail(books: Books, company: str, subject: str | None = None, limit: int = 200) -> list[dict[str, Any]]:
    """What happened, newest first; about one object where `subject` is its id."""
    return books.execute(
        """select sequence, at, person_id, verb, object_kind, object_id, details from control.audit_event
           where company_id = %(company)s and (%(subject)s::text is null or object_id = %(subject)s)
           order by sequence desc limit %(limit)s""",
        {"company": company, "subject": subject, "limit": limit},
    ).fetchall()


def head(books: Books, company: str) -> dict[str, Any]:
    """The newest event's number and hash: keep it outside the database, and a rewritten chain shows."""
    row = books.execute("select sequence, hash from control.audit_head where company_id = %s", [company]).fetchone()
    return row or dict(_EMPTY)


def verify(books: Books, company: str, kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Recompute the chain: {company, events, whole, broken: [{sequence, what}], head}.

    `kept` is a head() kept outside: a chain rewritten from end to end no longer leads to it.
    """
    # One statement, so that chain and head are of one moment.
    rows = books.execute(
        """select e.company_id, e.sequence, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
                  e.person_id, e.verb, e.object_kind, e.object_id, e.details::text as details, e.previous, e.hash,
                  h.sequence as head_sequence, h.hash as head_hash
           from control.audit_event e full join control.audit_head h using (company_id)
           where coalesce(e.company_id, h.company_id) = %s order by e.sequence""",
        [company],
    ).fetchall()
    end = {"sequence": rows[0]["head_sequence"] or 0, "hash": rows[0]["head_hash"] or _START} if rows else _EMPTY
    events = [row for row in rows if row["sequence"] is not None]
    broken = list(_broken(events, end, kept))
    return {"company": company, "events": len(events), "whole": not broken, "broken": broken, "head": end["hash"]}


def event_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 of the event's nine texts as a JSON array: the same text control.audit_text() makes."""
    names = ("company_id", "sequence", "at", "person_id", "verb", "object_kind", "object_id", "details", "previous")
    text = json.dumps([str(row[name]) for name in names], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _broken(
    rows: Iterable[Mapping[str, Any]], end: Mapping[str, Any], kept: Mapping[str, Any] | None
) -> Iterable[dict[str, Any]]:
    expected, previous = 1, _START
    for row in rows:
        yield from (_found(gone, "removed") for gone in range(expected, row["sequence"]))
        if event_hash(row) != row["hash"]:
            yield _found(row["sequence"], "edited")
        elif row["previous"] != previous and row["sequence"] == expected:
            yield _found(row["sequence"], "moved or replaced, or the event before it was")
        if kept and row["sequence"] == kept["sequence"] and row["hash"] != kept["hash"]:
            yield _found(row["sequence"], "not the event whose hash was kept outside")
        expected, previous = row["sequence"] + 1, row["hash"]
    last = max(end["sequence"], kept["sequence"] if kept else 0)
    yield from (_found(gone, "removed") for gone in range(expected, last + 1))
    if end["sequence"] < expected - 1 or (end["sequence"] == expected - 1 and end["hash"] != previous):
        yield _found(expected - 1, "not what the head of the chain says")


def _found(sequence: int, what: str) -> dict[str, Any]:
    return {"sequence": sequence, "what": what}
