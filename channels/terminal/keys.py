"""wcc key: API keys that read and propose, asked for by one person, approved by another, collected by a third."""

from typing import Annotated

import typer

from channels.terminal.ask import Json, Person
from channels.terminal.opening import spoken
from channels.terminal.output import emit, grid, out, said_in_words
from workingcapital.store.people import api_keys, second_factor

commands = typer.Typer(help="API keys: they read and propose, and never decide.", no_args_is_help=True)

Code = Annotated[str, typer.Option(help="company code, for example HALDE")]
Id = Annotated[str, typer.Argument(help="the key's id, as wcc key list shows it")]
ADMIN = "security.admin@halden.example"


@commands.command()
@said_in_words
def create(
    email: Annotated[str, typer.Argument(help="the person the key will speak for")],
    company: Code,
    days: Annotated[int, typer.Option(min=1, max=366, help="how long it lives")] = 90,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Ask for a key; for a security admin. A controller or the CFO approves it, its person collects it.

    Example: wcc key create jo@acme.example --company ACME --days 30
    """
    with spoken(person, demo=ADMIN) as (store, who):
        key = api_keys.request(store, who, company, email, days)
    _done({"key": key}, f"key {key} waits for a controller or the CFO: wcc key approve {key}", json_)


@commands.command()
@said_in_words
def approve(
    key: Id,
    company: Code,
    code: Annotated[str | None, typer.Option(help="the code your authenticator app shows")] = None,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Approve a key with your second factor. Example: wcc key approve 3f2a9c… --company ACME --code 123456."""
    with spoken(person) as (store, who):
        if code:
            second_factor.prove(store, who, code)
        api_keys.approve(store, who, company, key)
    _done({"key": key, "status": "approved"}, f"key {key} can be collected: wcc key collect {key}", json_)


@commands.command()
@said_in_words
def collect(key: Id, company: Code, person: Person = None, json_: Json = False) -> None:
    """Take your key; it is shown once and stored nowhere. Example: wcc key collect 3f2a9c… --company ACME."""
    with spoken(person) as (store, who):
        secret = api_keys.collect(store, who, company, key)
    _done({"key": key, "secret": secret}, f"{secret}\nsend it as Authorization: Bearer; it is not shown again", json_)


@commands.command("list")
@said_in_words
def list_(company: Code, person: Person = None, json_: Json = False) -> None:
    """List keys with their state, expiry and last use. Example: wcc key list --company HALDE."""
    with spoken(person, demo=ADMIN) as (store, who), store.reading(who) as books:
        found = api_keys.listing(books, company)
    if json_:
        emit({"keys": found})
        return
    columns = ["key_id", "person_id", "state", "expires_at", "last_used_at", "requested_by", "approved_by"]
    grid(f"API keys of {company}", columns, [[each[name] for name in columns] for each in found])


@commands.command()
@said_in_words
def revoke(key: Id, company: Code, person: Person = None, json_: Json = False) -> None:
    """End a key at once: its person, a security admin or a controller may. Example: wcc key revoke 3f2a9c… --company ACME."""
    with spoken(person, demo=ADMIN) as (store, who):
        api_keys.revoke(store, who, company, key)
    _done({"key": key, "status": "revoked"}, f"key {key} has ended", json_)


def _done(document: dict[str, object], words: str, json_: bool) -> None:
    if json_:
        emit(document)
    else:
        out.print(words, highlight=False)
