"""Requests about suppliers: a new one, a new account, other terms."""

from typing import Annotated, Any

import typer

from channels.terminal.ask import Company, Json, Person
from channels.terminal.output import said_in_words
from channels.terminal.requests.proposing import (
    Bic,
    Holder,
    Iban,
    Party,
    Why,
    party_id,
    propose_and_send,
    request,
    term_id,
)
from tools.asker import Asker
from workingcapital.store.database.connection import Books

Number = Annotated[str | None, typer.Option("--account-number", help="where there is no IBAN")]
Routing = Annotated[str | None, typer.Option(help="sort code or routing number")]


@request.command()
@said_in_words
def supplier(
    name: Annotated[str, typer.Argument(help="the supplier's full name")],
    code: Annotated[str, typer.Option(help="its number in the ledger")],
    country: Annotated[str, typer.Option(help="two capitals")],
    why: Why,
    vat: Annotated[str | None, typer.Option(help="VAT number")] = None,
    street: Annotated[str | None, typer.Option()] = None,
    postal_code: Annotated[str | None, typer.Option()] = None,
    city: Annotated[str | None, typer.Option()] = None,
    phone: Annotated[str | None, typer.Option(help="the number that call-backs dial")] = None,
    email: Annotated[str | None, typer.Option()] = None,
    iban: Iban = None,
    bic: Bic = None,
    holder: Holder = None,
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Enter a new supplier. Example: wcc request supplier "Acme GmbH" --code 70111 --country DE --why "order 4711"."""
    details = {
        "name": name, "code": code, "country": country, "vat_number": vat, "street": street, "city": city,
        "postal_code": postal_code, "phone": phone, "email": email, "iban": iban, "bic": bic,
        "holder": holder or (name if iban else None),
    }  # fmt: skip
    propose_and_send(
        "supplier_creation",
        lambda b, a: details,
        why,
        "vendor.maintainer",
        person,
        company,
        json_,
    )


@request.command()
@said_in_words
def account(
    party: Party,
    why: Why,
    iban: Iban = None,
    holder: Holder = None,
    bic: Bic = None,
    number: Number = None,
    routing: Routing = None,
    currency: Annotated[str | None, typer.Option()] = None,
    on_file: Annotated[int | None, typer.Option("--on-file", help="id of an unverified account on file")] = None,
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Change the account a supplier is paid on; a verifier calls back before it counts.

    Example: wcc request account "Acme GmbH" --iban DE89… --holder "Acme GmbH" --why "letter of 3 June"
    """
    details = {
        "account": on_file, "iban": iban, "holder": holder, "bic": bic, "account_number": number,
        "routing": routing, "currency": currency,
    }  # fmt: skip
    propose_and_send(
        "bank_change",
        lambda b, a: {"party": party_id(b, a, party, "payable"), **details},
        why,
        "vendor.maintainer",
        person,
        company,
        json_,
    )


@request.command()
@said_in_words
def terms(
    party: Party,
    to: Annotated[str, typer.Option(help="code or name of the new terms")],
    why: Why,
    side: Annotated[str, typer.Option(help="payable or receivable")] = "payable",
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Change a party's payment terms. Example: wcc request terms "Acme GmbH" --to N45 --why "contract of May"."""

    def named(books: Books, asker: Asker) -> dict[str, Any]:
        return {"party": party_id(books, asker, party, side), "side": side, "term": term_id(books, asker, to)}

    who = "vendor.maintainer" if side == "payable" else "ar.clerk"
    propose_and_send("terms_change", named, why, who, person, company, json_)
