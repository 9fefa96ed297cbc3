"""wcc access: who may do what, asked for by one person, approved by another, and reviewed by a third."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from channels.terminal.ask import Json, Person
from channels.terminal.opening import spoken
from channels.terminal.output import emit, grid, out, said_in_words
from workingcapital.errors import BadInput
from workingcapital.store.people import access, people, second_factor
from workingcapital.store.people.people import Member

commands = typer.Typer(help="Access: request, approve, revoke, delegate, review.", no_args_is_help=True)

Code = Annotated[str, typer.Option(help="company code, for example HALDE")]
Totp = Annotated[str | None, typer.Option("--code", help="the code your authenticator app shows")]
Number = Annotated[int, typer.Argument(help="the number that the request printed")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="until the start of this day, UTC")]
ADMIN = "security.admin@halden.example"


@commands.command()
@said_in_words
def request(
    email: str,
    role: Annotated[str, typer.Option(help="a role of docs/guarantees.md")],
    company: Code,
    name: Annotated[str, typer.Option(help="as people call them")] = "",
    limit: Annotated[str | None, typer.Option(help="in the company's currency; approves no more than this")] = None,
    until: Until = None,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Ask that somebody gets a role; for a security admin.

    Example: wcc access request jo@acme.example --role ap_approver --limit 20000 --company ACME
    """
    limits = {} if limit is None else {role: _amount(limit)}
    with spoken(person, demo=ADMIN) as (store, who), store.reading(who) as books:
        [grant] = people.request_grant(books, company, Member(email, name or email, (role,), limits), _moment(until))
    _done({"grant": grant}, f"grant {grant} waits for a controller or the CFO: wcc access approve {grant}", json_)


@commands.command()
@said_in_words
def approve(number: Number, company: Code, code: Totp = None, person: Person = None, json_: Json = False) -> None:
    """Approve a grant with your second factor. Example: wcc access approve 12 --company ACME --code 123456."""
    with spoken(person) as (store, who):
        if code:
            second_factor.prove(store, who, code)
        with store.deciding(who) as books:
            people.approve_grant(books, company, number)
    _done({"grant": number, "status": "approved"}, f"grant {number} is in force", json_)


@commands.command()
@said_in_words
def revoke(number: Number, company: Code, person: Person = None, json_: Json = False) -> None:
    """End a grant at once. Example: wcc access revoke 12 --company ACME."""
    with spoken(person, demo=ADMIN) as (store, who), store.deciding(who) as books:
        people.revoke_grant(books, company, number)
    _done({"grant": number, "status": "revoked"}, f"grant {number} has ended", json_)


@commands.command()
@said_in_words
def delegate(
    email: str,
    role: Annotated[str, typer.Option(help="one you hold yourself")],
    limit: Annotated[str, typer.Option(help="in the company's currency")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="at most 92 days ahead")],
    company: Code,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Ask that somebody may act for you while you are away.

    Example: wcc access delegate jo@acme.example --role ap_manager --limit 100000 --until 2026-08-15 --company ACME
    """
    moment = _moment(until)
    assert moment is not None
    with spoken(person) as (store, who), store.reading(who) as books:
        made = access.delegate(books, company, email, role, _amount(limit), moment)
    _done({"delegation": made}, f"delegation {made} waits for a controller or the CFO", json_)


@commands.command("approve-delegation")
@said_in_words
def approve_delegation(
    number: Number, company: Code, code: Totp = None, person: Person = None, json_: Json = False
) -> None:
    """Approve a delegation. Example: wcc access approve-delegation 4 --company ACME --code 123456."""
    with spoken(person) as (store, who):
        if code:
            second_factor.prove(store, who, code)
        access.approve_delegation(store, who, company, number)
    _done({"delegation": number, "status": "approved"}, f"delegation {number} is in force", json_)


@commands.command("end-delegation")
@said_in_words
def end_delegation(number: Number, company: Code, person: Person = None, json_: Json = False) -> None:
    """End a delegation at once; either side may. Example: wcc access end-delegation 4 --company ACME."""
    with spoken(person) as (store, who):
        access.end_delegation(store, who, company, number)
    _done({"delegation": number, "status": "ended"}, f"delegation {number} has ended", json_)


@commands.command()
@said_in_words
def review(company: Code, person: Person = None, json_: Json = False) -> None:
    """Show who holds what, and who could pay themselves. Example: wcc access review --company HALDE."""
    with spoken(person, demo="auditor@halden.example") as (store, who), store.reading(who) as books:
        report = access.review(books, company)
    if json_:
        emit(report)
    else:
        columns = ["person", "role", "limit", "until", "for", "requested_by", "approved_by"]
        grid(f"Access in {company}", columns, [[row[name] for name in columns] for row in report["people"]])
        for found in report["findings"]:
            out.print(f"{found['person']} {found['why']}", style="bold red", highlight=False)
        if not report["findings"]:
            out.print("nobody could pay themselves alone", highlight=False)
    raise SystemExit(1 if report["findings"] else 0)


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise BadInput(f"{text!r} is no amount: write 20000 or 20000.00") from None
    if not amount.is_finite() or amount <= 0:
        raise BadInput(f"{text} is no limit: an amount above zero")
    return amount


def _moment(day: datetime | None) -> datetime | None:
    return day and day.replace(tzinfo=UTC)


def _done(document: dict[str, object], words: str, json_: bool) -> None:
    if json_:
        emit(document)
    else:
        out.print(words, highlight=False)
