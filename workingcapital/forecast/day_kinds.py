"""Days as payers see them: weekdays, the last open day of a month, and closed days, whose money moves on.

Many customers pay on Fridays or at the month's end. How often each kind of day brings money,
against how often it comes, is the customer's profile.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]

MONTH_END: Final = 7  # Monday to Sunday are 0 to 6
KINDS: Final = 8


@dataclass(frozen=True)
class DayKinds:
    """A stretch of days from ordinal `first` on: the kind of each, and which of them are open for payments.

    A closed day has the kind of the weekday its money arrives on; it never is a month's end.
    """

    first: int
    kind: Days
    open: NDArray[np.bool_]

    def of(self, days: Days) -> Days:
        """The kinds of some days (ordinals)."""
        found: Days = self.kind[days - self.first]
        return found

    def between(self, start: int, end: int) -> Days:
        """The kinds of the days from `start` up to and including `end`."""
        return self.kind[start - self.first : end + 1 - self.first]

    def arrivals(self, start: int, end: int) -> Days:
        """For each day from `start` to `end` the place (0 …) of the day its money arrives; past the end: the end."""
        open_ = self.open[start - self.first : end + 1 - self.first]
        places = np.where(open_, np.arange(len(open_)), len(open_) - 1)
        found: Days = np.minimum.accumulate(places[::-1])[::-1]
        return found


def day_kinds(first: date, last: date, closed: frozenset[date]) -> DayKinds:
    """The days from `first` to `last`; Saturdays, Sundays and the `closed` ones are not open.

    >>> kinds = day_kinds(date(2026, 5, 28), date(2026, 6, 2), frozenset())
    >>> kinds.kind.tolist()  # the last open day of May 2026 is Friday the 29th
    [3, 7, 0, 0, 0, 1]
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 40)]
    opened = np.array([day.weekday() < 5 and day not in closed for day in days])
    return _kinds(days, opened, (last - first).days + 1)


def every_day_open(first: date, last: date) -> DayKinds:
    """The same where money comes on weekends and holidays as well."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 40)]
    return _kinds(days, np.ones(len(days), bool), (last - first).days + 1)


def _kinds(days: list[date], opened: NDArray[np.bool_], wanted: int) -> DayKinds:
    kind, coming, month = np.zeros(len(days), np.int64), days[-1].weekday(), 0
    for i in range(len(days) - 1, -1, -1):
        if opened[i]:
            coming = days[i].weekday()
            last_of_month = days[i].month != month
            month = days[i].month
            kind[i] = MONTH_END if last_of_month and i < len(days) - 1 else coming
        else:
            kind[i] = coming
    return DayKinds(days[0].toordinal(), kind[:wanted], opened[:wanted])
