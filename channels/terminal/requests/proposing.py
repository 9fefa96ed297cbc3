"""What every request has in common: it names things as people do, is proposed, and is sent to its approvers."""

import uuid
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from channels.terminal.following import show_change
from channels.terminal.opening import opened
from channels.terminal.output import emit, out
from tools.asker import Asker
from workingcapital.errors import NotFound
from workingcapital.store.database.connection import Books

request = typer.Typer(help="Propose a change; other people approve it.", no_args_is_help=True)

Bill = Annotated[str, typer.Argument(help="the bill's number")]
Party = Annotated[str, typer.Argument(help="the party's name or number")]
Why = Annotated[str, typer.Option(help="what the approvers should know")]
Iban = Annotated[str | None, typer.Option(help="the new account; typed by you, never taken from a document")]
Holder = Annotated[str | None, typer.Option(help="whom the account belongs to")]
Bic = Annotated[str | None, typer.Option()]


def propose_and_send(
    kind: str,
    subject: Callable[[Books, Asker], Mapping[str, Any]],
    why: str,
    role: str,
    person: str | None,
    company: str | None,
    json_: bool,
) -> None:
    """Propose a change of this kind, send it to its approvers, and say what now waits.

    Where nobody is named or signed in, demo mode speaks as the sample person of `role`.
    """
    from tools.changes import propose
    from workingcapital.store.proposals import proposals

    with opened(person, company, demo=f"{role}@halden.example") as asker, asker.books() as books:
        made = propose(books, asker, kind, subject(books, asker), why, uuid.uuid4().hex)
        made = proposals.submit(books, asker.company, made["proposal_id"], made["digest"])
    if json_:
        emit(made)
    else:
        show_change(made)
        out.print(f"proposal {made['proposal_id']} digest {made['digest']}", style="dim", highlight=False)


def bill_id(books: Books, asker: Asker, number: str) -> int:
    """The document of this number."""
    from workingcapital.store.invoices import the_invoice

    return the_invoice(books, asker.company, number).invoice


def party_id(books: Books, asker: Asker, name: str, side: str) -> int:
    """The party of this name or number on this side."""
    from workingcapital.store.parties import the_party

    return the_party(books, asker.company, name, side).party


def item_ids(books: Books, asker: Asker, numbers: list[str]) -> list[int]:
    """The instalments of the documents of these numbers."""
    from workingcapital.store.naming import items_of_invoice

    return [
        item for number in numbers for item in items_of_invoice(books, asker.company, bill_id(books, asker, number))
    ]


def term_id(books: Books, asker: Asker, called: str) -> int:
    """The payment terms of this code or name."""
    from workingcapital.store.naming import term_called

    found = term_called(books, asker.company, called)
    if found is None:
        raise NotFound(f"{asker.company} has no terms called {called!r}")
    return found
