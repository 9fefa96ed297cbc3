"""wcc company, person, import, ingest: the books and the documents of a company."""

import json
import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from channels.identity import DEMO_PERSON
from channels.settings import ChannelSettings
from channels.terminal.ask import Json, Person
from channels.terminal.opening import opened_store, spoken
from channels.terminal.output import emit, err, grid, out, progress, said_in_words
from channels.terminal.signing_in import confirm, enrol, set_up
from workingcapital.errors import BadInput
from workingcapital.store import founding
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people import enrolment, people

company = typer.Typer(help="Companies: add, list.", no_args_is_help=True)
person = typer.Typer(help="People: add, list.", no_args_is_help=True)

Code = Annotated[str, typer.Option(help="company code, for example HALDE")]
Totp = Annotated[str | None, typer.Option("--code", help="the code your authenticator app shows")]
Files = Annotated[list[Path], typer.Argument(help="one or more files")]


@company.command("add")
@said_in_words
def add_company(
    code: Annotated[str, typer.Argument(help="2 to 16 capitals and digits")],
    name: Annotated[str, typer.Option(help="full name; default: the code")] = "",
    currency: Annotated[str, typer.Option(help="base currency")] = "EUR",
    country: Annotated[str, typer.Option(help="two letters")] = "DE",
    time_zone: Annotated[str, typer.Option(help="for example Europe/Berlin")] = "Europe/Berlin",
    calendar: Annotated[str, typer.Option(help="who closes when: TARGET, GB, US")] = "TARGET",
    borrowing_rate: Annotated[str | None, typer.Option(help="per cent a year, for example 6.5")] = None,
    controller: Annotated[str | None, typer.Option(help="who gets controller_cfo there")] = None,
    public_payer: Annotated[
        bool, typer.Option("--public-payer", help="a public authority: the law gives it shorter terms")
    ] = False,
    json_: Json = False,
) -> None:
    """Add a company. With a controller it is theirs; without one, in demo mode, it is open to the sample people.

    Sample people decide without a second factor, so a company that means it names its controller.
    Examples: wcc company add TRIAL; wcc company add ACME --currency GBP --country GB --controller jo@acme.example
    """
    with opened_store() as store:
        added = founding.add_company(
            store,
            code,
            name or code,
            currency,
            country,
            time_zone,
            calendar,
            borrowing_rate,
            controllers=[controller] if controller else [],
            sample_people=controller is None and ChannelSettings().demo,
            public_payer=public_payer,
        )
    if json_:
        emit(added)
    else:
        whom = ", ".join(added["people"]) or "nobody yet: wcc person add"
        out.print(f"{added['code']} added ({added['currency']}); open to {whom}", highlight=False)


@company.command("list")
@said_in_words
def list_companies(json_: Json = False) -> None:
    """List the companies you may see."""
    with opened_store() as store, store.reading(_operator(store)) as books:
        theirs = founding.companies_of(books)
    if json_:
        emit(theirs)
    else:
        grid("Companies", ["code", "name", "currency"], [[c["code"], c["name"], c["currency"]] for c in theirs])


@person.command("add")
@said_in_words
def add_person(
    email: Annotated[str, typer.Argument(help="their address is their name here")],
    company: Code,
    role: Annotated[list[str], typer.Option(help="a role of docs/guarantees.md; may be given several times")],
    name: Annotated[str, typer.Option(help="as people call them")] = "",
    limit: Annotated[list[str] | None, typer.Option(help="role=amount: approves less than the role may")] = None,
    prompt: Annotated[bool, typer.Option("--prompt", help="they sit here and choose their password now")] = False,
    json_: Json = False,
) -> None:
    """Add a person with roles while a company is founded; they choose their password with the one-time code.

    Later people take two: wcc access request and wcc access approve.
    Example: wcc person add jo@acme.example --company ACME --role ap_clerk
    """
    with opened_store() as store:
        added = founding.add_person(store, email, name or email, company, role, limits(limit or []))
        code = enrolment.invite(store, company, email) if not people.signs_in(store, added["person"]) else None
        if code and prompt:
            set_up(store, code, json_)
            return
    if json_:
        emit({**added, "code": code})
        return
    out.print(f"{email}: {', '.join(role)} in {company}", highlight=False)
    if code:
        out.print("They choose a password with: wcc person enrol, or on the page. One-time code, good for three days:")
        out.print(code, highlight=False)


person.command("enrol")(enrol)


@person.command("invite")
@said_in_words
def invite(email: str, company: Code, as_: Person = None, json_: Json = False) -> None:
    """Make a one-time code for somebody who does not sign in yet; for a security admin.

    Example: wcc person invite jo@acme.example --company ACME
    """
    with spoken(as_, demo="security.admin@halden.example") as (store, who):
        code = enrolment.invite(store, company, email, who)
    if json_:
        emit({"person": email, "code": code})
    else:
        out.print(code, highlight=False)


@person.command("reset")
@said_in_words
def reset(email: str, company: Code, as_: Person = None, json_: Json = False) -> None:
    """Ask for somebody's password and device to be set anew; a controller or CFO approves it.

    Example: wcc person reset jo@acme.example --company ACME
    """
    with spoken(as_, demo="security.admin@halden.example") as (store, who):
        asked_for = enrolment.request_reset(store, who, company, email)
    if json_:
        emit({"reset": asked_for})
    else:
        out.print(f"reset {asked_for} waits for a controller or the CFO: wcc person approve-reset", highlight=False)


@person.command("approve-reset")
@said_in_words
def approve_reset(
    number: Annotated[int, typer.Argument(help="the reset's number")],
    company: Code,
    code: Totp = None,
    as_: Person = None,
    json_: Json = False,
) -> None:
    """Approve a reset; hand the one-time code over in person. Example: wcc person approve-reset 3 --company ACME."""
    with spoken(as_) as (store, who):
        if code:
            confirm(store, who, code)
        one_time = enrolment.approve_reset(store, who, company, number)
    if json_:
        emit({"reset": number, "code": one_time})
    else:
        out.print(one_time, highlight=False)


@said_in_words
def import_(
    words: Annotated[list[str], typer.Argument(help="files, or: undo LOAD", metavar="FILE…")],
    company: Code,
    kind: Annotated[
        str,
        typer.Option(
            help="auto, receivables, payables, spend, einvoice, statement, quickbooks, sap, erpnext, odoo, fx_rates, "
            "balances, holidays"
        ),
    ] = "auto",
    mapping: Annotated[Path | None, typer.Option(help="YAML or JSON that overrules what was detected")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="read and check, change nothing")] = False,
    accept_rejects: Annotated[
        bool, typer.Option("--accept-rejects", help="take the good rows, report the rest")
    ] = False,
    json_: Json = False,
) -> None:
    """Import ledgers, e-invoices and bank statements; a rejected row means nothing changes.

    Examples: wcc import open-items.xlsx --company ACME --dry-run · wcc import *.xml --company ACME · wcc import undo 7
    """
    from workingcapital.importing import import_files, undo

    with opened_store() as store:
        who = _operator(store)
        if words[0] == "undo":
            emit(undo(store, who, company, _load_id(words)))
            return
        with progress("Import") as step:
            report = import_files(
                store,
                who,
                company,
                [Path(word) for word in words],
                kind=kind,
                mapping=mapping,
                dry_run=dry_run,
                accept_rejects=accept_rejects,
                progress=step,
            )
    document = report.as_json()
    if json_:
        emit(document)
    else:
        _show_import(document)
    raise SystemExit(2 if document["rejected"] and not accept_rejects else 0)


@said_in_words
def pull(
    source: Annotated[str, typer.Argument(help="xero")],
    company: Code,
    url: Annotated[str, typer.Option(help="address of the API")] = "https://api.xero.com/api.xro/2.0",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="fetch and check, change nothing")] = False,
    accept_rejects: Annotated[
        bool, typer.Option("--accept-rejects", help="take the good records, report the rest")
    ] = False,
    json_: Json = False,
) -> None:
    """Pull a ledger from an API; a pull that was cut goes on where it stopped.

    PULL_TOKEN holds the access token, PULL_TENANT the organisation's id. Example: wcc pull xero --company ACME
    """
    from workingcapital.importing.pulling import pull as fetch
    from workingcapital.importing.xero_api import XeroApi
    from workingcapital.store.database.settings import StoreSettings

    if source != "xero":
        raise BadInput(f"there is no connector {source!r}; there is xero")
    token = os.environ.get("PULL_TOKEN")
    if not token:
        raise BadInput("PULL_TOKEN is not set: the access token of the API")
    connector = XeroApi(url, token, os.environ.get("PULL_TENANT"))
    with opened_store() as store, progress("Pull") as step:
        report = fetch(
            store,
            _operator(store),
            company,
            connector,
            StoreSettings().data_dir / "pull",
            dry_run=dry_run,
            accept_rejects=accept_rejects,
            progress=step,
        )
    document = report.as_json()
    if json_:
        emit(document)
    else:
        _show_import(document)
    raise SystemExit(report.exit_code)


@said_in_words
def ingest(paths: Files, company: Code, json_: Json = False) -> None:
    """Read documents into the index. Example: wcc ingest contracts/ --company ACME."""
    from retrieval.ingest import ingest as read_in

    with opened_store() as store, progress("Documents") as step:
        report = read_in(store, _operator(store), company, paths, progress=step)
    document = report.as_json()
    if json_:
        emit(document)
    else:
        out.print(
            "{documents} documents, {chunks} passages, {duplicates} already there".format(**document), highlight=False
        )
        for bad in document["quarantined"]:
            err.print(f"  quarantined {bad['file']}: {bad['why']}", markup=False, highlight=False)


def limits(words: list[str]) -> dict[str, Decimal]:
    """What `role=amount` says."""
    found = {}
    for word in words:
        role, _, amount = word.partition("=")
        try:
            found[role] = Decimal(amount)
        except InvalidOperation:
            raise BadInput(f"{word!r} is no limit: write role=amount, for example ap_approver=20000") from None
    return found


def _operator(store: Store) -> Identity:
    """Whoever runs this machine acts on every company: they hold the secrets already."""
    return Identity(DEMO_PERSON if ChannelSettings().demo else "operator", tuple(founding.company_codes(store)))


def _load_id(words: list[str]) -> int:
    if len(words) != 2 or not words[1].isdigit():
        raise BadInput("write: wcc import undo LOAD --company CODE, with the load_id an import printed")
    return int(words[1])


def _show_import(document: dict[str, Any]) -> None:
    counts = ("read", "inserted", "updated", "unchanged")
    load = "nothing was changed" if document["load_id"] is None else f"load {document['load_id']}"
    out.print(f"{load}: " + ", ".join(f"{document[key]} {key}" for key in counts), highlight=False)
    out.print(f"totals {json.dumps(document['totals'], default=str)}", markup=False, highlight=False)
    if document.get("detected"):
        out.print(
            f"detected {json.dumps(document['detected'], default=str)}", style="dim", markup=False, highlight=False
        )
    for row in document["rejected"][:20]:
        err.print(f"  {row['file']} row {row['row']}, {row['field']}: {row['why']}", markup=False, highlight=False)
    if document["rejected"]:
        err.print(f"{len(document['rejected'])} rows rejected", style="red")
