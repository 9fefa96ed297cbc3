"""What moved receivables or payables between two periods, read from the books."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from workingcapital.facts import stated
from workingcapital.metrics.moved import moved_by_part, moved_by_rates, moved_by_volume
from workingcapital.metrics.registry import NoData
from workingcapital.periods import Period
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.gathering.balances import Balance, from_sums
from workingcapital.store.gathering.days import Turnover, turnover
from workingcapital.store.items import ItemFilter, open_sums

# Each item is in one of these or not yet due; credits and disputes stand apart, as in an ageing.
PARTS: Final[dict[str, dict[str, Any]]] = {
    "late": {"overdue_days": 1, "disputed": False, "credits": False},
    "disputed": {"disputed": True, "credits": False},
    "credits": {"credits": True},
}
LABELS: Final = {"late": "Lateness", "disputed": "Disputes", "credits": "Unused credits"}
_BASIS: Final = "intercompany left out"


@dataclass(frozen=True)
class Moved:
    """Two period ends and the invoices of both periods; `part` of the first day is at the rates of the last."""

    books: Books
    company: str
    side: str
    period: Period
    other: Period

    @classmethod
    def of(cls, books: Books, company: str, as_of: date, asked: Asked) -> "Moved":
        """The two periods that a Fact was asked for, the later one up to the day."""
        period, other = (Period.parse(asked[key], as_of).until(as_of) for key in ("period", "other"))
        if other.end >= period.end:
            raise NoData(f"{other.name} does not end before {period.name}", "no_period")
        return cls(books, company, asked["side"], period, other)

    @property
    def currency(self) -> str:
        """The company's own."""
        return company_of(self.books, self.company).currency

    def balance(self, on: date, rates_of: date, **narrow: Any) -> Balance:
        """Open items of a day at the rates of a day."""
        which = ItemFilter(self.side, intercompany=False, **narrow)
        return from_sums(self.books, self.company, rates_of, open_sums(self.books, self.company, on, which))

    def flows(self) -> tuple[Turnover, Turnover]:
        """What was invoiced in the period, and in the other."""
        now, before = (turnover(self.books, self.company, self.side, each) for each in (self.period, self.other))
        return now, before

    def pace(self) -> dict[str, Any]:
        """The flows and days that tell how the business grew."""
        now, before = self.flows()
        return {
            "flow": now.amount,
            "days": self.period.days,
            "flow_before": before.amount,
            "days_before": self.other.days,
        }

    def _flow_caveats(self, inputs: dict[str, Any]) -> list[tuple[str, ...]]:
        return [each.caveats for each in self.flows()] if "flow" in inputs else []

    def gathered(self, inputs: dict[str, Any], label: str, *balances: Balance) -> Gathered:
        """The inputs of one part, with the rows and caveats behind it."""
        return Gathered(
            inputs=inputs,
            rows=tuple(chain.from_iterable(each.rows for each in balances)),
            currency=self.currency,
            label=label,
            period=f"{self.other.name} → {self.period.name}",
            basis=_BASIS,
            caveats=tuple(
                dict.fromkeys(chain(*(each.value.caveats for each in balances), *self._flow_caveats(inputs)))
            ),
            as_of=self.period.end,
        )


@gathers("moved.rates.v1")
def gather_rates(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The first balance at the rates of both days."""
    moved = Moved.of(books, company, as_of, asked)
    own, new = (moved.balance(moved.other.end, rates) for rates in (moved.other.end, moved.period.end))
    inputs = {"before": own.value.total, "before_at_new_rates": new.value.total}
    return moved.gathered(inputs, "Exchange rates", own, new)


@gathers("moved.volume.v1")
def gather_volume(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The first balance, and how the invoices of a day grew."""
    moved = Moved.of(books, company, as_of, asked)
    before = moved.balance(moved.other.end, moved.period.end)
    return moved.gathered({"balance": before.value.total, **moved.pace()}, "Volume", before)


@gathers("moved.part.v1")
def gather_part(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Late, disputed or credit items of both days."""
    moved, part = Moved.of(books, company, as_of, asked), asked["part"]
    before, now = (moved.balance(day, moved.period.end, **PARTS[part]) for day in (moved.other.end, moved.period.end))
    inputs = {"before": before.value.total, "now": now.value.total, **moved.pace()}
    return moved.gathered(inputs, LABELS[part], before, now)


@gathers("moved.mix.v1")
def gather_mix(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Both balances as stated, and the other parts as stated: what is left makes them add up to the cent."""
    moved = Moved.of(books, company, as_of, asked)
    before = moved.balance(moved.other.end, moved.other.end)
    new_rates, now = (moved.balance(day, moved.period.end) for day in (moved.other.end, moved.period.end))
    parts = [
        moved_by_rates(before.value.total, new_rates.value.total),
        moved_by_volume(new_rates.value.total, **moved.pace()),
    ]
    for name in PARTS:
        found = gather_part(books, company, as_of, {**asked, "part": name}).inputs
        parts.append(moved_by_part(**found))
    inputs = {
        "before": _cents(before.value.total, moved),
        "now": _cents(now.value.total, moved),
        "other_parts": sum((_cents(each, moved) for each in parts), Decimal(0)),
    }
    return moved.gathered(inputs, "Mix of terms and timing", before, now)


def _cents(amount: Decimal, moved: Moved) -> Decimal:
    return Decimal(stated(amount, "money", moved.currency))
