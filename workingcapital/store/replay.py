"""The receipts forecast replayed: from the books of past weeks' ends, held against what came in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from workingcapital.errors import BadInput
from workingcapital.forecast.baselines import by_customer_mean, by_due_date, by_last_four_weeks
from workingcapital.forecast.cash import simulate
from workingcapital.forecast.habits import Kind
from workingcapital.store import cash
from workingcapital.store.companies import company
from workingcapital.store.connection import Books
from workingcapital.store.outlook import InBase, receipts_outlook

HORIZON: Final = 13
MAX_WEEKS: Final = 52
METHODS: Final = ("forecast", "due date", "customer mean", "last four weeks")


@dataclass(frozen=True)
class Week:
    """One past week as forecast so many weeks ahead: minor units, `said` by method (the forecast's P50)."""

    made_on: date
    ahead: int
    actual: int
    low: int
    high: int
    said: dict[str, int]


@dataclass(frozen=True)
class Replay:
    """Weeks compared, with the payments that came in meanwhile."""

    weeks: tuple[Week, ...]
    currency: str
    rows: tuple[str, ...]
    caveats: tuple[str, ...]


def replay(books: Books, code: str, as_of: date, weeks: int, kind: Kind | None = None, step: int = 1) -> Replay:
    """Forecast at the end of each of the past weeks (or every `step`-th), and compare with every week that has passed since."""
    if not 1 <= weeks <= MAX_WEEKS:
        raise BadInput(f"the forecast can be held against the last 1 to {MAX_WEEKS} weeks")
    ours = company(books, code)
    base = InBase(books, ours, as_of)
    received, rows = [0] * (weeks + 4), []
    for each in cash.received_by_week(books, code, as_of, weeks + 4):
        received[weeks + 3 - each.week] += base(each.amount, each.currency)
        rows += each.rows if each.week < weeks else []
    found = tuple(
        week
        for back in range(weeks, 0, -step)
        for week in _compared(books, code, as_of - timedelta(days=7 * back), received, back, kind)
    )
    return Replay(found, ours.currency, tuple(rows), tuple(base.caveats))


def _compared(
    books: Books, code: str, made_on: date, received: list[int], back: int, kind: Kind | None
) -> Iterator[Week]:
    """The weeks after `made_on`, which lie `back` weeks in the past; `received` is newest last."""
    known = receipts_outlook(books, code, made_on, HORIZON, kind).outlook
    lines = simulate(known)
    low, middle, high = _percentiles(lines.receipts())
    to_come = _percentiles(lines.lines["sales not invoiced yet"])[1]
    now = len(received) - back
    plain = {
        "due date": by_due_date(known) + to_come,
        "customer mean": by_customer_mean(known) + to_come,
        "last four weeks": by_last_four_weeks(received[:now], HORIZON),
    }
    for week, actual in enumerate(received[now : now + HORIZON]):
        said = {"forecast": int(middle[week]), **{name: int(line[week]) for name, line in plain.items()}}
        yield Week(made_on, week + 1, actual, int(low[week]), int(high[week]), said)


def _percentiles(
    line: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
) -> list[np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    ordered = np.sort(line, axis=1)
    return [ordered[:, ordered.shape[1] * tenth // 10] for tenth in (1, 5, 9)]
