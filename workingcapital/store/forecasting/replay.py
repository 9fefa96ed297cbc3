"""The receipts forecast replayed: from the books of past weeks' ends, held against what came in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from workingcapital.errors import BadInput
from workingcapital.forecast.baselines import Weekly, by_customer_mean, by_due_date, by_last_four_weeks
from workingcapital.forecast.cash import Outlook, Simulated, simulate
from workingcapital.forecast.group import Member, together
from workingcapital.forecast.habits import Kind
from workingcapital.forecast.receivables import Paths
from workingcapital.forecast.widths import Week, Width
from workingcapital.store import cash
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.cash_forecasts import into_group
from workingcapital.store.forecasting.outlook import InBase, receipts_outlook

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
    _check(weeks)
    past = _past(books, code, as_of, weeks)
    found: list[list[Week]] = [[] for _ in widths]
    for back in range(weeks, 0, -step):
        known = receipts_outlook(books, code, as_of - timedelta(days=7 * back), HORIZON, kind).outlook
        for place, width in enumerate(widths):
            changed = width.of(known) if width else known
            simulated = simulate(changed)
            said = _plainly(changed, simulated, past.received[: len(past.received) - back])
            found[place] += _compared(changed.as_of, simulated, said, past.received, back)
    return [Replay(tuple(each), past.currency, past.rows, past.caveats) for each in found]


def group_replay(
    books: Books, codes: Sequence[str], as_of: date, weeks: int, kind: Kind | None = None, step: int = 1
) -> Replay:
    """The same of several companies as one: their forecasts added path by path as the group's forecast adds them, in the
    currency of the first. All weeks are converted at the rates of `as_of`, so that exchange rates are no one's error."""
    _check(weeks)
    currency = company(books, codes[0]).currency
    pasts = [_past(books, code, as_of, weeks) for code in codes]
    rates = [into_group(books, codes[0], past.currency, currency, as_of, past.code) for past in pasts]
    weekly = [[round(n * rate) for n in past.received] for past, (rate, _) in zip(pasts, rates, strict=True)]
    received = [sum(each) for each in zip(*weekly, strict=True)]
    found: list[Week] = []
    for back in range(weeks, 0, -step):
        members = list[Member]()
        lines = {name: np.zeros(HORIZON, np.int64) for name in METHODS[1:]}
        on = as_of - timedelta(days=7 * back)
        for past, (rate, _) in zip(pasts, rates, strict=True):
            known = receipts_outlook(books, past.code, on, HORIZON, kind).outlook
            members.append(Member(past.code, simulate(known), 0, 0, rate))
            plain = _plainly(known, members[-1].simulated, past.received[: len(past.received) - back])
            for name, line in plain.items():
                lines[name] += np.rint(line * float(rate)).astype(np.int64)
        found += _compared(on, together(members)[0], lines, received, back)
    caveats = (*(text for _, text in rates if text), *(caveat for past in pasts for caveat in past.caveats))
    return Replay(tuple(found), currency, tuple(row for past in pasts for row in past.rows), caveats)


@dataclass(frozen=True)
class _Past:
    """What came in of a company by week, newest last, four weeks more than are replayed; in minor units of its currency."""

    code: str
    currency: str
    received: list[int]
    rows: tuple[str, ...]
    caveats: tuple[str, ...]


def _check(weeks: int) -> None:
    if not 1 <= weeks <= MAX_WEEKS:
        raise BadInput(f"the forecast can be held against the last 1 to {MAX_WEEKS} weeks")


def _past(books: Books, code: str, as_of: date, weeks: int) -> _Past:
    ours = company(books, code)
    base = InBase(books, ours, as_of)
    received, rows = [0] * (weeks + 4), list[str]()
    for each in cash.received_by_week(books, code, as_of, weeks + 4):
        received[weeks + 3 - each.week] += base(each.amount, each.currency)
        rows += each.rows if each.week < weeks else []
    return _Past(code, ours.currency, received, tuple(rows), tuple(base.caveats))


def _plainly(known: Outlook, simulated: Simulated, received: Sequence[int]) -> dict[str, Weekly]:
    """What the plain methods say, with our own P50 of sales to come on top of open items; `received` until that day."""
    to_come = _percentiles(simulated.lines["sales not invoiced yet"])[1]
    return {
        "due date": by_due_date(known) + to_come,
        "customer mean": by_customer_mean(known) + to_come,
        "last four weeks": by_last_four_weeks(received, HORIZON),
    }


def _compared(
    on: date, simulated: Simulated, plain: Mapping[str, Weekly], received: Sequence[int], back: int
) -> Iterator[Week]:
    """The weeks after the day of a forecast, which lie `back` weeks in the past; `received` is newest last."""
    low, middle, high = _percentiles(simulated.receipts())
    now = len(received) - back
    for week, actual in enumerate(received[now : now + HORIZON]):
        said = {"forecast": int(middle[week]), **{name: int(line[week]) for name, line in plain.items()}}
        yield Week(on, week + 1, actual, int(low[week]), int(high[week]), said)


def _percentiles(paths: Paths) -> list[Weekly]:
    ordered = np.sort(paths, axis=1)
    return [ordered[:, ordered.shape[1] * tenth // 10] for tenth in (1, 5, 9)]
