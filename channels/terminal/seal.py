"""wcc seal, unseal: an answer with its proof in one file, and the check that needs nothing but the file."""

import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer

from channels.terminal.ask import Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import counted, emit, out, said_in_words
from workingcapital.controls.unseal import canonical, main


@said_in_words
def seal(
    answer_id: Annotated[
        str, typer.Argument(help="an answer's id, a thread's for its last one, or last for your newest")
    ],
    out_file: Annotated[Path, typer.Option("--out", help="the file to write")],
    person: Person = None,
    json_: Json = False,
) -> None:
    """Write an answer with its Facts, rows, loads and definitions into one file that proves itself.

    Example: wcc seal last --out june.seal.json --as cfo@halden.example
    """
    from workingcapital.store import sealing

    with opened(person) as asker, asker.books() as books:
        sealed = sealing.sealed_answer(books, answer_id, versions(), asker.person)
        digest = hashlib.sha256(canonical(sealed)).hexdigest()
        out_file.parent.mkdir(parents=True, exist_ok=True)
        out_file.write_bytes(sealing.sealed_bytes(sealed, digest))
        sealing.put_on_record(books, sealed["answer"]["answer_id"], digest)
    told: dict[str, Any] = {
        "file": str(out_file),
        "sha256": digest,
        "answer_id": sealed["answer"]["answer_id"],
        "facts": len(sealed["facts"]),
        "rows": sum(map(len, sealed["rows"].values())),
        "loads": sum(map(len, sealed["loads"].values())),
        "changed_since": sealed["changed_since"],
    }
    if json_:
        emit(told)
        return
    holds = ", ".join(counted(told[f"{noun}s"], noun) for noun in ("fact", "row", "load"))
    out.print(f"{out_file}: {holds}", highlight=False)
    out.print(f"sha256 {digest}, on record in the audit chain", style="dim", highlight=False)
    for fact_id in told["changed_since"]:
        out.print(f"  {fact_id}: the books have changed since it was said", style="yellow", highlight=False)


def unseal(
    file: Annotated[Path, typer.Argument(help="a file that wcc seal wrote")],
    verify: Annotated[bool, typer.Option("--verify", help="check bytes, Facts and figures")] = True,
) -> None:
    """Check a sealed answer without database or network; exit 1 when any byte was changed.

    Example: wcc unseal june.seal.json --verify
    """
    raise SystemExit(main(str(file)))


def versions() -> dict[str, Any]:
    """What the answer was made with, beside the model: prompts by their digest, schema and reference data."""
    import prompts
    from workingcapital.migrations import HEAD
    from workingcapital.reference import VERSION

    folder = Path(prompts.__file__).parent
    texts = {file.stem: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.glob("*.md"))}
    return {"prompts": texts, "schema": HEAD, "reference": VERSION}
