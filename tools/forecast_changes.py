"""What changed since an earlier forecast, and why."""

from datetime import date, timedelta
from typing import Final

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, link, series, table
from workingcapital.facts import Chart, Evidence, Fact
from workingcapital.forecast.cash import week_end
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import state
from workingcapital.store.forecasting.cash_forecasts import Forecast
from workingcapital.store.forecasting.changes import SPREAD, Changes, changes
from workingcapital.store.gathering.cash import QUANTILES, gathered_floor, gathered_quantile
from workingcapital.store.gathering.forecast_changes import ALL, Part, asked_of, gathered_change

LARGEST: Final = 3  # causes named in the answer


@tool(response_format="content_and_artifact", parse_docstring=True)
def forecast_changes(runtime: ToolRuntime[Asker], since: date | None = None) -> tuple[str, Evidence]:
    """What changed in the cash forecast since an earlier one, by cause: receipts early or late, new invoices, promises,
    disputes, bills, plans, rates; all causes add up to the change.

    Args:
        since: the day of the earlier forecast, whole weeks ago; a week ago if left out
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        made = changes(books, ours.code, since or asker.as_of - timedelta(days=7), asker.as_of)
        causes = {cause: _change(made, cause) for cause, moves in made.steps.items() if moves.any()}
        causes[SPREAD] = _change(made, SPREAD)
        rows: list[list[Cell]] = [[cause, *_parts(made, cause), fact] for cause, fact in causes.items()]
        head = [_closing(made.then), _closing(made.now), _change(made, ALL)]
        rows.append([ALL, None, None, head[2]])
        columns = ["Cause", f"Since {made.days.then}", "Ahead", "In all"]
        shown = table(
            f"Closing P50 of {made.week_end}, {ours.code}: forecast of {made.days.then} to today's", columns, rows
        )
        return evidence(
            head,
            shown,
            rows,
            say=_say(made, head, causes),
            charts=[_chart(made)],
            notices=[f"{SPREAD}: how much further the P50 of the drawn paths lies from their mean than it did then"],
        )

    return for_each_company(asker, work)


def _change(made: Changes, cause: str, part: Part = "all") -> Fact:
    found = gathered_change(made, cause, part)
    return state("forecast.change.v1", made.now.code, made.now.as_of, asked_of(made, cause, part), found)


def _parts(made: Changes, cause: str) -> list[Cell]:
    """What of it lies in the time that has passed, and what ahead."""
    return [None, None] if cause == SPREAD else [_change(made, cause, "passed"), _change(made, cause, "ahead")]


def _closing(made: Forecast) -> Fact:
    return _quantile(made, made.known.outlook.weeks, "p50")


def _quantile(made: Forecast, week: int, name: str) -> Fact:
    asked = {**made.asked, "line": "closing", "week": week, "quantile": QUANTILES[name]}
    found = gathered_quantile(made, "closing", week, QUANTILES[name])
    return state("forecast.quantile.v1", made.code, made.as_of, asked, found)


def _say(made: Changes, head: list[Fact], causes: dict[str, Fact]) -> str:
    then, now, change = head
    largest = sorted(causes, key=lambda cause: -abs(causes[cause].decimal()))[:LARGEST]
    told = "; ".join(f"{cause}: {link(causes[cause])}" for cause in largest)
    return (
        f"On {made.days.then} {made.now.code} was expected to close at {link(then)} on {made.week_end} (P50), "
        f"now at {link(now)}: a change of {link(change)}. Most of it: {told}."
    )


def _chart(made: Changes) -> Chart:
    """Today's band with its floor, and the middle as it was said then."""
    now, then = made.now, made.then
    weeks = range(1, now.known.outlook.weeks + 1)
    days = [week_end(now.as_of, week - 1).isoformat() for week in weeks]
    lines = [
        series(name.upper(), [(day, _quantile(now, week, name)) for day, week in zip(days, weeks, strict=True)])
        for name in QUANTILES
    ]
    passed = made.days.passed
    before = [(day, _quantile(then, week + passed, "p50")) for day, week in zip(days, weeks, strict=True)]
    floor = state("forecast.floor.v1", now.code, now.as_of, now.asked, gathered_floor(now))
    lines += [series(f"Middle as of {made.days.then}", before), series("Floor", [(day, floor) for day in days])]
    title = f"Cash forecast since {made.days.then}, {now.code}"
    return Chart(title=title, kind="band", currency=now.known.currency, series=lines)
