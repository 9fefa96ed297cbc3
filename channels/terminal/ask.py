"""wcc ask: one turn of a conversation."""

import asyncio
import re
from datetime import datetime
from typing import Annotated, Any

import typer

from agent.wording import long_date
from channels.terminal.opening import opened
from channels.terminal.output import emit, grid, out, plain, said_in_words
from tools.asker import Asker

NUMERIC = ("money", "days", "percent", "ratio", "count")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Person = Annotated[str | None, typer.Option("--as", help="a sample person, for example cfo@halden.example (demo mode)")]
Company = Annotated[str | None, typer.Option(help="company code, for example HALDE")]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day the books are read as of")]
Json = Annotated[bool, typer.Option("--json", help="one JSON document on stdout")]


@said_in_words
def ask(
    question: Annotated[str, typer.Argument(help="in your own words, English or German")],
    person: Person = None,
    company: Company = None,
    as_of: AsOf = None,
    thread: Annotated[str | None, typer.Option(help="continue this conversation")] = None,
    json_: Json = False,
) -> None:
    """Ask a question.

    Examples: wcc ask "Which discounts expire this week, and what are they worth?" ·
    wcc ask "DSO last quarter, by company" --as controller@halden.example ·
    wcc ask "Propose Thursday's run keeping at least 1.5 million" --json
    """
    with opened(person, company, as_of.date() if as_of else None) as asker:
        answer = asyncio.run(_turn(asker, question, thread))
    if json_:
        emit(answer)
    else:
        show(answer)
    raise SystemExit(3 if answer["status"] in ("not_permitted", "refused") else 0)


async def _turn(asker: Asker, question: str, thread: str | None) -> dict[str, Any]:
    from agent.checkpoints import TurnSaver
    from agent.conversation import Copilot, answer_of
    from agent.graph import build_graph
    from agent.settings import AgentSettings
    from agent.thinkers import thinkers

    settings = AgentSettings()
    thinker, planner = thinkers(settings, asker.store)
    copilot = Copilot(build_graph(thinker, planner, TurnSaver(), settings), settings)
    answer = await answer_of(copilot.ask(asker, question, thread))
    await thinker.close()
    return answer


def show(answer: dict[str, Any]) -> None:
    """An answer for a person: words first, then tables, sources and where it comes from."""
    out.print(plain(answer["answer"]), markup=False, highlight=False)
    for table in answer["tables"]:
        _grid(table, answer["language"])
    for citation in answer["citations"][:5]:
        out.print(
            f"  “{citation['quote']}” {citation['filename']}, page {citation['page']}",
            style="dim",
            markup=False,
            highlight=False,
        )
    for notice in answer["notices"]:
        out.print(f"  {notice}", style="yellow", markup=False, highlight=False)
    for option in answer["options"]:
        out.print(f"  · {option}", markup=False, highlight=False)
    facts = f" · {len(answer['facts'])} facts, wcc explain {answer['facts'][0]['id']}" if answer["facts"] else ""
    where = f"{', '.join(answer['companies'])} · as of {answer['as_of']} · {answer['model']}"
    out.print(f"{where}{facts} · --thread {answer['thread_id']}", style="dim", markup=False, highlight=False)


def _grid(table: dict[str, Any], language: str) -> None:
    units = table["units"]
    rows = [[_day(cell, unit, language) for cell, unit in zip(row, units, strict=True)] for row in table["rows"]]
    right = frozenset(i for i, unit in enumerate(units) if unit in NUMERIC)
    grid(table["title"], table["columns"], rows, right, language)


def _day(cell: str | None, unit: str, language: str) -> str | None:
    """A day that nobody misreads; any other cell as it is.

    >>> _day("2026-06-30", "date", "en"), _day("90708.06", "money", "en")
    ('30 Jun 2026', '90708.06')
    """
    return long_date(cell, language) if cell and unit == "date" and _DAY.fullmatch(cell) else cell
