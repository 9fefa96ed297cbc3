"""wcc scenario: suppositions kept under a name, and payment plans under them side by side."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from channels.terminal.ask import Company, Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import emit, grid, out, said_in_words
from workingcapital.store.planning import scenarios
from workingcapital.timing.scenario import parsed, read

commands = typer.Typer(help="Payment plans under what is supposed: saved, compared.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="the scenario's name")]
DEMO = "treasury.analyst@halden.example"


@commands.command()
@said_in_words
def save(
    name: Name,
    file: Annotated[Path, typer.Option("--file", help="a scenario file, see docs/timing.md")],
    company: Company = None,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Keep a scenario of a file under a name; the same name is replaced.

    Example: wcc scenario save "slow autumn" --file slow.json --company HALDE
    """
    read(file)
    with opened(person, company, demo=DEMO) as asker, asker.books() as books:
        kept = scenarios.save(books, asker.company, name, json.loads(file.read_text(encoding="utf-8")))
    if json_:
        emit(_told(kept))
    else:
        out.print(f"{kept.name}: {', '.join(parsed(kept.document).words())}", highlight=False)


@commands.command("list")
@said_in_words
def listing(company: Company = None, person: Person = None, json_: Json = False) -> None:
    """The scenarios that are saved.

    Example: wcc scenario list --company HALDE
    """
    with opened(person, company, demo=DEMO) as asker, asker.books() as books:
        known = scenarios.listed(books, asker.company)
    if json_:
        emit({"scenarios": [_told(each) for each in known]})
    else:
        rows = [[each.name, ", ".join(parsed(each.document).words()), each.saved_by] for each in known]
        grid("Scenarios", ["name", "supposes", "saved by"], rows)


@commands.command()
@said_in_words
def compare(
    names: Annotated[list[str] | None, typer.Argument(help="names; all that are saved if left out")] = None,
    run: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="planned from this run; the next")] = None,
    floor: Annotated[str | None, typer.Option(help="cash that must stay, in base currency")] = None,
    company: Company = None,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Scenarios beside the plan by the books, each difference by cause.

    Example: wcc scenario compare "slow autumn" "dear money" --floor 1200000 --company HALDE
    """
    from tools.run_planning import next_run
    from tools.run_wish import wished
    from tools.scenario_compare import compared, document

    with opened(person, company, demo=DEMO) as asker, asker.books() as books:
        code = asker.company
        chosen = [scenarios.named(books, code, name) for name in names or []] or scenarios.listed(books, code)
        wish = wished(run.date() if run else next_run(books, code, asker.as_of), floor)
        found = document(compared(books, code, asker.as_of, wish, [parsed(each.document) for each in chosen]))
    if json_:
        emit(found)
    else:
        show(found)


@commands.command()
@said_in_words
def delete(name: Name, company: Company = None, person: Person = None, json_: Json = False) -> None:
    """Take a scenario away.

    Example: wcc scenario delete "slow autumn" --company HALDE
    """
    with opened(person, company, demo=DEMO) as asker, asker.books() as books:
        gone = scenarios.delete(books, asker.company, name)
    if json_:
        emit(_told(gone))
    else:
        out.print(f"deleted {gone.name}", highlight=False)


def show(found: dict[str, Any]) -> None:
    """The comparison for a person: a line for each plan, then why they differ."""
    sides = [{"name": "by the books", **found["by_the_books"]}, *found["scenarios"]]
    rows = [[each["name"], each["value"], each["lowest_balance"], each["shortage"]] for each in sides]
    title = f"Plans from the run of {found['run_date']}, {found['company']} ({found['currency']})"
    grid(title, ["scenario", "value", "lowest cash", "short of floor"], rows, frozenset({1, 2, 3}))
    causes = [
        [side["name"], each["cause"], each["effect"]]
        for side in found["scenarios"]
        for each in [*side["causes"], {"cause": "together", "effect": side["difference"]}]
    ]
    if causes:
        grid("Why they differ", ["scenario", "cause", "effect"], causes, frozenset({2}))


def _told(kept: scenarios.Saved) -> dict[str, Any]:
    return {
        "name": kept.name,
        "changes": parsed(kept.document).words(),
        "document": dict(kept.document),
        "saved_by": kept.saved_by,
        "saved_at": kept.saved_at.isoformat(),
    }
