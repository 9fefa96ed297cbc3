"""How long the law lets a bill wait, whatever was agreed with the supplier or allowed by a person.

Directive 2011/7/EU, art. 3(5) and 4, Directive (EU) 2019/633, art. 3(1)(a), and what countries
made of them: so many days, in some countries more where both sides agree to it expressly.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


@dataclass(frozen=True)
class TermLimit:
    """The longest term of one bill: `days` from its date `start`, by `source`.

    `longer_if_agreed`: an express agreement may go beyond them, so that a due date after them stands.
    """

    days: int
    start: date
    source: str
    longer_if_agreed: bool = False

    @property
    def until(self) -> date:
        """The last of the days.

        >>> TermLimit(60, date(2026, 5, 1), "BGB 271a(1)").until.isoformat()
        '2026-06-30'
        """
        return self.start + timedelta(days=self.days)

    @property
    def cited(self) -> str:
        """The source as part of a sentence."""
        return self.source.replace(", ", " ")

    def latest(self, due: date) -> date:
        """The last day on which a bill with that agreed due date may be paid."""
        return max(self.until, due) if self.longer_if_agreed else self.until

    def cuts(self, due: date) -> bool:
        """Whether the agreed due date is later than the law allows."""
        return due > self.latest(due)


class Limited(Protocol):
    """A bill with its due date and its limit, None where no law is known."""

    @property
    def due(self) -> date:
        """When it is due by its terms."""

    @property
    def law(self) -> TermLimit | None:
        """The longest term that the law allows."""


def told(paid: Iterable[tuple[Limited, date]]) -> list[str]:
    """What the law says about bills with the day each is paid: terms that are cut, terms to be agreed expressly, paid too late."""
    cut, agreed, late = (Counter[tuple[int, str]]() for _ in range(3))
    for bill, day in paid:
        law = bill.law
        if law is None:
            continue
        key = law.days, law.cited
        cut[key] += law.cuts(bill.due) and day <= law.latest(bill.due)
        agreed[key] += law.until < bill.due <= law.latest(bill.due)
        late[key] += day > law.latest(bill.due)
    return [
        *_each(cut, "have terms longer than the {days} days that the law allows ({law}); they are paid within them"),
        *_each(
            agreed, "have terms longer than {days} days; {law} wants that agreed expressly and fair to the supplier"
        ),
        *_each(late, "are paid later than the {days} days that the law allows ({law}): no run is left in time"),
    ]


def _each(counted: Counter[tuple[int, str]], says: str) -> list[str]:
    return [f"{n} bills {says.format(days=days, law=law)}." for (days, law), n in sorted(counted.items()) if n]
