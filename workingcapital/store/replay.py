"""The receipts forecast replayed: from the books of past weeks' ends, held against what came in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from workingcapital.errors import BadInput
from workingcapital.forecast.baselines import by_customer_mean, by_due_date, by_last_four_weeks
from workingcapital.forecast.cash import Outlook, simulate
from workingcapital.forecast.habits import Kind
from workingcapital.forecast.widths import Week, Width
from workingcapital.store import cash
from workingcapital.store.companies import company
from workingcapital.store.connection import Books
from workingcapital.store.outlook import InBase, receipts_outlook

HORIZON: Final = 13
MAX_WEEKS: Final = 52
METHODS: Final = ("forecast", "due date", "customer mean", "last four weeks")


@dataclass(frozen=True)
class Replay:
    """Weeks compared, with the payments that came in meanwhile."""

    weeks: tuple[Week, ...]
    currency: str
    rows: tuple[str, ...]
    caveats: tuple[str, ...]


def replay(books: Books, code: str, as_of: date, weeks: int, kind: Kind | None = None, step: int = 1) -> Replay:
    """Forecast at the end of each of the past weeks (or every `step`-th), and compare with every week that has passed since.

    `kind`: the settings of all of them; else each with those that were in force on its day.
    """
    return replay_widths(books, code, as_of, weeks, (None,), kind, step)[0]


def replay_widths(
    books: Books,
    code: str,
    as_of: date,
    weeks: int,
    widths: Sequence[Width | None],
    kind: Kind | None = None,
    step: int = 1,
) -> list[Replay]:
    """The same for several uncertainties of what is invoiced, each past day read once; None: that of the settings."""
    if not 1 <= weeks <= MAX_WEEKS:
        raise BadInput(f"the forecast can be held against the last 1 to {MAX_WEEKS} weeks")
    ours = company(books, code)
    base = InBase(books, ours, as_of)
    received, rows = [0] * (weeks + 4), []
    for each in cash.received_by_week(books, code, as_of, weeks + 4):
        received[weeks + 3 - each.week] += base(each.amount, each.currency)
        rows += each.rows if each.week < weeks else []
    found: list[list[Week]] = [[] for _ in widths]
    for back in range(weeks, 0, -step):
        known = receipts_outlook(books, code, as_of - timedelta(days=7 * back), HORIZON, kind).outlook
        for place, width in enumerate(widths):
            found[place] += _compared(width.of(known) if width else known, received, back)
    return [Replay(tuple(each), ours.currency, tuple(rows), tuple(base.caveats)) for each in found]


def _compared(known: Outlook, received: list[int], back: int) -> Iterator[Week]:
    """The weeks after the day of a forecast, which lie `back` weeks in the past; `received` is newest last."""
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
        yield Week(known.as_of, week + 1, actual, int(low[week]), int(high[week]), said)


def _percentiles(
    line: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
) -> list[np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    ordered = np.sort(line, axis=1)
    return [ordered[:, ordered.shape[1] * tenth // 10] for tenth in (1, 5, 9)]
