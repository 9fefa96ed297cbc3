"""What a forecast is made of: each line over all its weeks, invoices not issued yet on lines of their own."""

from typing import Final

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, link, table
from tools.group_cash import group_of, left_out_of
from tools.reply import reply
from workingcapital.facts import Evidence, Fact
from workingcapital.forecast.cash import week_end
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import state
from workingcapital.store.forecasting.cash_forecasts import Forecast, forecast, group_forecast
from workingcapital.store.gathering.cash import QUANTILES, gathered_quantile, line_names

COLUMNS: Final = ["Line", "P10", "P50", "P90"]
TO_COME: Final = "sales not invoiced yet"
BILLS_TO_COME: Final = "purchases not invoiced yet"
ADDED: Final = "Percentiles of lines do not add up; the simulated paths behind them do."


@tool(response_format="content_and_artifact", parse_docstring=True)
def forecast_lines(runtime: ToolRuntime[Asker], weeks: int = 13, group: bool = False) -> tuple[str, Evidence]:
    """What the cash forecast is made of, over all its weeks: open receivables, disputed ones, sales and purchases not
    invoiced yet, open bills, payroll, tax, debt, each with P10, P50 and P90. How much of it is invoices not issued yet.

    Args:
        weeks: how many weeks ahead, 1 to 52
        group: all companies asked about as one, in the currency of the first
    """
    asker = runtime.context
    if group:
        with asker.books() as books:
            made = group_forecast(books, group_of(asker), asker.as_of, weeks)
        who = f"the group ({', '.join(each.code for each in made.members)})"
        return reply(_told(made.whole, who, left_out_of(made)))

    def work(books: Books, ours: Company) -> Evidence:
        return _told(forecast(books, ours.code, asker.as_of, weeks), ours.code)

    return for_each_company(asker, work)


def _told(made: Forecast, who: str, notices: list[str] | None = None) -> Evidence:
    receipts, payments = ([_over_all(made, line, name) for name in QUANTILES] for line in ("receipts", "payments"))
    known = [line for line in line_names(made) if made.simulated.lines[line].any()]
    lines = {line: [_over_all(made, line, name) for name in QUANTILES] for line in known}
    rows: list[list[Cell]] = [[line, *facts] for line, facts in lines.items()]
    rows += [["receipts", *receipts], ["payments", *payments]]
    until = week_end(made.as_of, made.known.outlook.weeks - 1)
    shown = table(f"Lines of the forecast until {until}, {who} ({made.known.currency})", COLUMNS, rows)
    say = f"Until {until} {link(receipts[1])} is expected to come in at {who} (P50)."
    said = [receipts[1]]
    for line, words in ((TO_COME, "Sales not invoiced yet bring"), (BILLS_TO_COME, "Purchases not invoiced yet move")):
        if line in lines:
            low, middle, high = lines[line]
            said += [low, middle, high]
            say += f" {words} {link(middle)} (P10 {link(low)}, P90 {link(high)})."
    return evidence(said, shown, rows, say=say, notices=[ADDED, *(notices or [])])


def _over_all(made: Forecast, line: str, name: str) -> Fact:
    asked = {**made.asked, "line": line, "quantile": QUANTILES[name]}
    return state(
        "forecast.quantile.v1", made.code, made.as_of, asked, gathered_quantile(made, line, None, QUANTILES[name])
    )
