"""wcc metrics, forecast: figures of the books, and of the weeks ahead."""

from datetime import date, timedelta
from typing import Annotated, Any, Final

import typer

from agent.wording import written
from channels.terminal.ask import AsOf, Company, Json, Person
from channels.terminal.opening import opened, own_first
from channels.terminal.output import emit, figure, grid, out, said_in_words
from workingcapital.errors import BadInput
from workingcapital.facts import Fact
from workingcapital.metrics.registry import NoData
from workingcapital.store import conversations
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure

_DISCOUNTS: Final = {
    "discounts_taken": ("discount.taken.total.v1", "payable"),
    "discounts_missed": ("discount.missed.total.v2", "payable"),
}


@said_in_words
def metrics(
    name: Annotated[str | None, typer.Argument(help="for example dso, dpo, ccc; default: all")] = None,
    company: Company = None,
    as_of: AsOf = None,
    period: Annotated[str | None, typer.Option(help="2026-Q2, 2026-06, last_12_months …; default: the quarter")] = None,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Print the figures of the registry. Example: wcc metrics dso --company HALDE --as-of 2026-06-30 --json."""
    with opened(person, company, as_of.date() if as_of else None) as asker, asker.books() as books:
        facts, missing = _measured(books, asker.company, asker.as_of, name, period)
        conversations.keep_facts(books, facts, asker.person)
    if json_:
        emit([fact.model_dump(mode="json") for fact in facts])
        return
    grid(
        f"{asker.company} as of {asker.as_of}",
        ["figure", "value", "unit", "period", "fact"],
        [_row(f) for f in facts],
        frozenset({1}),
    )
    for label, why in missing:
        out.print(f"  {label}: {why}", style="yellow", markup=False, highlight=False)


@said_in_words
def forecast(
    company: Company = None,
    weeks: Annotated[int, typer.Option(min=1, max=52)] = 13,
    as_of: AsOf = None,
    since: Annotated[
        str | None, typer.Option(help="last-week, or a day whole weeks ago: what changed since, by cause")
    ] = None,
    group: Annotated[bool, typer.Option("--group", help="all your companies as one, intercompany items out")] = False,
    person: Person = None,
    json_: Json = False,
) -> None:
    """Forecast cash a week at a time, of one company or the group, or say what changed since an earlier forecast.

    Examples: wcc forecast --company HALDE --weeks 13 --json · wcc forecast --company HALDE --since last-week ·
    wcc forecast --group
    """
    from workingcapital.store.forecasting.cash_forecasts import forecast as simulated
    from workingcapital.store.forecasting.cash_forecasts import group_forecast
    from workingcapital.store.forecasting.forecasts import changed, document, group_document

    if group and since is not None:
        raise BadInput("--since speaks of one company; leave out --group")
    with opened(person, company, as_of.date() if as_of else None) as asker, asker.books() as books:
        if group:
            told = group_document(group_forecast(books, own_first(asker), asker.as_of, weeks))
        elif since is not None:
            told = changed(books, asker.company, _day(since, asker.as_of), asker.as_of, weeks)
        else:
            told = document(simulated(books, asker.company, asker.as_of, weeks))
    if json_:
        emit(told)
    elif since is not None:
        _show_changes(told)
    else:
        _show_forecast(told)


def _show_forecast(told: dict[str, Any]) -> None:
    columns = ["week", "receipts P50", "payments P50", "closing P10", "closing P50", "closing P90"]
    rows = [
        [w["week_end"], w["receipts"]["p50"], w["payments"]["p50"], *(w["closing"][p] for p in ("p10", "p50", "p90"))]
        for w in told["weeks"]
    ]
    named = told.get("company") or " + ".join(told["companies"])
    grid(f"{named} · {told['currency']} · as of {told['as_of']}", columns, rows, frozenset(range(1, 6)))
    lines = [[name, each["p10"], each["p50"], each["p90"]] for name, each in told["lines"].items()]
    grid(
        f"Lines over {len(rows)} weeks (percentiles do not add up)",
        ["line", "P10", "P50", "P90"],
        lines,
        frozenset({1, 2, 3}),
    )
    first = told["first_breach"]
    floor = written(told["floor"], "money", told["currency"])
    under = first["week_end"] if first else "in no week"
    one = "any_breach_probability"
    members = f"; one company under its own: {told[one]}" if one in told else ""
    out.print(
        f"floor {floor}: first under it {under} (P50), in any week with a probability of {told['breach_probability']}"
        f"{members}",
        highlight=False,
    )
    for caveat in told["caveats"]:
        out.print(f"  {caveat}", style="dim", markup=False, highlight=False)


def _show_changes(told: dict[str, Any]) -> None:
    rows = [[each["cause"], each["passed"], each["ahead"], each["change"]] for each in told["causes"]]
    rows += [["", None, None, None], ["all causes", None, None, told["change"]]]
    title = f"{told['company']} · {told['currency']} · closing P50 of {told['week_end']}"
    columns = ["cause", f"{told['since']} to {told['as_of']}", "weeks ahead", "in all"]
    then, now = (figure(told[day]) for day in ("then", "now"))
    grid(f"{title}: {then} on {told['since']}, {now} today", columns, rows, frozenset({1, 2, 3}))


def _day(since: str, today: date) -> date:
    if since == "last-week":
        return today - timedelta(days=7)
    try:
        return date.fromisoformat(since)
    except ValueError as error:
        raise BadInput(f"--since {since!r} is neither last-week nor a day like {today - timedelta(days=7)}") from error


def _measured(
    books: Books, code: str, as_of: date, name: str | None, period: str | None
) -> tuple[list[Fact], list[tuple[str, str]]]:
    """The figure asked for, or all; and which do not exist here, with the reason."""
    from tools.metrics import METRICS  # brings the tools' framework, a second that other commands need not wait for

    figures = {each: (metric.formula, metric.side) for each, metric in METRICS.items()} | _DISCOUNTS
    if name is not None and name not in figures:
        raise BadInput(f"there is no figure {name!r}: one of {', '.join(figures)}")
    facts, missing = [], []
    for each in [name] if name else figures:
        try:
            formula, side = figures[each]
            facts.append(measure(books, formula, code, as_of, period=period, side=side))
        except NoData as error:
            missing.append((each, str(error)))
    if name is not None and missing:
        raise NoData(missing[0][1])
    return facts, missing


def _row(fact: Fact) -> list[str | None]:
    return [fact.label, fact.value, fact.currency or fact.unit, fact.period, fact.id]
