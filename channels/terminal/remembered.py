"""wcc preferences, threads: what is remembered of a person, and their conversations."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from channels.terminal.ask import Json, Person, show
from channels.terminal.opening import opened
from channels.terminal.output import emit, grid, out, said_in_words
from workingcapital.errors import BadInput, NotFound
from workingcapital.store import conversations
from workingcapital.store.people import preferences as kept

threads = typer.Typer(help="Your conversations: list, search, show, export, delete.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(help="the conversation's id")]


@said_in_words
def preferences(
    forget: Annotated[str | None, typer.Option(help=f"delete one: {', '.join(kept.NAMES)}, or all")] = None,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Show what is remembered about you, or delete it. It is set by saying so.

    Examples: wcc ask "From now on answer in German" · wcc preferences · wcc preferences --forget language
    """
    if forget is not None and forget not in (*kept.NAMES, "all"):
        raise BadInput(f"nothing is remembered as {forget!r}: one of {', '.join(kept.NAMES)}, or all")
    with opened(person) as asker, asker.books() as books:
        if forget and not kept.forget(books, asker.person, None if forget == "all" else forget):
            raise NotFound(f"no {forget.replace('_', ' ')} of yours is remembered")
        found = kept.preferences_of(books, asker.person)
    if json_:
        emit([asdict(each) for each in found])
    elif not found:
        out.print("Nothing is remembered about you.", highlight=False)
    else:
        rows = [[each.name, each.value, each.said, each.set_at.date()] for each in found]
        grid(asker.person, ["what", "value", "as you said it", "since"], rows)


@threads.command("list")
@said_in_words
def listing(
    search: Annotated[str | None, typer.Option(help="words that its questions and answers hold")] = None,
    person: Person = None,
    json_: Json = False,
) -> None:
    """List your conversations, newest first. Example: wcc threads list --search "discount friday"."""
    with opened(person) as asker, asker.books() as books:
        found = conversations.threads_of(books, asker.person, search)
    if json_:
        emit(found)
        return
    rows = [
        [each["thread_id"], each["company"], each["found_in"] or each["title"], each["last_at"].date()]
        for each in found
    ]
    grid(f"Conversations of {asker.person}", ["id", "company", "question", "last"], rows)


@threads.command("show")
@said_in_words
def show_thread(thread: Id, person: Person = None, json_: Json = False) -> None:
    """Read a conversation. Example: wcc threads show 4f0c…."""
    from channels.transcripts import conversation_of

    with opened(person) as asker:
        told = conversation_of(asker, thread)
    if json_:
        emit(told)
        return
    for turn in told["turns"]:
        out.print(turn["question"], style="bold", markup=False, highlight=False)
        show(turn["answer"])


@threads.command()
@said_in_words
def export(
    thread: Id,
    out_file: Annotated[Path, typer.Option("--out", help="where to write: .md or .json says what")],
    person: Person = None,
    json_: Json = False,
) -> None:
    """Write a conversation into a file, with every answer's sources. Example: wcc threads export 4f0c… --out talk.md."""
    from channels.transcripts import transcript

    with opened(person) as asker:
        file = transcript(asker, thread, out_file.suffix.removeprefix("."))
    out_file.parent.mkdir(parents=True, exist_ok=True)
    out_file.write_bytes(file.content)
    if json_:
        emit({"file": str(out_file), "bytes": len(file.content)})
    else:
        out.print(f"{out_file}, {len(file.content)} bytes", highlight=False)


@threads.command()
@said_in_words
def delete(thread: Id, person: Person = None) -> None:
    """Delete a conversation; proposals, decisions and the facts they rest on stay. Example: wcc threads delete 4f0c…."""
    with opened(person) as asker, asker.books() as books:
        conversations.forget(books, thread)
    out.print("deleted", highlight=False)
