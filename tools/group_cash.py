"""Where the cash of several companies together will be."""

from typing import Final

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.cash import chart, headline, week_row
from tools.evidence import Cell, decimal_of, evidence, link, table
from tools.reply import reply
from workingcapital.facts import Evidence, Fact
from workingcapital.forecast.cash import week_end
from workingcapital.store.figures import state
from workingcapital.store.forecasting.cash_forecasts import GroupForecast, group_forecast, without
from workingcapital.store.gathering.cash import gathered_any_breach

COLUMNS: Final = ["Week to", "Receipts P50", "Payments P50", "Closing P10", "Closing P50", "Closing P90"]


@tool(response_format="content_and_artifact", parse_docstring=True)
def group_cash_forecast(runtime: ToolRuntime[Asker], weeks: int = 13, floor: str | None = None) -> tuple[str, Evidence]:
    """Cash of all companies asked about as one group, a week at a time, in the currency of the first: intercompany items
    out, rates with their source, when it first goes under the floor and how likely.

    Args:
        weeks: how many weeks ahead, 1 to 52
        floor: cash that must stay in the group; the sum of the accounts' own floors if left out
    """
    asker = runtime.context
    with asker.books() as books:
        made = group_forecast(books, group_of(asker), asker.as_of, weeks, decimal_of(floor, "floor"))
    whole = made.whole
    rows: list[list[Cell]] = [week_row(whole, week) for week in range(1, weeks + 1)]
    named = ", ".join(each.code for each in made.members)
    shown = table(f"Cash forecast of the group, {named} ({whole.known.currency})", COLUMNS, rows)
    head = headline(whole)
    any_under = state(
        "forecast.breach.v1", whole.code, whole.as_of, {**whole.asked, "any": True}, gathered_any_breach(made)
    )
    return reply(
        evidence(
            [*head, any_under],
            shown,
            rows,
            say=_say(made, head, any_under, named),
            charts=[chart(whole, rows, head[0])],
            notices=[
                "Items between the companies are left out; what one of them may pay another is not checked.",
                *left_out_of(made),
            ],
        )
    )


def left_out_of(made: GroupForecast) -> list[str]:
    """What must be said of the companies that are not in it."""
    return [f"{without(code)}." for code in made.left_out]


def group_of(asker: Asker) -> list[str]:
    """The companies asked about, the asker's own first; all that the asker may see where only one is."""
    codes = list(dict.fromkeys((asker.company, *asker.focus))) if asker.company in asker.focus else list(asker.focus)
    return codes if len(codes) > 1 else [asker.company, *(c for c in asker.companies if c != asker.company)]


def _say(made: GroupForecast, head: list[Fact], any_under: Fact, named: str) -> str:
    floor, chance, first, last = head
    end = week_end(made.whole.as_of, made.whole.known.outlook.weeks - 1)
    if first.decimal() == 0:
        breach = f"It stays above the floor of {link(floor)} on the middle path"
    else:
        breach = f"It first goes under the floor of {link(floor)} in week {link(first)}"
    return (
        f"The group ({named}) closes at {link(last)} on {end} (P50). {breach}; the chance of going under it at all is "
        f"{link(chance)}. The chance that one of them goes under its own floor is {link(any_under)}."
    )
