"""wcc screening and wcc override: lists nobody is paid under, and a finding set aside by another person."""

from pathlib import Path
from typing import Annotated

import typer

from channels.terminal.ask import Company, Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import emit, grid, out, said_in_words
from workingcapital.controls.screening import LARGEST, LEAST, BadScreeningList, read
from workingcapital.store.people import second_factor
from workingcapital.store.proposals import findings, proposals, screening

commands = typer.Typer(help="Screening: names, accounts and countries nobody is paid under.", no_args_is_help=True)


@commands.command()
@said_in_words
def load(
    file: Annotated[Path, typer.Argument(help="a CSV with the columns kind (name, account, country), value, note")],
    name: Annotated[str, typer.Option(help="which list this is a version of")] = "sanctions",
    least: Annotated[int, typer.Option(min=40, max=100, help="likeness of names, of 100, that is a hit")] = LEAST,
    company: Company = None,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Load the next version of a list; in force at once. For a controller or the CFO.

    Example: wcc screening load sanctions.csv --company HALDE --as controller@halden.example
    """
    given = read(_bytes(file))
    with opened(person, company, demo="controller@halden.example") as asker, asker.books() as books:
        made = screening.load(books, asker.company, name, file.name, given, least)
    if json_:
        emit(made)
    elif made["unchanged"]:
        out.print(f"{name} is this file already: version {made['version']}", highlight=False)
    else:
        before = "" if made["entries_before"] is None else f" (before: {made['entries_before']})"
        out.print(
            f"{name} version {made['version']}: {made['entries']} entries{before}, {made['hits']} suppliers near one",
            highlight=False,
        )


@commands.command()
@said_in_words
def show(company: Company = None, person: Person = None, json_: Json = False) -> None:
    """Show the lists with their versions, and the suppliers near an entry. Example: wcc screening show --company HALDE."""
    with opened(person, company, demo="controller@halden.example") as asker, asker.books() as books:
        lists, hits = screening.lists(books, asker.company), screening.hits(books, asker.company)
    if json_:
        emit({"lists": lists, "hits": hits})
        return
    columns = ["name", "version", "in_force", "entries", "least", "file_name", "loaded_by"]
    grid(f"Screening lists of {asker.company}", columns, [[each[name] for name in columns] for each in lists])
    columns = ["supplier", "score", "listed", "list", "note"]
    grid("Suppliers near an entry", columns, [[each[name] for name in columns] for each in hits])


@said_in_words
def override(
    id: Annotated[str, typer.Argument(help="the proposal's id")],
    finding: Annotated[str, typer.Argument(help="the finding's id, as wcc proposal shows it")],
    digest: Annotated[str, typer.Option(help="the digest you saw")],
    reason: Annotated[str, typer.Option(help="one of the finding's reason codes")],
    why: Annotated[str, typer.Option(help="what you checked; it stays on record")],
    code: Annotated[str | None, typer.Option(help="one-time code, where step-up is on")] = None,
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Set a finding aside, so that others may approve and release. Not for whoever proposed, approves or releases.

    Example: wcc override 0197… 3f2a9c… --digest 9f2c… --reason another_party --why "other register number, HRB 4711"
    """
    with opened(person, company, demo="controller@halden.example") as asker:
        if code:
            second_factor.prove(asker.store, asker.identity, code)
        where = proposals.company_of(asker, id)
        made = findings.override(asker.store, asker.identity, where, id, digest, finding, reason, why)
    if json_:
        emit(made)
    else:
        out.print(f"finding {finding} is set aside: {reason}", highlight=False)


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise BadScreeningList(f"{file.name} has more than {LARGEST:,} bytes")
        return file.read_bytes()
    except OSError as error:
        raise BadScreeningList(f"{file}: {error.strerror}") from None
