"""What one should know without asking for it: the morning, a note for the board, how old the books are."""

from datetime import UTC, datetime, timedelta

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, link, table
from workingcapital.brief.content import morning_brief as made_for
from workingcapital.facts import Evidence, Fact, nothing
from workingcapital.metrics.registry import NoData
from workingcapital.periods import quarter_of
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.founding import company_calendar
from workingcapital.store.gathering.differences import difference
from workingcapital.store.gathering.feeds import gathered_age
from workingcapital.store.quality import sources

_FLOWS = ("ccc.v1", "dso.end.v1", "dpo.purchases.v1")
_OVERDUE = {"side": "receivable", "overdue_days": 1, "credits": False}


@tool(response_format="content_and_artifact", parse_docstring=True)
def morning_brief(runtime: ToolRuntime[Asker]) -> tuple[str, Evidence]:
    """What needs this person today, by their role: approvals, the floor, discounts, customers, bank changes, old data."""
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        today = company_calendar(books, ours.code).day(datetime.now(UTC)) == asker.as_of
        cost = asker.preferences.get("cost_of_capital")
        brief = made_for(books, ours.code, asker.as_of, asker.roles[ours.code], today, cost)
        said = [sentence for each in brief.items for sentence in each.say]
        if not said:
            return nothing("no_data", "none", " ".join([*brief.quiet, *brief.notes]))
        return evidence(brief.facts(), say=" ".join(said), notices=[*brief.quiet, *brief.notes])

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def board_note(runtime: ToolRuntime[Asker]) -> tuple[str, Evidence]:
    """A short note on working capital for the board: the cycle, its parts, cash and its floor, what is overdue."""
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        rows, missing = _compared(books, ours, asker)
        if not rows:
            raise NoData(f"Nothing of {ours.code} has been loaded yet.", "not_loaded")
        shares = _balances(books, ours, asker)
        chance, floor = _risk(books, ours, asker)
        cells: list[list[Cell]] = [[row[0].label, *row] for row in rows]
        shown = table(f"Working capital, {ours.code}", ["Figure", "This quarter", "Quarter before", "Change"], cells)
        say = [
            f"{row[0].label} of {ours.code} is {link(row[0])}, {link(row[2])} against the quarter before."
            for row in rows
        ]
        if shares:
            say.append(f"{link(shares[0])} of receivables are overdue, {link(shares[1])} of what is open.")
        if chance and floor:
            say.append(f"Cash goes under the floor of {link(floor)} within 13 weeks with a chance of {link(chance)}.")
        head = [*shares, *filter(None, (chance, floor))]
        return evidence(head, shown, cells, " ".join(say), notices=missing)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def data_age(runtime: ToolRuntime[Asker]) -> tuple[str, Evidence]:
    """How old the books are: each source, the day it reaches to, its age in days."""
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        found = sources(books, ours.code, asker.as_of)
        if not found:
            return nothing("not_loaded", "not_loaded", f"Nothing of {ours.code} has been loaded yet.")
        rows: list[list[Cell]] = []
        for each in sorted(found, key=lambda each: -each["age_days"]):
            asked = {"source": each["source_system"], "kind": each["kind"]}
            age = state("feed.age.v1", ours.code, asker.as_of, asked, gathered_age(each, asker.as_of))
            newest = asker.as_of - timedelta(days=each["age_days"])
            rows.append([each["source_system"], each["kind"], newest, age])
        oldest = rows[0][3]
        assert isinstance(oldest, Fact)
        shown = table(f"Sources, {ours.code}", ["Source", "Kind", "Loaded up to", "Age"], rows)
        return evidence([], shown, rows, f"The oldest source of {ours.code} is {link(oldest)} old.")

    return for_each_company(asker, work)


def _compared(books: Books, ours: Company, asker: Asker) -> tuple[list[tuple[Fact, Fact, Fact]], list[str]]:
    """Cycle, DSO and DPO of the quarter, of the one before, and the change; what does not exist, in words."""
    quarter, rows, missing = quarter_of(asker.as_of), [], []
    for formula in _FLOWS:
        try:
            now, then = (
                measure(books, formula, ours.code, asker.as_of, period=each.name)
                for each in (quarter, quarter.previous())
            )
            rows.append((now, then, difference(now, then)))
        except NoData as error:
            missing.append(f"{ours.code}: {error}." if not str(error).endswith(".") else str(error))
    return rows, missing


def _balances(books: Books, ours: Company, asker: Asker) -> list[Fact]:
    try:
        late = measure(books, "open.total.v1", ours.code, asker.as_of, **_OVERDUE)
        return [late, measure(books, "overdue.share.v1", ours.code, asker.as_of, side="receivable")]
    except NoData:
        return []


def _risk(books: Books, ours: Company, asker: Asker) -> tuple[Fact | None, Fact | None]:
    asked = {"weeks": 13, "scenario": "none"}
    try:
        return (
            measure(books, "forecast.breach.v1", ours.code, asker.as_of, **asked),
            measure(books, "forecast.floor.v1", ours.code, asker.as_of, **asked),
        )
    except NoData:
        return None, None
