"""What a terminal shows: one JSON document for machines, text and tables for people, errors in words."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as Grid

from agent.wording import grouped
from workingcapital.errors import CopilotError

P = ParamSpec("P")
T = TypeVar("T")

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
WIDE = 160  # a pipe or a file has no width of its own

out = Console(width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, width=None if sys.stderr.isatty() else WIDE)


def emit(document: Any) -> None:
    """The one JSON document of a `--json` call."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")


def plain(markdown: str) -> str:
    """An answer's Markdown without its receipt links."""
    return re.sub(r"\[([^\]]*)\]\((?:#F[0-9a-f]+|/v1/[^)]*)\)", r"\1", markdown)


def grid(
    title: str,
    columns: list[str],
    rows: list[list[Any]],
    right: frozenset[int] = frozenset(),
    language: str = "en",
) -> None:
    """A table under its title; numbers stand in the columns to the `right`, their thousands apart."""
    table = Grid(header_style="dim")
    for i, column in enumerate(columns):
        number = i in right
        table.add_column(column, justify="right" if number else "left", no_wrap=number, overflow="fold")
    for row in rows:
        table.add_row(*(figure(cell, language) if i in right else _text(cell) for i, cell in enumerate(row)))
    out.print(title, style="bold", markup=False, highlight=False)
    out.print(table)


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 fact, 1,391 rows.

    >>> counted(1, "load"), counted(1391, "row")
    ('1 load', '1,391 rows')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def figure(cell: Any, language: str = "en") -> str:
    """A number as people of the language write it; anything else as it is.

    >>> figure("-90708.06"), figure("90708.06", "de"), figure("2026-06"), figure(None)
    ('-90,708.06', '90.708,06', '2026-06', '')
    """
    text = _text(cell)
    return grouped(text, language) if _NUMBER.fullmatch(text) else text


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def said_in_words(command: Callable[P, T]) -> Callable[P, T]:
    """Render our errors on stderr (as JSON on stdout for `--json`) and leave with their exit status."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except CopilotError as error:
            if kwargs.get("json_"):
                emit(error.problem())
            say(error)
            raise SystemExit(error.exit_code) from error

    return wrapped


def say(error: CopilotError) -> None:
    """An error as a person reads it."""
    err.print(f"[bold red]{error.title()}[/] {error.detail if error.detail != error.title() else ''}", highlight=False)
    for place in error.errors[:20]:
        err.print("  " + " · ".join(f"{key} {value}" for key, value in place.items()), markup=False, highlight=False)


@contextmanager
def progress(title: str) -> Iterator[Callable[[str, float], None]]:
    """A bar on stderr; call it with what is being done and the share that is done (0 to 1)."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(title, total=1.0)

        def step(what: str, share: float) -> None:
            bar.update(task, description=f"{title}: {what}" if what else title, completed=share)

        yield step
