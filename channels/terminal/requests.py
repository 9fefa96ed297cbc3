"""wcc request: changes that other people approve, each named as people name it."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from channels.terminal.ask import Company, Json, Person
from channels.terminal.following import show_change, speaker
from channels.terminal.opening import opened
from channels.terminal.output import emit, out, said_in_words
from tools.asker import Asker
from workingcapital.errors import BadInput, NotFound
from workingcapital.store.connection import Books

request = typer.Typer(help="Propose a change; other people approve it.", no_args_is_help=True)

Bill = Annotated[str, typer.Argument(help="the bill's number")]
Party = Annotated[str, typer.Argument(help="the party's name or number")]
Why = Annotated[str, typer.Option(help="what the approvers should know")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
Iban = Annotated[str | None, typer.Option(help="the new account; typed by you, never taken from a document")]
Holder = Annotated[str | None, typer.Option(help="whom the account belongs to")]
Bic = Annotated[str | None, typer.Option()]
Number = Annotated[str | None, typer.Option("--account-number", help="where there is no IBAN")]
Routing = Annotated[str | None, typer.Option(help="sort code or routing number")]


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
    _propose(
        "bill_hold",
        lambda b, a: {"invoice": _bill(b, a, bill), "code": code, "until": ends},
        why,
        speaker(person, "ap.clerk"),
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
    _propose(
        "bill_release",
        lambda b, a: {"invoice": _bill(b, a, bill), "code": code},
        why,
        speaker(person, "ap.clerk"),
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
    _propose(
        "bank_change",
        lambda b, a: {"party": _party(b, a, party, "payable"), **details},
        why,
        speaker(person, "vendor.maintainer"),
        company,
        json_,
    )


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
    _propose(
        "supplier_creation",
        lambda b, a: details,
        why,
        speaker(person, "vendor.maintainer"),
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
        return {"party": _party(books, asker, party, side), "side": side, "term": _term(books, asker, to)}

    who = "vendor.maintainer" if side == "payable" else "ar.clerk"
    _propose("terms_change", named, why, speaker(person, who), company, json_)


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
        party = _party(books, asker, customer, "receivable")
        return {"party": party, "level": level, "items": _items(books, asker, invoice)}

    _propose("dunning_letter", named, why, speaker(person, "ar.clerk"), company, json_)


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
    _propose(
        "write_off",
        lambda b, a: {"items": _items(b, a, invoice), "code": code},
        why,
        speaker(person, "ar.clerk"),
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
        [item] = _items(books, asker, [bill])
        return {"item": item, "pay_on": pay_on.date().isoformat(), "annual_rate": str(Decimal(rate))}

    _propose("discount_offer", named, why, speaker(person, "treasury.analyst"), company, json_)


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
    import json

    try:
        wanted = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{file} is no JSON: {error}") from error
    _propose(
        "policy_change",
        lambda b, a: {"policy": wanted},
        why,
        speaker(person, "cfo"),
        company,
        json_,
    )


@request.command("show-policy")
@said_in_words
def show_policy(person: Person = None, company: Company = None) -> None:
    """Print the policy in force, to be edited. Example: wcc request show-policy > new-policy.json."""
    from workingcapital.store.people import policy as in_force

    with opened(person, company) as asker, asker.books() as books:
        emit(in_force(books, asker.company).body)


def _propose(
    kind: str,
    subject: Callable[[Books, Asker], Mapping[str, Any]],
    why: str,
    person: str | None,
    company: str | None,
    json_: bool,
) -> None:
    from tools.changes import propose
    from workingcapital.store import proposals

    with opened(person, company) as asker, asker.books() as books:
        made = propose(books, asker, kind, subject(books, asker), why, uuid.uuid4().hex)
        made = proposals.submit(books, asker.company, made["proposal_id"], made["digest"])
    if json_:
        emit(made)
    else:
        show_change(made)
        out.print(f"proposal {made['proposal_id']} digest {made['digest']}", style="dim", highlight=False)


def _bill(books: Books, asker: Asker, number: str) -> int:
    from workingcapital.store.invoices import the_invoice

    return the_invoice(books, asker.company, number).invoice


def _party(books: Books, asker: Asker, name: str, side: str) -> int:
    from workingcapital.store.parties import the_party

    return the_party(books, asker.company, name, side).party


def _items(books: Books, asker: Asker, numbers: list[str]) -> list[int]:
    from workingcapital.store.naming import items_of_invoice

    return [item for number in numbers for item in items_of_invoice(books, asker.company, _bill(books, asker, number))]


def _term(books: Books, asker: Asker, called: str) -> int:
    from workingcapital.store.naming import term_called

    found = term_called(books, asker.company, called)
    if found is None:
        raise NotFound(f"{asker.company} has no terms called {called!r}")
    return found
