"""wcc audit heads, export: what is kept outside the database, so that a rewritten chain shows."""

import csv
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from channels.refusals import BadJson
from channels.terminal.ask import Json
from channels.terminal.opening import opened
from channels.terminal.output import emit, out, said_in_words
from workingcapital.errors import BadInput
from workingcapital.store import audit

AUDITOR = "auditor@halden.example"


def kept_heads(file: Path) -> dict[str, dict[str, Any]]:
    """Heads that `wcc audit heads` wrote, by company."""
    try:
        heads = json.loads(file.read_text())["heads"]
        return {one["company"]: {"sequence": int(one["sequence"]), "hash": str(one["hash"])} for one in heads}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadJson(f"{file} holds no heads that wcc audit heads wrote ({error})") from error


@said_in_words
def heads(
    to: Annotated[Path, typer.Option("--out", help="a file outside this machine's database; never overwritten")],
    person: Annotated[str | None, typer.Option("--as")] = None,
    json_: Json = False,
) -> None:
    """Keep the newest event's hash of every company you may see. Example: wcc audit heads --out heads-2026-07.json."""
    with opened(person, demo=AUDITOR) as asker, asker.books() as books:
        document = {"heads": [{"company": code, **audit.head(books, code)} for code in asker.companies]}
    try:
        with to.open("x") as file:
            json.dump(document, file, indent=2)
    except FileExistsError:
        raise BadInput(f"{to} is there already: heads are kept, not overwritten") from None
    if json_:
        emit(document)
    else:
        out.print(f"{len(document['heads'])} heads in {to}; check with wcc audit verify --heads {to}", highlight=False)


@said_in_words
def export(
    to: Annotated[Path, typer.Option("--out", help="the CSV file; never overwritten")],
    company: Annotated[str | None, typer.Option(help="one company; default: all you may see")] = None,
    person: Annotated[str | None, typer.Option("--as")] = None,
    json_: Json = False,
) -> None:
    """Write the audit chains as CSV, and put that on record too. Example: wcc audit export --out audit.csv."""
    columns = ("company", "sequence", "at", "person_id", "verb", "object_kind", "object_id", "details")
    with opened(person, company, demo=AUDITOR) as asker, asker.books() as books:
        wanted = (asker.company,) if company else asker.companies
        rows = [{"company": code, **row} for code in wanted for row in audit.trail(books, code, limit=10_000_000)]
        try:
            with to.open("x", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(columns)
                writer.writerows([_cell(row[name]) for name in columns] for row in rows)
        except FileExistsError:
            raise BadInput(f"{to} is there already") from None
        for code in wanted:
            audit.note(books, code, "exported", "audit", to.name, {"what": "audit chain"})
    if json_:
        emit({"events": len(rows), "file": str(to)})
    else:
        out.print(f"{len(rows)} events in {to}", highlight=False)


def _cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
