"""Plain forecasts that ours has to beat: the due date, the customer's mean delay, the last four weeks."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workingcapital.forecast.cash import Outlook, week_of
from workingcapital.forecast.receivables import Receivable

Weekly = NDArray[np.int64]
BASELINES: Final = ("due date", "customer mean", "last four weeks")


def by_due_date(outlook: Outlook) -> Weekly:
    """Open items on their due dates, the overdue ones in the first week; minor units a week."""
    return _placed(outlook, lambda item: item.due)


def by_customer_mean(outlook: Outlook) -> Weekly:
    """Open items as many days after due as this customer's settled items were on average, or everybody's."""
    party = np.array([item.party for item in outlook.receivables], np.int64)
    usual = dict(zip(party.tolist(), outlook.customers.usual[outlook.customers.rows(party)].tolist(), strict=True))
    return _placed(outlook, lambda item: item.due + timedelta(days=round(usual[item.party])))


def by_last_four_weeks(received: Sequence[int], weeks: int) -> Weekly:
    """Every week the mean of the last four; `received` is newest last."""
    return np.full(weeks, round(sum(received[-4:]) / 4), np.int64)


def _placed(outlook: Outlook, expected: Callable[[Receivable], date]) -> Weekly:
    weekly = np.zeros(outlook.weeks + 1, np.int64)
    for item in outlook.receivables:
        if not item.disputed:
            weekly[min(week_of(expected(item), outlook.as_of), outlook.weeks)] += item.amount
    return weekly[: outlook.weeks]
