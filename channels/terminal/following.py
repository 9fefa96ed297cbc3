"""wcc proposals, proposal, call-back, answered: what waits, what it would change, and what became of it."""

from typing import Annotated, Any

import typer

from channels.terminal.ask import Company, Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import emit, grid, out, said_in_words
from workingcapital.controls.proposals import needs_in_words
from workingcapital.store.people import second_factor
from workingcapital.store.proposals import changes, proposals

Id = Annotated[str, typer.Argument(help="the proposal's id")]


@said_in_words
def listing(
    status: Annotated[str | None, typer.Option(help="draft, waiting, approved, released, sent, silent …")] = None,
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """List proposals, newest first. Example: wcc proposals --status waiting --as ap.manager@halden.example."""
    with opened(person, company) as asker, asker.books() as books:
        wanted = (asker.company,) if company else asker.companies
        found = proposals.listing(books, wanted, status)
    if json_:
        emit({"proposals": found})
        return
    rows = [
        [each["company"], each["title"], each["status"], each["total"], each["currency"], needs_in_words(each), each["proposal_id"]]
        for each in found
    ]  # fmt: skip
    grid("Proposals", ["company", "what", "state", "total", "", "still needed", "id"], rows, frozenset({3}))


@said_in_words
def proposal(id: Id, person: Person = None, company: Company = None, json_: Json = False) -> None:
    """Show one proposal with the digest to decide on. Example: wcc proposal 0197… --as ap.manager@halden.example."""
    with opened(person, company) as asker:
        where = proposals.company_of(asker, id)
        with asker.books() as books:
            found = proposals.get(books, where, id)
    if json_:
        emit(found)
    else:
        show_change(found)
        out.print(f"proposal {id} digest {found['digest']}", style="dim", highlight=False)


@said_in_words
def call_back(
    id: Id,
    digest: Annotated[str, typer.Option(help="the digest you saw")],
    number: Annotated[str, typer.Option(help="the number you called; never one from the request")],
    spoke_with: Annotated[str, typer.Option(help="whom you spoke with")],
    heard: Annotated[str, typer.Option(help="the account as it was read out to you; compared, not stored")],
    number_from: Annotated[str, typer.Option(help="on_file, contract, earlier_invoice, public_register")] = "on_file",
    person: Person = None,
    code: Annotated[str | None, typer.Option(help="one-time code, where step-up is on")] = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Put on record that you called a supplier back; then approve.

    Example: wcc call-back 0197… --digest 9f2c… --number "+49 30 123" --spoke-with "Ms Example" --heard DE89…
    """
    with opened(person, company, demo="vendor.verifier@halden.example") as asker:
        if code:
            second_factor.prove(asker.store, asker.identity, code)
        where = proposals.company_of(asker, id)
        called = changes.CallBack(number, number_from, spoke_with, heard)
        changes.call_back(asker.store, asker.identity, where, id, digest, called)
    if json_:
        emit({"proposal_id": id, "digest": digest, "called_back": True})
    else:
        out.print("called back: the account agrees; approve it with wcc approve", highlight=False)


@said_in_words
def answered(
    id: Id,
    outcome: Annotated[str, typer.Argument(help="confirmed or failed")],
    evidence: Annotated[str, typer.Option(help="where it stands: statement line, bank report, ledger entry")],
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Enter what the bank or the ledger said of a run that was sent; not by whoever released it.

    Example: wcc answered 0197… confirmed --evidence "statement 127, line 4" --as treasury.analyst@halden.example
    """
    with opened(person, company, demo="treasury.analyst@halden.example") as asker:
        where = proposals.company_of(asker, id)
        status = proposals.record_answer(asker.store, asker.identity, where, id, outcome, evidence)
    if json_:
        emit({"proposal_id": id, "status": status})
    else:
        out.print(status, highlight=False)


def show_change(found: dict[str, Any]) -> None:
    """A proposal for a person: what it is, what it changes or pays, who still has to say yes."""
    out.print(f"{found['title']} · {found['company']} · {found['status']}", style="bold", highlight=False)
    out.print(f"proposed by {found['proposed_by']}: {found['reason']}", highlight=False)
    if found["changes"]:
        grid(
            "Changes", ["what", "from", "to"], [[each["field"], each["from"], each["to"]] for each in found["changes"]]
        )
    if found["lines"]:
        rows = [
            [each["party"], each["number"], each["pay_amount"], each["discount"], each["debit_date"]]
            for each in found["lines"]
        ]
        grid("Lines", ["party", "bill", "pays", "discount", "debit"], rows, frozenset({2, 3}))
    if found["findings"]:
        grid(
            "Findings",
            ["finding", "score", "what", "stops it", "set aside"],
            [_finding(each) for each in found["findings"]],
        )
    for notice in found.get("notices") or ():
        out.print(notice, highlight=False)
    if found["status"] in ("draft", "waiting"):
        out.print(f"still needed: {needs_in_words(found)}", highlight=False)


def _finding(each: dict[str, Any]) -> list[Any]:
    aside = (
        f"{each['overridden_by']}: {each['reason_code']}, {each['comment']}"
        if each["overridden_by"]
        else f"by {' or '.join(each['may_override'])}: {', '.join(each['reason_codes'])}"
    )
    return [
        each["finding"],
        each["score"],
        each["reason"],
        "yes" if each["blocks"] and not each["overridden_by"] else "no",
        aside,
    ]
