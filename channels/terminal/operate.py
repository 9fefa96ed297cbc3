"""wcc audit, db: what an operator and an auditor do."""

from pathlib import Path
from typing import Annotated

import typer

from channels.terminal import auditing
from channels.terminal.ask import Json
from channels.terminal.opening import opened, opened_store
from channels.terminal.output import emit, out, said_in_words
from workingcapital.errors import BadInput

audit = typer.Typer(help="The audit chain: verify, heads, export.", no_args_is_help=True)
audit.command()(auditing.heads)
audit.command()(auditing.export)
db = typer.Typer(help="The database: url, dump, restore, upgrade.", no_args_is_help=True)


@audit.command()
@said_in_words
def verify(
    company: Annotated[str, typer.Option(help="company code")],
    heads: Annotated[
        Path | None, typer.Option(help="a file of wcc audit heads: the chain must still lead to it")
    ] = None,
    person: Annotated[str | None, typer.Option("--as")] = None,
    json_: Json = False,
) -> None:
    """Check the chain of one company. Example: wcc audit verify --company HALDE --heads heads-2026-07.json."""
    from workingcapital.store.audit import verify as check

    with opened(person, company, demo="auditor@halden.example") as asker, asker.books() as books:
        kept = auditing.kept_heads(heads) if heads else {}
        if heads and company not in kept:
            raise BadInput(f"{heads} holds no head of {company}")
        report = check(books, company, kept.get(company))
    if json_:
        emit(report)
    else:
        out.print(
            f"{report['events']} events, {'whole' if report['whole'] else 'BROKEN at ' + str(report['broken'])}",
            highlight=False,
        )
    raise SystemExit(0 if report["whole"] else 1)


@db.command()
@said_in_words
def url(login: Annotated[str, typer.Option(help="wcc_runtime, wcc_owner …")] = "wcc_runtime") -> None:
    """Print how to reach the database as one of its logins. Example: psql "$(./wcc db url)"."""
    with opened_store(with_sample=False) as store:
        typer.echo(store.conninfo(login))


@db.command()
@said_in_words
def dump(file: Annotated[Path, typer.Argument(help="where to write")]) -> None:
    """Write the whole embedded store into one file."""
    from workingcapital.store.database import maintenance

    maintenance.dump(file)
    out.print(f"written to {file}", highlight=False)


@db.command()
@said_in_words
def restore(file: Annotated[Path, typer.Argument(help="a file `wcc db dump` wrote")]) -> None:
    """Put the embedded store back from a dump; refuses where there are books already."""
    from workingcapital.store.database import maintenance

    maintenance.restore(file)
    out.print(f"restored from {file}", highlight=False)


@db.command()
@said_in_words
def upgrade() -> None:
    """Bring the embedded store to the server version that is installed."""
    from workingcapital.store.database import maintenance

    maintenance.upgrade()
    out.print("up to date", highlight=False)
