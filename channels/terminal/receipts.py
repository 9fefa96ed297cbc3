"""wcc explain: a figure computed again, with its definition, its inputs and the rows of the books behind it."""

import re
from typing import Annotated, Any, Final

import typer

from agent.wording import hundredths, long_date, written
from channels.terminal.ask import Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import emit, figure, grid, out, said_in_words
from workingcapital.facts import Fact
from workingcapital.metrics.registry import NoData
from workingcapital.money import rounded
from workingcapital.store import conversations
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import explain as recompute
from workingcapital.store.row_lines import RowLine, row_lines

SHOWN: Final = 5
_FRACTION: Final = re.compile(r"-?\d+\.\d+")


@said_in_words
def explain(
    fact_id: Annotated[str, typer.Argument(help="the id of a fact, F…, or last for the first of your newest answer")],
    rows: Annotated[int, typer.Option(min=0, help="how many of its rows to show")] = SHOWN,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Recompute a fact and say whether the books have changed since.

    Examples: wcc explain last · wcc explain F0123… --json · wcc explain F0123… --rows 100
    """
    with opened(person) as asker, asker.books() as books:
        fact = conversations.find_fact(books, _newest(books) if fact_id == "last" else fact_id)
        told: dict[str, Any] = recompute(books, fact)
        lines = [] if json_ else row_lines(books, fact.company, fact.as_of, fact.row_ids[:rows])
    if json_:
        emit(told)
    else:
        _show(fact, told, lines)


def _newest(books: Books) -> str:
    """The first figure of the asker's newest answer."""
    facts = conversations.find_answer(books, "last")["body"]["facts"]
    if not facts:
        raise NoData("your newest answer states no figure")
    first: str = facts[0]["id"]
    return first


def _show(fact: Fact, told: dict[str, Any], lines: list[RowLine]) -> None:
    then, now = (
        "no such figure" if value is None else written(value, fact.unit, fact.currency)
        for value in (told["then"], told["now"])
    )
    of = " · ".join(filter(None, (fact.company, fact.party, fact.period, fact.basis)))
    out.print(f"{fact.label}: {then} then, {now} now", markup=False, highlight=False)
    out.print(f"{of} · as of {long_date(fact.as_of.isoformat(), 'en')}", style="dim", markup=False, highlight=False)
    same = "The books say the same." if told["same"] else "The books have changed since."
    out.print(same, style="green" if told["same"] else "yellow")
    for line in _changes(told["changed"]):
        out.print(f"  {line}", style="yellow", markup=False, highlight=False)
    out.print(f"{told['formula']}: {told['definition']} ({told['source']})", markup=False, highlight=False)
    inputs = [[name.replace("_", " "), in_words(value)] for name, value in fact.inputs.items() if name != "asked"]
    grid("Inputs", ["input", "value"], inputs, frozenset({1}))
    for caveat in fact.caveats:
        out.print(f"  {caveat}", style="dim", markup=False, highlight=False)
    if lines:
        columns = ["row", "number", "party", "day", "currency", "booked", "open"]
        title = f"Rows, {len(lines)} of {len(fact.row_ids):,}"
        grid(title, columns, [_cells(each) for each in lines], frozenset({5, 6}))


def _cells(line: RowLine) -> list[Any]:
    amounts = [None if each is None else rounded(each, line.currency or "") for each in (line.amount, line.open)]
    return [line.row, line.number, line.party, line.day, line.currency, *amounts]


def in_words(value: Any) -> str:
    """An input as a reader sees it: digits in groups, lists with commas; a sum's parts as currency, amount and rate.

    >>> in_words("6102122.63"), in_words([["EUR", "5804848.59", "1"], ["USD", "316953.58", "0.9379"]])
    ('6,102,122.63', 'EUR 5,804,848.59 × 1, USD 316,953.58 × 0.9379')
    >>> in_words({"paid late": "12.50"})
    'paid late 12.50'
    """
    match value:
        case [str(currency), str(amount), str(rate)] if len(currency) == 3 and currency.isupper():
            return f"{currency} {in_words(amount)} × {in_words(rate)}"
        case list():
            return ", ".join(map(in_words, value)) or "none"
        case dict():
            return ", ".join(f"{name} {in_words(each)}" for name, each in value.items()) or "none"
        case _:
            return figure(hundredths(str(value)) if _FRACTION.fullmatch(str(value)) else value)


def _changes(changed: dict[str, Any]) -> list[str]:
    """What differs between then and now, a line each."""
    inputs = changed.get("inputs", {})
    said = [
        f"{name.replace('_', ' ')}: {in_words(each['then'])} → {in_words(each['now'])}" for name, each in inputs.items()
    ]
    for key, verb in (("rows_added", "new"), ("rows_gone", "no longer")):
        if changed.get(key):
            said.append(f"{len(changed[key]):,} rows {verb}: {', '.join(changed[key][:SHOWN])}")
    return said + ([changed["why"]] if "why" in changed else [])
