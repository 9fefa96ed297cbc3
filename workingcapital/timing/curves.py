"""Rates a year that change from day to day: what cash costs, what it earns, what lateness costs."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise


@dataclass(frozen=True)
class Curve:
    """A ratio a year: `first`, and from each day of `later` (in order) on another."""

    first: Decimal
    later: tuple[tuple[date, Decimal], ...] = ()

    def on(self, day: date) -> Decimal:
        """The rate of a day."""
        return next((rate for start, rate in reversed(self.later) if start <= day), self.first)

    def days(self, start: date, end: date) -> Decimal:
        """Σ of the rates of the days from `start` to the one before `end`; negative when they are the other way round.

        Divided by the days of a year it is the simple interest on one unit.
        """
        if end < start:
            return -self.days(end, start)
        inside = [day for day, _ in self.later if start < day < end]
        return sum((self.on(one) * (other - one).days for one, other in pairwise([start, *inside, end])), Decimal(0))

    def mean(self, start: date, end: date) -> Decimal:
        """The average rate between two days; that of the day where they are one."""
        return self.on(start) if start == end else self.days(start, end) / (end - start).days

    def raised(self, more: Decimal) -> "Curve":
        """Every rate so much higher, none below 0."""
        later = tuple((day, max(Decimal(0), rate + more)) for day, rate in self.later)
        return replace(self, first=max(Decimal(0), self.first + more), later=later)


def flat(rate: Decimal) -> Curve:
    """The same rate every day."""
    return Curve(rate)
