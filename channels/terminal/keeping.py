"""wcc retention: how long what is kept, and conversations deleted when their years are over."""

from typing import Annotated

import typer

from channels.terminal.ask import Json, Person
from channels.terminal.opening import spoken
from channels.terminal.output import emit, grid, out, said_in_words
from workingcapital.store import retention

commands = typer.Typer(help="Retention: what is kept for how long, by which rule.", no_args_is_help=True)

Code = Annotated[str, typer.Option(help="company code, for example HALDE")]


@commands.command()
@said_in_words
def show(company: Code, person: Person = None, json_: Json = False) -> None:
    """Show the rules in force with their sources. Example: wcc retention show --company HALDE."""
    with spoken(person, demo="controller@halden.example") as (store, who), store.reading(who) as books:
        found = retention.rules(books, company)
    if json_:
        emit({"company": company, "rules": found})
        return
    rows = [
        [each["kind"], each["years"], "deleted then" if each["deletes"] else "kept", each["source"]] for each in found
    ]
    grid(f"Retention in {company}", ["what", "years", "", "source"], rows)


@commands.command()
@said_in_words
def run(
    company: Code,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only count")] = False,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Delete conversations that nobody used for their years. Example: wcc retention run --dry-run --company HALDE."""
    with spoken(person, demo="controller@halden.example") as (store, who), store.reading(who) as books:
        said = retention.run(books, company, dry_run)
    if json_:
        emit(said)
    else:
        verb = "deleted" if said["deleted"] else "would be deleted"
        out.print(f"{said['conversations']} conversations {verb} (unused for {said['years']} years)", highlight=False)
