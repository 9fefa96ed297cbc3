"""From figures to Evidence: for each company asked about, with honest words where there is nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tools.asker import Asker
from tools.reply import reply
from workingcapital.errors import BadInput, NotFound, NotPermitted
from workingcapital.facts import Evidence, Fact, Outcome, Series, Table, Unit, nothing
from workingcapital.metrics.registry import NoData, fact
from workingcapital.store.companies import Company, company, is_loaded
from workingcapital.store.database.connection import Books
from workingcapital.store.invoices import WhichInvoice
from workingcapital.store.parties import Party, WhichParty, the_party
from workingcapital.store.stated import booked as booked
from workingcapital.store.stated import booked_day as booked_day
from workingcapital.store.stated import counted as counted

Cell = Fact | str | int | date | None
Work = Callable[[Books, Company], Evidence]


class NotLoaded(NoData):
    """This has not been loaded yet."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, "not_loaded")


def for_each_company(asker: Asker, work: Work) -> tuple[str, Evidence]:
    """Do the work for every company in focus and hand back what was found, joined but never summed."""
    with asker.books() as books:
        return reply(joined([_one(books, code, work) for code in asker.focus]))


def require_loaded(books: Books, code: str, side: str) -> None:
    """Raise NotLoaded where the company has no payables (or receivables) at all."""
    if not is_loaded(books, code, side):
        raise NotLoaded(f"No {side}s of {code} have been loaded yet.")


def joined(found: Sequence[Evidence]) -> Evidence:
    """One Evidence from several: answered if any is; what the others lack is said beside."""
    answered = [each for each in found if each.outcome == "answered"]
    asking = [each for each in found if each.outcome == "clarify"]
    if not answered:
        return (asking or list(found) or [nothing("no_data", "no_company", "No company was asked about.")])[0]
    return Evidence(
        say="\n".join(each.say for each in answered if each.say),
        facts=list({fact.id: fact for each in answered for fact in each.facts}.values()),
        tables=[table for each in answered for table in each.tables],
        charts=[chart for each in answered for chart in each.charts],
        citations=[citation for each in answered for citation in each.citations],
        notices=[*(n for each in answered for n in each.notices), *(e.say for e in found if e.outcome != "answered")],
    )


def table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], units: Mapping[str, Unit] | None = None
) -> Table:
    """A table whose cells that are Facts keep their receipts; `units` names what a column of bare text measures."""
    width, told = len(columns), units or {}
    return Table(
        title=title,
        columns=list(columns),
        rows=[[_text(each) for each in row] for row in rows],
        units=[told.get(columns[place]) or _unit([row[place] for row in rows]) for place in range(width)],
        fact_ids=[[each.id if isinstance(each, Fact) else None for each in row] for row in rows],
        row_ids=[
            next((each.row_ids[0] for each in row if isinstance(each, Fact) and each.row_ids), "") for row in rows
        ],
    )


def facts_of(rows: Sequence[Sequence[Cell]]) -> list[Fact]:
    """The Facts that stand in the rows of a table."""
    return [each for row in rows for each in row if isinstance(each, Fact)]


def evidence(
    facts: Sequence[Fact], shown: Table | None = None, rows: Sequence[Sequence[Cell]] = (), say: str = "", **more: Any
) -> Evidence:
    """Evidence from headline facts and one table with its cells."""
    everything = {each.id: each for each in [*facts, *facts_of(rows)]}
    return Evidence(facts=list(everything.values()), tables=[shown] if shown else [], say=say, **more)


def computed(formula_id: str, ours: Company, as_of: date, inputs: dict[str, Any], label: str, **more: Any) -> Fact:
    """A figure from what was asked alone, without the books."""
    return fact(formula_id, inputs, company=ours.code, as_of=as_of, label=label, **more)


def party_or_none(books: Books, code: str, name: str | None, side: str | None) -> Party | None:
    """The party a name means; None when no name was given."""
    return the_party(books, code, name, side) if name else None


def decimal_of(text: str | None, what: str) -> Decimal | None:
    """A number in decimal notation, as tools get it; None stays None."""
    if text is None:
        return None
    try:
        number = Decimal(text.replace(",", "").strip().rstrip("%"))
    except ArithmeticError as error:
        raise BadInput(f"{what} {text!r} is no number; write it as 1234.56") from error
    if not number.is_finite():
        raise BadInput(f"{what} {text!r} is no number; write it as 1234.56")
    return number


def series(name: str, points: Sequence[tuple[str, Fact]]) -> Series:
    """A line or set of bars from facts."""
    return Series(name=name, x=[x for x, _ in points], y=[each.value for _, each in points])


def link(said: Fact) -> str:
    """A figure inside `say`, to be rendered with its receipt."""
    return f"[[{said.id}]]"


def which_one(which: WhichParty | WhichInvoice) -> Evidence:
    """The question back where a name or a number could mean several."""
    return nothing("clarify", "ambiguous", f"Which one do you mean: {' or '.join(which.options)}?", which.options)


def _one(books: Books, code: str, work: Work) -> Evidence:
    try:
        return work(books, company(books, code))
    except (WhichParty, WhichInvoice) as which:
        return which_one(which)
    except NoData as error:
        outcome: Outcome = "not_loaded" if error.reason == "not_loaded" else "no_data"
        return nothing(outcome, error.reason, _sentence(f"{code}: {error}" if code not in str(error) else str(error)))
    except NotPermitted as error:
        return nothing("not_permitted", error.kind(), _sentence(str(error)))
    except NotFound as error:
        return nothing("no_data", "not_found", _sentence(str(error)))
    except BadInput as error:
        return nothing("clarify", "bad_argument", _sentence(str(error)))


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _text(each: Cell) -> str | None:
    match each:
        case None:
            return None
        case Fact():
            return each.value
        case _:
            return str(each)


def _unit(column: Sequence[Cell]) -> Unit:
    """The unit of a column: that of its Facts, else what its cells are."""
    filled = [each for each in column if each is not None]
    for each in filled:
        if isinstance(each, Fact):
            return each.unit
    if filled and all(isinstance(each, date) for each in filled):
        return "date"
    return "count" if filled and all(isinstance(each, int) for each in filled) else "text"
