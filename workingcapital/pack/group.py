"""What stands in the month-end pack of a group: its companies side by side, eliminations, rates, and the group."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from workingcapital.errors import BadInput
from workingcapital.facts import Fact
from workingcapital.metrics.registry import NoData, fact
from workingcapital.pack.content import headline, month_asked, notes
from workingcapital.pack.reading import NONE, Reading, present, three_months
from workingcapital.pack.receivables import SIDES, column_name
from workingcapital.pack.section import Cell, Pack, Section
from workingcapital.store.aged import aged
from workingcapital.store.companies import company as company_of
from workingcapital.store.companies import is_loaded
from workingcapital.store.database.connection import Books
from workingcapital.store.gathering.balances import SIDE_LABEL
from workingcapital.store.gathering.differences import difference
from workingcapital.store.items import ItemFilter

_OVERDUE: Final[dict[str, Any]] = {"overdue_days": 1, "credits": False}
_TRADE: Final[dict[str, Any]] = {"intercompany": False}
_DAYS: Final = (("DSO", "dso.end.v1", "receivable"), ("DPO, on purchases", "dpo.purchases.v1", "payable"))
_GAP: Final = "Between the companies, out of balance"
_HEADLINE: Final = ("Cash", "Open receivables", "DSO", "Overdue share of receivables")


def group_pack(books: Books, codes: Sequence[str], month: str, today: date) -> Pack:
    """The pack of several companies for a month such as 2026-06, in the currency of the first; every figure of the group
    is made of the companies' own, which stand beside it. BadInput for one company or a month that has not ended."""
    if len(set(codes)) < 2:
        raise BadInput("a group pack takes two companies or more")
    period = month_asked(month, today)
    readings = [Reading(books, company_of(books, code), period) for code in codes]
    if not any(is_loaded(books, code, side) for code in codes for side in SIDES):
        raise NoData(f"Nothing of {', '.join(codes)} has been loaded yet.", "not_loaded")
    group = _Group(readings)
    sections = [
        group.position(),
        group.eliminations(),
        *(group.ageing(side) for side in SIDES),
        group.drivers(),
        group.rates(),
    ]
    home = readings[0].ours
    return Pack(
        company="GROUP",
        name=f"Group: {', '.join(codes)}",
        currency=f"{home.currency} for the group, each company's own for itself",
        month=period.name,
        as_of=period.end,
        headline=headline([(row[0], row[-1]) for each in sections for row in each.rows], _HEADLINE),
        sections=sections,
        notes=tuple(dict.fromkeys(note for each in readings for note in notes(each, sections))),
    )


class _Group:
    """The companies' books of a month's end; the last column of every section is the group's."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.members, self.home = readings, readings[0]
        self._currencies: set[str] = set()
        self.codes = [each.ours.code for each in readings]
        self.columns = (
            "", *(f"{each.ours.code}, {each.ours.currency}" for each in readings), f"Group, {self.home.ours.currency}"
        )  # fmt: skip

    def position(self) -> Section:
        """Cash and open items with third parties."""
        rows = (
            self._row("Cash", "cash.position.v1"),
            self._row("Open receivables", "open.total.v1", side="receivable", **_TRADE),
            self._row("Overdue receivables", "open.total.v1", side="receivable", **_OVERDUE, **_TRADE),
            self._row("Unapplied cash", "unapplied.v1"),
            self._row("Open payables", "open.total.v1", side="payable", **_TRADE),
            self._row("Overdue payables", "open.total.v1", side="payable", **_OVERDUE, **_TRADE),
        )
        return Section("Position", self.columns, rows, "With third parties: items between the companies are left out.")

    def eliminations(self) -> Section:
        """What the companies owe one another, which leaves the group's figures, and whether both sides say the same."""
        rows: list[tuple[Cell, ...]] = []
        for side in SIDES:
            name = SIDE_LABEL[side]
            rows.append(self._row(f"{name.capitalize()} in the ledgers", "open.total.v1", side=side))
            rows.append(
                self._row(f"of these between the companies, {name}", "open.total.v1", side=side, intercompany=True)
            )
            rows.append(self._row(f"{name.capitalize()} of the group", "open.total.v1", side=side, **_TRADE))
        owed, owing = rows[1][-1], rows[4][-1]
        gap = difference(owed, owing, _GAP) if isinstance(owed, Fact) and isinstance(owing, Fact) else None
        rows.append((_GAP, *(None for _ in self.members), gap))
        said = "What one company has to receive another has to pay; what is out of balance is booked on one side only."
        return Section("Eliminations", self.columns, tuple(rows), said, strong=frozenset({2, 5}))

    def ageing(self, side: str) -> Section:
        """Open items with third parties by days past due."""
        which = ItemFilter(side, intercompany=False)
        each = [aged(one.books, one.ours.code, one.as_of, which) for one in self.members]
        asked = [fact.inputs["asked"] for _, fact in each[0].columns]
        names = [column_name(column) for column, _ in each[0].columns]
        totals = [self._together(name, "open.total.v1", about) for name, about in zip(names, asked, strict=True)]
        rows: list[tuple[Cell, ...]] = [
            (name, *(one.columns[place][1] for one in each), totals[place]) for place, name in enumerate(names)
        ]
        whole = self._together("Open items", "open.total.v1", which.asked())
        rest = _rounding(whole, totals) if whole else None
        if rest or any(one.rounding for one in each):
            rows.append(("Rounding", *(one.rounding for one in each), rest))
        rows.append(("Open items", *(one.total for one in each), whole))
        title = f"Ageing of {SIDE_LABEL[side]}"
        said = "By due date, intercompany left out. Credits and disputed items stand apart; the columns add up."
        return Section(title, self.columns, tuple(rows), said, strong=frozenset({len(rows) - 1}))

    def drivers(self) -> Section:
        """Days over the last three months and overdue shares; the group's are of its sums, no mean of the companies'."""
        period = three_months(self.home.as_of)
        rows: list[tuple[Cell, ...]] = [
            (
                label,
                *(each.now(formula, period=period) for each in self.members),
                self._now("group.days.v1", label, side=side, period=period),
            )
            for label, formula, side in _DAYS
        ]
        rows += [
            (
                f"Overdue share of {SIDE_LABEL[side]}",
                *(each.now("overdue.share.v1", side=side) for each in self.members),
                self._now("group.share.v1", f"Overdue share of {SIDE_LABEL[side]}", side=side),
            )
            for side in SIDES
        ]
        said = (
            "Days over the last three months, intercompany left out; the group's from its sums at the rates of the day."
        )
        return Section("Drivers", self.columns, tuple(rows), said)

    def rates(self) -> Section:
        """The rates that the group's figures were converted at."""
        into = self.home.ours.currency
        rates = [self.home.now("fx.rate.v1", currency=each) for each in sorted(self._currencies - {into})]
        rows = tuple((rate.label, rate, str(rate.inputs["on"]), rate.inputs["source"]) for rate in rates if rate)
        return Section("Rates", ("", "Rate", "Of", "Source"), rows, f"Into {into}, the newest by {self.home.as_of}.")

    def _row(self, label: str, formula: str, **about: Any) -> tuple[Cell, ...]:
        """A figure of each company in its own currency, and of all together."""
        return (
            label,
            *(each.now(formula, **about) or NONE for each in self.members),
            self._together(label, formula, about),
        )

    def _together(self, label: str, formula: str, about: dict[str, Any]) -> Fact | None:
        return self._now("group.total.v1", label, figure=formula, about=about)

    def _now(self, formula: str, label: str, **asked: Any) -> Fact | None:
        made = self.home.now(formula, companies=self.codes, label=f"Group, {label}", **asked)
        if made:
            parts = (part for key in ("parts", "balances", "flows", "wholes") for part in made.inputs.get(key, ()))
            self._currencies |= {currency for currency, _, _ in parts}
        return made


def _rounding(whole: Fact, columns: Sequence[Fact | None]) -> Fact | None:
    """What the group's columns, each rounded for itself, lack of its total; None where nothing."""
    inputs = {"total": whole.decimal(), "columns": [each.decimal() for each in present(columns)]}
    rest = fact(
        "ageing.rounding.v1",
        inputs,
        company=whole.company,
        as_of=whole.as_of,
        currency=whole.currency,
        label="Group, Rounding",
    )
    return rest if rest.decimal() else None
