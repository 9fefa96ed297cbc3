"""Open items by age, what moved them, and why two DSO differ."""

from decimal import Decimal

from workingcapital.facts import Fact
from workingcapital.metrics.ageing import CREDITS, DISPUTED
from workingcapital.metrics.registry import NoData
from workingcapital.pack.reading import Reading, three_months
from workingcapital.pack.section import Cell, Plot, Section
from workingcapital.store.aged import aged
from workingcapital.store.figures import state
from workingcapital.store.gathering.balances import SIDE_LABEL, grouped
from workingcapital.store.gathering.bridges import gathered_months, rounding
from workingcapital.store.gathering.differences import difference
from workingcapital.store.items import ItemFilter

SIDES = ("receivable", "payable")
TOP = 6
_NONE = Decimal(0)
_NAMES = {"current": "Not yet due", CREDITS: "Credits", DISPUTED: "Disputed"}


def ageing(reading: Reading) -> Section:
    """Both ledgers by days past due, each held against its control account."""
    found = [aged(reading.books, reading.ours.code, reading.as_of, ItemFilter(side)) for side in SIDES]
    totals = [each.total for each in found]
    ledgers = [reading.now("ledger.control.v1", side=side) for side in SIDES]
    gaps = [
        difference(total, ledger, "Difference from the control account") if ledger else None
        for total, ledger in zip(totals, ledgers, strict=True)
    ]
    names = [column_name(column) for column, _ in found[0].columns]
    columns = [[fact for _, fact in each.columns] for each in found]
    rows: list[tuple[Cell, ...]] = [(name, *pair) for name, *pair in zip(names, *columns, strict=True)]
    rows += [("Rounding", *(each.rounding for each in found))] if any(each.rounding for each in found) else []
    rows += [("Open items", *totals), ("Control account", *ledgers), ("Difference", *gaps)]
    series = tuple((SIDE_LABEL[side].capitalize(), tuple(facts)) for side, facts in zip(SIDES, columns, strict=True))
    said = "By due date. Credits and disputed items stand apart; the columns add up to the open items."
    return Section(
        "Ageing", ("Days past due", "Receivables", "Payables"), tuple(rows), said,
        Plot("bars", tuple(names), series), frozenset({len(rows) - 3}),
    )  # fmt: skip


def column_name(column: str) -> str:
    """What a column of an ageing is called.

    >>> column_name("current"), column_name("31–60")
    ('Not yet due', '31–60 days')
    """
    return _NAMES.get(column, f"{column} days")


def movements(reading: Reading, side: str) -> Section:
    """The parties whose balance moved most since the month before, and the whole."""
    code, which = reading.ours.code, ItemFilter(side)
    now, then = (
        {
            filter_.party: balance.value.total
            for _, filter_, balance in grouped(reading.books, code, day, which, "party")
        }
        for day in (reading.as_of, reading.before)
    )
    moved = sorted({*now, *then}, key=lambda party: (-abs(now.get(party, _NONE) - then.get(party, _NONE)), party or 0))
    rows = [reading.compared("", "open.total.v1", side=side, party=party) for party in moved[:TOP]]
    named = [(_party(row), *row[1:]) for row in rows]
    whole = reading.compared("All", "open.total.v1", side=side)
    who = "Customers" if side == "receivable" else "Suppliers"
    columns = (who, f"{reading.as_of}", f"{reading.before}", "Change")
    title = f"What moved {SIDE_LABEL[side]}"
    return Section(title, columns, (*named, whole), "The largest changes of open items.", None, frozenset({len(named)}))


def bridge(reading: Reading) -> Section:
    """From simple DSO to countback DSO, month by month; the parts add up."""
    period, code = three_months(reading.as_of), reading.ours.code
    first, last = (reading.now(formula, period=period) for formula in ("dso.end.v1", "dso.countback.v1"))
    title, columns = "DSO bridge", ("Step", "Days")
    if first is None or last is None:
        return Section(title, columns, (), "There is nothing to reconcile.")
    try:
        found = gathered_months(reading.books, code, reading.as_of, period)
    except NoData as error:
        return Section(title, columns, (("DSO", first), ("DSO, countback", last)), str(error))
    parts = [
        (month, state("bridge.countback_month.v1", code, reading.as_of, {"period": period, "month": month}, gathered))
        for month, gathered in found
    ]
    steps = [(f"Sales of {month}", part) for month, part in parts]
    rest = rounding(first, [part for _, part in parts], last)
    steps += [("Rounding", rest)] if rest else []
    rows = (("DSO", first), *steps, ("DSO, countback", last))
    said = "Countback uses up receivables with the newest sales first; a month with more sales than the mean lowers it."
    plot = Plot("steps", tuple(name for name, _ in rows), (("Days", tuple(fact for _, fact in rows)),))
    return Section(title, columns, rows, said, plot, frozenset({0, len(rows) - 1}))


def _party(row: tuple[Cell, ...]) -> str:
    fact = next(cell for cell in row if isinstance(cell, Fact))
    return fact.party or "none"
