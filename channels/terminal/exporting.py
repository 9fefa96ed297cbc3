"""wcc export: an answer's tables as CSV or workbook, or the answer as a document."""

from pathlib import Path
from typing import Annotated

import typer

from channels.terminal.ask import Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import emit, out, said_in_words


@said_in_words
def export(
    answer: Annotated[str, typer.Argument(help="an answer's id, a thread's for its last one, or last for your newest")],
    out_file: Annotated[Path, typer.Option("--out", help="where to write: .csv, .xlsx, .md or .pdf says what")],
    table: Annotated[int | None, typer.Option(min=1, help="only this table, from 1")] = None,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Write an answer into a file, every figure with its Fact id.

    Examples: wcc export last --out overdue.xlsx · wcc export 4f0c… --table 1 --out overdue.csv ·
    wcc export 4f0c… --out note.pdf
    """
    from channels.exporting import exported

    with opened(person) as asker:
        file = exported(asker, answer, out_file.suffix.removeprefix("."), table)
    out_file.parent.mkdir(parents=True, exist_ok=True)
    out_file.write_bytes(file.content)
    if json_:
        emit({"file": str(out_file), "bytes": len(file.content), "media_type": file.media_type})
    else:
        out.print(f"{out_file}, {len(file.content)} bytes", highlight=False)
