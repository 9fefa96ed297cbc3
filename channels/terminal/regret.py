"""wcc regret: what past payment runs were worth, and what they could have been."""

from datetime import date, datetime
from typing import Annotated, Any

import typer

from channels.terminal.ask import AsOf, Company, Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import emit, grid, out, progress, said_in_words
from workingcapital.money import from_minor
from workingcapital.store.planning.regret import Regret
from workingcapital.store.planning.regret import regret as replayed
from workingcapital.timing.regret import CAUSES, Line, totals

SHOWN = 20


@said_in_words
def regret(
    company: Company = None,
    start: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="first day; 24 months back if left out")
    ] = None,
    as_of: AsOf = None,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Replay past runs, each from the books of the evening before, beside what was done and perfect foresight.

    Example: wcc regret --company HALUS --from 2026-01-01 --json
    """
    with opened(person, company, as_of.date() if as_of else None) as asker, progress("Runs") as step:
        made = replayed(asker.books, asker.company, start.date() if start else None, asker.as_of, step)
    told = document(made)
    if json_:
        emit(told)
        return
    title = (
        f"{told['company']} · {told['currency']} · {told['runs']} runs, {told['bills']} bills, value against due dates"
    )
    grid(title, ["", "value"], [[name, money] for name, money in told["value"].items()], frozenset({1}))
    grid(
        "the money between",
        ["cause", "money"],
        [[name, money] for name, money in told["causes"].items()],
        frozenset({1}),
    )
    share = "—" if told["share_of_foreseen"] is None else f"{told['share_of_foreseen']} %"
    out.print(f"the plans had {share} of what perfect foresight has; {told['method']}", highlight=False)


def document(made: Regret) -> dict[str, Any]:
    """The ledger as JSON: money as text; the causes add up to any_day − done."""
    sums = totals(made.lines)
    money = {name: str(from_minor(minor, made.currency)) for name, minor in sums.items()}
    worst = sorted(made.lines, key=lambda line: (line.done.total - line.planned.total, line.past.bill.item_id))
    share = None if sums["foreseen"] <= 0 else f"{100 * sums['planned'] / sums['foreseen']:.2f}"
    return {
        "company": made.company,
        "currency": made.currency,
        "runs": len(made.runs),
        "first_run": made.runs[0].isoformat(),
        "last_run": made.runs[-1].isoformat(),
        "bills": len(made.lines),
        "not_compared": made.not_compared,
        "floor": str(from_minor(made.floor, made.currency)),
        "value": {name: money[name] for name in ("done", "planned", "foreseen", "any day")},
        "causes": {cause: money[cause] for cause in CAUSES},
        "share_of_foreseen": share,
        "runs_short_of_the_floor": sum(each.shortage > 0 for each in made.decisions),
        "method": METHOD,
        "lines": [_line(line, made.currency) for line in worst[:SHOWN]],
    }


METHOD = (
    "each run planned from the books and the forecast of the evening before, cash as it would have been; foresight knows "
    "all bills and all cash, pays no bill before it was there; compared are bills that one payment settled and a run saw before"
)


def _line(line: Line, currency: str) -> dict[str, Any]:
    done, planned, known = (_day(day) for day in line.days)
    bill = line.past.bill
    return {
        "item_id": bill.item_id,
        "number": bill.number,
        "party": bill.party,
        "amount": str(bill.open_amount),
        "due": bill.due.isoformat(),
        "done_on": done,
        "planned_on": planned,
        "foreseen_on": known,
        "causes": {cause: str(from_minor(money, currency)) for cause, money in line.causes().items() if money},
    }


def _day(day: date) -> str:
    return day.isoformat()
