"""What if: receipts, floor, rate, runs, terms and customers otherwise than the books have them. A scenario is a JSON file.

{"name": "slow summer", "collections_percent": "-20", "floor_up": "300000", "rate_points": "2",
 "skip_runs": ["2026-07-07"], "payables_days": 14, "slips": [{"customer": "Nordhaus", "days": 30}],
 "supplier_days": [{"supplier": "Stahlhof Breuer", "days": 15}]}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from workingcapital.errors import BadInput
from workingcapital.money import rounded, to_minor
from workingcapital.timing.question import Question
from workingcapital.timing.run import RunPlan

KEYS = (
    "name", "collections_percent", "floor_up", "rate_points", "skip_runs", "payables_days", "customers_days", "slips",
    "supplier_days",
)  # fmt: skip


class NotAScenario(BadInput):
    """This is no scenario."""


@dataclass(frozen=True)
class Scenario:
    """Changes against the books. `collections` is a share of receipts (0.8: a fifth less), `rate` is added to the rate a year."""

    name: str
    collections: Decimal = Decimal(1)
    floor_up: Decimal = Decimal(0)
    rate: Decimal = Decimal(0)
    skip: tuple[date, ...] = ()
    payables_days: int = 0
    slips: tuple[tuple[str, int], ...] = ()
    supplier_days: tuple[tuple[str, int], ...] = ()
    customers_days: int = 0

    def words(self) -> list[str]:
        """What it changes, a phrase each."""
        percent = ((self.collections - 1) * 100).normalize()
        said = {
            f"collections {percent:+f}%": percent,
            f"floor {self.floor_up:+,f}": self.floor_up,
            f"rate {(self.rate * 100).normalize():+f} points": self.rate,
            f"no run on {', '.join(map(str, self.skip))}": self.skip,
            f"bills due {self.payables_days:+d} days": self.payables_days,
            f"customers pay {self.customers_days:+d} days": self.customers_days,
        }
        return [
            *(phrase for phrase, changed in said.items() if changed),
            *(f"{customer} pays {days} days later" for customer, days in self.slips),
            *(f"bills of {supplier} due {days:+d} days" for supplier, days in self.supplier_days),
        ]

    def steps(self) -> list["Scenario"]:
        """The scenario built up one change at a time; the last is all of it. Each step's name is what it adds, in words."""
        changes: list[dict[str, Any]] = [
            {name: getattr(self, name)} for name in _CHANGES if getattr(self, name) != getattr(Scenario(""), name)
        ]
        found, so_far = [], Scenario(self.name)
        for change in changes:
            added = Scenario("", **change)
            so_far = replace(so_far, name=", ".join(added.words()), **change)
            found.append(so_far)
        return found


# In this order a difference is explained: what comes in, when it is due, what must stay, what cash costs, which runs are.
_CHANGES = ("collections", "customers_days", "slips", "payables_days", "supplier_days", "floor_up", "rate", "skip")


@dataclass(frozen=True)
class Difference:
    """A plan under a scenario beside the plan by the books: worth, and the bills that move from one run to another."""

    without: Decimal
    within: Decimal
    moved: tuple[tuple[int, date, date], ...]


def read(path: Path) -> Scenario:
    """The scenario of a file; raises NotAScenario with the reason."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as broken:
        raise NotAScenario(f"{path.name} cannot be read as JSON: {broken}") from broken
    return parsed(document)


def parsed(document: Any) -> Scenario:
    """The scenario of a JSON document."""
    if not isinstance(document, Mapping):
        raise NotAScenario("a scenario is an object of changes")
    if unknown := sorted(set(document) - set(KEYS)):
        raise NotAScenario(f"it has {', '.join(unknown)}; a scenario may hold {', '.join(KEYS)}")
    try:
        made = Scenario(
            name=str(document.get("name") or "scenario"),
            collections=1 + _number(document, "collections_percent") / 100,
            floor_up=_number(document, "floor_up"),
            rate=_number(document, "rate_points") / 100,
            skip=tuple(date.fromisoformat(day) for day in document.get("skip_runs", ())),
            payables_days=int(_number(document, "payables_days")),
            customers_days=int(_number(document, "customers_days")),
            slips=tuple((str(each["customer"]), int(each["days"])) for each in document.get("slips", ())),
            supplier_days=tuple(
                (str(each["supplier"]), int(each["days"])) for each in document.get("supplier_days", ())
            ),
        )
    except (TypeError, ValueError, KeyError, InvalidOperation) as broken:
        raise NotAScenario(f"a value in it is of the wrong kind: {broken}") from broken
    if made.collections < 0:
        raise NotAScenario("collections cannot fall by more than 100%")
    return made


def _number(document: Mapping[str, Any], key: str) -> Decimal:
    number = Decimal(str(document.get(key, 0)))
    if not number.is_finite():
        raise ValueError(f"{key} is no number")
    return number


def under(question: Question, scenario: Scenario) -> Question:
    """The question with the scenario's floor, rate, runs and terms; its receipts are the question's `cash` already.

    Suppliers are named as the bills name them. Discount steps keep their days. Raises NoRun where no run is left.
    """
    runs = tuple(run for run in question.raster.runs if run not in scenario.skip)
    later, days = timedelta(days=scenario.payables_days), dict(scenario.supplier_days)
    return replace(
        question,
        raster=replace(question.raster, runs=runs),
        costs=replace(question.costs, financing=question.costs.financing.raised(scenario.rate)),
        floor=question.floor + to_minor(rounded(scenario.floor_up, question.currency), question.currency),
        bills=[
            replace(bill, due=bill.due + later + timedelta(days=days.get(bill.party, 0))) for bill in question.bills
        ],
        about=f"{question.about}, scenario {scenario.name}",
    )


def difference(without: RunPlan, within: RunPlan) -> Difference:
    """Which bills move, and what the plans are worth."""
    by_books = {bill.item_id: chosen.debit for bill, chosen in without.chosen}
    moved = tuple(
        (bill.item_id, by_books[bill.item_id], chosen.debit)
        for bill, chosen in within.chosen
        if by_books.get(bill.item_id, chosen.debit) != chosen.debit
    )
    return Difference(without.value, within.value, moved)
