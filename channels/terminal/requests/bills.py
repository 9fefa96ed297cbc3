"""Requests about bills: hold one back, let it go, take a discount for paying early."""

from datetime import datetime
from typing import Annotated, Any

import typer

from channels.terminal.ask import Company, Json, Person
from channels.terminal.output import said_in_words
from channels.terminal.requests.proposing import Bill, Why, bill_id, item_ids, propose_and_send, request
from tools.asker import Asker
from tools.evidence import decimal_of
from workingcapital.store.database.connection import Books

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@request.command()
@said_in_words
def hold(
    bill: Bill,
    code: Annotated[str, typer.Option(help="price, quantity, no_receipt, duplicate, dispute, quality, other")],
    why: Why,
    until: Day = None,
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Hold a bill back from payment. Example: wcc request hold R-17 --code price --why "billed twice the price"."""
    ends = until and until.date().isoformat()
    propose_and_send(
        "bill_hold",
        lambda b, a: {"invoice": bill_id(b, a, bill), "code": code, "until": ends},
        why,
        "ap.clerk",
        person,
        company,
        json_,
    )


@request.command("release")
@said_in_words
def let_go(
    bill: Bill,
    code: Annotated[str, typer.Option(help="resolved, credited, received, no_duplicate, agreed, mistake")],
    why: Why,
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Let a held bill be paid again. Example: wcc request release R-17 --code credited --why "credit note C-3"."""
    propose_and_send(
        "bill_release",
        lambda b, a: {"invoice": bill_id(b, a, bill), "code": code},
        why,
        "ap.clerk",
        person,
        company,
        json_,
    )


@request.command()
@said_in_words
def discount(
    bill: Bill,
    pay_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="the day we would pay on")],
    rate: Annotated[str, typer.Option(help="per cent a year that the supplier offers")],
    why: Why,
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Accept a discount for paying early. Example: wcc request discount R-17 --pay-on 2026-07-02 --rate 8 --why offer."""

    def named(books: Books, asker: Asker) -> dict[str, Any]:
        [item] = item_ids(books, asker, [bill])
        return {"item": item, "pay_on": pay_on.date().isoformat(), "annual_rate": str(decimal_of(rate, "rate"))}

    propose_and_send("discount_offer", named, why, "treasury.analyst", person, company, json_)
