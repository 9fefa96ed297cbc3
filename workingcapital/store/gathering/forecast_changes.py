"""What changed between two forecasts, read for its formula."""

from datetime import date
from typing import Final, Literal

from workingcapital.money import from_minor
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.changes import SPREAD, Changes, changes
from workingcapital.store.gatherers import Asked, Gathered, gathers

ALL: Final = "all causes"
Part = Literal["passed", "ahead", "all"]


@gathers("forecast.change.v1")
def gather_change(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """One cause, or all of them."""
    made = changes(books, code, date.fromisoformat(asked["since"]), as_of, asked["weeks"])
    return gathered_change(made, asked["cause"], asked["part"])


def asked_of(made: Changes, cause: str, part: Part = "all") -> dict[str, str | int]:
    """What a Fact of these changes is asked with."""
    return {"since": made.days.then.isoformat(), "weeks": made.days.weeks, "cause": cause, "part": part}


def gathered_change(made: Changes, cause: str, part: str = "all") -> Gathered:
    """A cause's part in each period as inputs; of all causes each one's sum."""
    currency = made.now.known.currency
    within = {"passed": slice(0, 1), "ahead": slice(1, None), "all": slice(None)}[part]
    if cause == ALL:
        minor = [*(int(moves.sum()) for moves in made.steps.values()), made.spread]
    elif cause == SPREAD:
        minor = [made.spread]
    else:
        minor = [int(each) for each in made.steps[cause][within]]
    return Gathered(
        {"by_period": [from_minor(each, currency) for each in minor]},
        tuple(dict.fromkeys((*made.then.known.rows, *made.now.known.rows))),
        currency=currency,
        label=f"Forecast of {made.week_end} since {made.days.then}: {cause}",
        basis=None if part == "all" else part,
        caveats=made.now.known.caveats,
    )
