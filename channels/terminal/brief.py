"""wcc brief: what needs a person today; and the delivery of everybody's."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from channels.terminal.ask import Company, Json, Person
from channels.terminal.opening import opened, opened_store
from channels.terminal.output import emit, out, plain, said_in_words

MARKS = {"act": ("●", "bold"), "watch": ("○", ""), "calm": ("·", "dim")}


@said_in_words
def brief(
    person: Person = None,
    company: Company = None,
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="another day's books")] = None,
    language: Annotated[str, typer.Option(help="en or de")] = "en",
    deliver: Annotated[
        bool,
        typer.Option("--deliver", help="deliver everybody's brief of today, once; for a timer, as often as you like"),
    ] = False,
    json_: Json = False,
) -> None:
    """Read the morning brief of your role, each figure with its receipt.

    Examples: wcc brief --as ap.manager@halden.example · wcc brief --language de --json · wcc brief --deliver
    """
    if language not in ("en", "de"):
        raise typer.BadParameter("en or de", param_hint="--language")
    if deliver:
        _deliver(company, json_)
        return
    from agent.brief import brief_of

    with opened(person, company) as asker:
        as_of = day.date() if day else asker.as_of
        told = brief_of(replace(asker, as_of=as_of, language=language), today=as_of == asker.as_of)
    if json_:
        emit(told)
    else:
        _show(told)


def _deliver(company: str | None, json_: bool) -> None:
    """For whoever runs the machine, who holds its secrets; each brief is made in its reader's name."""
    from workingcapital.brief.delivery import deliver_all

    with opened_store() as store:
        done = list(deliver_all(store, datetime.now(UTC), only=company))
    if json_:
        emit([asdict(each) for each in done])
        return
    new = sum(each.was_new for each in done)
    out.print(f"{new} delivered, {len(done) - new} had been delivered before", highlight=False)


def _show(told: dict[str, Any]) -> None:
    for item in told["items"]:
        mark, style = MARKS[item["tone"]]
        out.print(f"{mark} {item['title']}", style="bold", markup=False, highlight=False)
        out.print(f"  {plain(item['say'])}", style=style if style == "dim" else None, markup=False, highlight=False)
        for line in item["lines"]:
            out.print(f"    {plain(line)}", markup=False, highlight=False)
        out.print(f"  → {item['ask']}", style="dim", markup=False, highlight=False)
    for line in [*told["quiet"], *told["notes"]]:
        out.print(line, style="dim", markup=False, highlight=False)
    facts = f" · {len(told['facts'])} facts, wcc explain {told['facts'][0]['id']}" if told["facts"] else ""
    out.print(f"{told['company']} · as of {told['as_of']}{facts}", style="dim", markup=False, highlight=False)
