"""Requests about the policy: show the one in force, change it."""

import json
from pathlib import Path
from typing import Annotated

import typer

from channels.terminal.ask import Company, Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import emit, said_in_words
from channels.terminal.requests.proposing import Why, propose_and_send, request
from workingcapital.errors import BadInput


@request.command()
@said_in_words
def policy(
    file: Annotated[Path, typer.Argument(help="the whole new policy as JSON; see wcc request show-policy")],
    why: Why,
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Change the policy. Example: wcc request policy new-policy.json --why "limits of the board of May"."""
    try:
        wanted = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{file} is no JSON: {error}") from error
    propose_and_send(
        "policy_change",
        lambda b, a: {"policy": wanted},
        why,
        "cfo",
        person,
        company,
        json_,
    )


@request.command("show-policy")
@said_in_words
def show_policy(person: Person = None, company: Company = None) -> None:
    """Print the policy in force, to be edited. Example: wcc request show-policy > new-policy.json."""
    from workingcapital.store.people.people import policy as in_force

    with opened(person, company) as asker, asker.books() as books:
        emit(in_force(books, asker.company).body)
