"""wcc quality: what is wrong with the books as they were loaded, and how old they are."""

from typing import Any

from agent.wording import written
from channels.terminal.ask import AsOf, Company, Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import emit, grid, out, said_in_words
from workingcapital.store.quality import quality as examine


@said_in_words
def quality(company: Company = None, as_of: AsOf = None, person: Person = None, json_: Json = False) -> None:
    """Examine the books after an import. Example: wcc quality --company HALDE --json."""
    with opened(person, company, as_of.date() if as_of else None) as asker, asker.books() as books:
        report = examine(books, asker.company, asker.as_of)
    if json_:
        emit(report)
    else:
        _show(report)


def _show(report: dict[str, Any]) -> None:
    grid(
        f"{report['company']} as of {report['as_of']}",
        ["check", "rows", "amounts", "for example"],
        [
            [
                each["says"],
                each["count"],
                ", ".join(written(amount, "money", currency) for currency, amount in each["amounts"].items()),
                ", ".join(f"{row['row']} {row['what'] or ''}".strip() for row in each["rows"][:2]),
            ]
            for each in report["findings"]
        ],
        frozenset({1}),
    )
    grid(
        "Last loads",
        ["source", "kind", "load", "newest row", "days old"],
        [
            [each["source_system"], each["kind"], each["load_id"], each["period_to"], each["age_days"]]
            for each in report["sources"]
        ],
        frozenset({4}),
    )
    if report["not_loaded"]:
        out.print(f"not loaded yet: {', '.join(report['not_loaded'])}", style="yellow", highlight=False)
