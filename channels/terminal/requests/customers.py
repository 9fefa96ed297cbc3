"""Requests about customers: a reminder, a write-off."""

from typing import Annotated, Any

import typer

from channels.terminal.ask import Company, Json, Person
from channels.terminal.output import said_in_words
from channels.terminal.requests.proposing import Party, Why, item_ids, party_id, propose_and_send, request
from tools.asker import Asker
from workingcapital.store.database.connection import Books


@request.command()
@said_in_words
def reminder(
    customer: Party,
    level: Annotated[int, typer.Option(help="1 to 4")],
    invoice: Annotated[list[str], typer.Option(help="an overdue invoice; more than once for several")],
    why: Why,
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Remind a customer, in words made from the books. Example: wcc request reminder Acme --level 1 --invoice RG-5."""

    def named(books: Books, asker: Asker) -> dict[str, Any]:
        party = party_id(books, asker, customer, "receivable")
        return {"party": party, "level": level, "items": item_ids(books, asker, invoice)}

    propose_and_send("dunning_letter", named, why, "ar.clerk", person, company, json_)


@request.command("write-off")
@said_in_words
def write_off(
    invoice: Annotated[list[str], typer.Option(help="an invoice; more than once for several")],
    code: Annotated[str, typer.Option(help="small_difference, insolvency, goodwill, unrecoverable, statute_barred")],
    why: Why,
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Write receivables off. Example: wcc request write-off --invoice RG-5 --code insolvency --why "file 12 IN 3/26"."""
    propose_and_send(
        "write_off",
        lambda b, a: {"items": item_ids(b, a, invoice), "code": code},
        why,
        "ar.clerk",
        person,
        company,
        json_,
    )
