"""wcc pack: the month-end pack of a company as PDF and workbook."""

from pathlib import Path
from typing import Annotated

import typer

from channels.terminal.ask import Json, Person
from channels.terminal.opening import opened, own_first
from channels.terminal.output import counted, emit, out, said_in_words


@said_in_words
def pack(
    month: Annotated[str, typer.Option(help="the month, for example 2026-06")],
    out_dir: Annotated[Path, typer.Option("--out", help="folder for the two files")],
    company: Annotated[str | None, typer.Option(help="company code, for example HALDE")] = None,
    group: Annotated[bool, typer.Option("--group", help="all your companies as one, intercompany items out")] = False,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Write the month-end pack: position, drivers, ageing, DSO bridge, discounts, practices, forecast.

    Examples: wcc pack --company HALDE --month 2026-06 --out packs/ · wcc pack --group --month 2026-06 --out packs/
    """
    from workingcapital.pack.content import month_end_pack
    from workingcapital.pack.group import group_pack
    from workingcapital.pack.pdf import as_pdf
    from workingcapital.pack.xlsx import as_xlsx
    from workingcapital.store.conversations import keep_facts

    with opened(person, company) as asker, asker.books() as books:
        made = (
            group_pack(books, own_first(asker), month, asker.as_of)
            if group
            else month_end_pack(books, asker.company, month, asker.as_of)
        )
        facts = made.facts()
        keep_facts(books, facts, asker.person)
    out_dir.mkdir(parents=True, exist_ok=True)
    files = {
        out_dir / f"{made.company}-{made.month}.pdf": as_pdf(made),
        out_dir / f"{made.company}-{made.month}.xlsx": as_xlsx(made),
    }
    for path, content in files.items():
        path.write_bytes(content)
    if json_:
        told = {"company": made.company, "month": made.month, "as_of": made.as_of.isoformat()}
        emit({**told, "files": [str(path) for path in files], "facts": [fact.id for fact in facts]})
        return
    out.print(
        f"{made.name}, {made.month}: {counted(len(made.sections), 'section')}, {counted(len(facts), 'fact')}",
        highlight=False,
    )
    for path in files:
        out.print(str(path), highlight=False)
