"""wcc propose, approve, decline, release: a proposal's life, each step by a person."""

import uuid
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from agent.wording import written
from channels.terminal.ask import Company, Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import emit, figure, grid, out, said_in_words
from tools.asker import Asker
from workingcapital.store.people import second_factor
from workingcapital.store.proposals import proposals

Id = Annotated[str, typer.Argument(help="the proposal's id")]
Digest = Annotated[str, typer.Option(help="the digest you saw: you decide on exactly that body")]
Code = Annotated[str | None, typer.Option(help="one-time code, where step-up is on")]


@said_in_words
def propose(
    run: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="the payment run's date")],
    company: Company = None,
    floor: Annotated[str | None, typer.Option(help="cash that must stay, in base currency")] = None,
    budget: Annotated[str | None, typer.Option(help="at most this much leaves with the run")] = None,
    sure: Annotated[
        str | None, typer.Option(help="per cent: the floor holds with this certainty on all days together")
    ] = None,
    draw: Annotated[str | None, typer.Option(help="at most this much of the credit line may be drawn")] = None,
    by_account: Annotated[
        bool, typer.Option("--by-account", help="the account that pays keeps its own floor as well")
    ] = False,
    offers: Annotated[
        Path | None, typer.Option(help='suppliers\' offers: [{"number", "apr", "until"}, …]; the plan weighs them')
    ] = None,
    offers_budget: Annotated[str | None, typer.Option(help="at most this much is paid by offers")] = None,
    least_apr: Annotated[
        str | None, typer.Option(help="offers below so many per cent a year are not looked at")
    ] = None,
    scenario: Annotated[Path | None, typer.Option(help="a scenario file")] = None,
    certificate: Annotated[Path | None, typer.Option(help="write the plan's proof there, for wcc verify")] = None,
    flips: Annotated[bool, typer.Option("--flips", help="also what would change the advice; takes seconds")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="do not send it for approval yet")] = False,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Propose a payment run; others approve it.

    Example: wcc propose --company HALDE --run 2026-07-02 --floor 1500000 --sure 95 --as treasury.analyst@halden.example --json
    """
    from tools.payment_runs import propose_run
    from tools.run_wish import read_offers, wished

    wish = wished(
        run.date(), floor, budget, sure=sure, draw=draw, by_account=by_account,
        offers=None if offers is None else read_offers(offers, least_apr), offers_budget=offers_budget,
    )  # fmt: skip
    with opened(person, company, demo="treasury.analyst@halden.example") as asker:
        plan = propose_run(asker, wish, scenario, call=uuid.uuid4().hex, certificate=certificate, flips=flips)
        if not draft:
            with asker.books() as books:
                plan = proposals.submit(books, asker.company, plan["proposal_id"], plan["digest"])
    if json_:
        emit(plan)
    else:
        show(plan)


@said_in_words
def approve(
    id: Id, digest: Digest, person: Person = None, code: Code = None, company: Company = None, json_: Json = False
) -> None:
    """Approve a proposal by the digest you saw.

    Example: wcc approve 0197… --digest 9f2c… --as ap.manager@halden.example
    """
    _decide(id, digest, "approve", None, person, company, json_, code)


@said_in_words
def decline(
    id: Id,
    digest: Digest,
    why: Annotated[str, typer.Option(help="what the proposer should know")],
    person: Person = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Decline a proposal.

    Example: wcc decline 0197… --digest 9f2c… --why "supplier in dispute" --as ap.manager@halden.example
    """
    _decide(id, digest, "decline", why, person, company, json_)


@said_in_words
def release(
    id: Id,
    out_dir: Annotated[Path, typer.Option("--out", help="folder for the export")],
    person: Person = None,
    code: Code = None,
    erp_lock: Annotated[
        str | None, typer.Option("--erp-lock", help="the lock set in the ledger over what we pay ourselves")
    ] = None,
    company: Company = None,
    json_: Json = False,
) -> None:
    """Release an approved run: the export for the ledger, or the payment file for the bank.

    Example: wcc release 0197… --out runs/ --as treasury.releaser@halden.example
    """
    from channels.export import release_run, write_run

    with opened(person, company, demo="treasury.releaser@halden.example") as asker:
        _confirm(asker, code)
        released = release_run(asker, id, erp_lock, uuid.uuid4().hex)
        paths, files, status = write_run(asker, released, out_dir)
    changed = [{"before": each.before, "after": each.after} for file in files for each in file.changed]
    named = [
        {"format": each.format, "file": str(path), "sha256": each.sha256}
        for path, each in zip(paths, files, strict=True)
    ]
    if json_:
        emit({"proposal_id": id, "status": status, "file": str(paths[0]), "files": named, "transliterated": changed})
    else:
        out.print(f"{status}: {', '.join(str(path) for path in paths)}", highlight=False)
        if changed:
            grid(
                "Written in the bank's characters",
                ["in the books", "in the file"],
                [[*each.values()] for each in changed],
            )


def _decide(
    id: str,
    digest: str,
    verb: Literal["approve", "decline"],
    why: str | None,
    person: str | None,
    company: str | None,
    json_: bool,
    code: str | None = None,
) -> None:
    with opened(person, company) as asker:
        _confirm(asker, code)
        decided = proposals.decide(asker.store, asker.identity, id, digest, verb, why, key=uuid.uuid4().hex)
    if json_:
        emit(decided)
    else:
        out.print(
            f"{decided['status']}" + (f"; still needed: {', '.join(decided['needs'])}" if decided.get("needs") else ""),
            highlight=False,
        )


def _confirm(asker: Asker, code: str | None) -> None:
    if code:
        second_factor.prove(asker.store, asker.identity, code)


def show(plan: dict[str, Any]) -> None:
    """A plan for a person: what it is worth, what is paid and why."""
    out.print(
        f"Run {plan['run_date']} · value {written(plan['value'], 'money', plan['currency'])}"
        f" · bound {figure(plan['bound'])} · gap {figure(plan['gap'])}",
        highlight=False,
    )
    rows = [
        [line["party"], line["pay_amount"], line["discount"], line["debit_date"], line["reason"]]
        for line in plan["lines"]
    ]
    grid("Lines", ["party", "pays", "discount", "debit", "why"], rows, frozenset({1, 2}))
    for notice in plan.get("notices") or ():
        out.print(notice, highlight=False, markup=False)
    out.print(f"proposal {plan['proposal_id']} digest {plan['digest']}", style="dim", highlight=False)
