"""What is expected to move on each day: the mean of all paths, without drawing any; and how far below it paths may fall."""

import numpy as np

from workingcapital.forecast.cash import Outlook, day_ends
from workingcapital.forecast.coming import WEEK, NotIssued
from workingcapital.forecast.habits import Floats, Habits, Whole
from workingcapital.forecast.receivables import Paths, columns

BLOCK = 4_096


def expected_by_day(outlook: Outlook) -> Floats:
    """Receipts of open items and of sales to come, less purchases to come, by day; minor units, not rounded."""
    horizon = WEEK * outlook.weeks
    moves = _open_items(outlook, horizon) + _to_come(outlook.sales_to_come, outlook.customers, outlook.weeks)
    if outlook.suppliers is not None:
        moves -= _to_come(outlook.purchases_to_come, outlook.suppliers, outlook.weeks)
    return moves


def margin(cumulated: Paths, share: float) -> Whole:
    """By day how far below their mean paths fall at most, for that share of the paths on *all* days together.

    `cumulated` (days × paths) are sums since the as-of date. The margin has the shape of the standard deviation by day,
    as large as it must be.
    """
    mean = cumulated.mean(axis=1)
    spread = np.maximum(cumulated.std(axis=1), 1.0)
    worst = ((mean[:, None] - cumulated) / spread[:, None]).max(axis=0)
    factor = np.sort(worst)[min(len(worst) - 1, int(np.ceil(share * len(worst))) - 1)]
    found: Whole = np.ceil(max(0.0, float(factor)) * spread).astype(np.int64)
    return found


def expected_open(outlook: Outlook) -> Floats:
    """Receipts of open items by day; minor units, not rounded."""
    return _open_items(outlook, WEEK * outlook.weeks)


def _open_items(outlook: Outlook, horizon: int) -> Floats:
    moves, ends = np.zeros(horizon + 1), day_ends(outlook)
    guessed = []
    for item in outlook.receivables:
        if item.promised is not None and item.promised > outlook.as_of:
            moves[np.searchsorted(ends, item.promised.toordinal())] += item.amount
        else:
            guessed.append(item)
    for start in range(0, len(guessed), BLOCK):
        some = guessed[start : start + BLOCK]
        amount = np.array([item.amount for item in some], float)
        moves[:-1] += amount @ outlook.customers.by_day(*columns(some), horizon)
    return moves[:-1] * outlook.collected_share


def _to_come(coming: NotIssued, habits: Habits, weeks: int) -> Floats:
    found: Floats = to_come_by_week(coming, habits, weeks).sum(axis=0)
    return found


def to_come_by_week(coming: NotIssued, habits: Habits, weeks: int) -> Floats:
    """What is expected of invoices of each coming week, by the day it moves (weeks × days): the mean of the past weeks
    comes again every week; where more is ordered, that."""
    moves = np.zeros((weeks, WEEK * weeks))
    if not coming.issued:
        return moves
    posted = np.array([each.posted.toordinal() for each in coming.issued], np.int64)
    due = np.array([each.due.toordinal() for each in coming.issued], np.int64)
    party = np.array([each.party for each in coming.issued], np.int64)
    traits = np.array([each.traits for each in coming.issued], float).reshape(len(party), -1)
    amount = np.array([each.amount for each in coming.issued], float) / coming.weeks
    ordered = np.zeros(weeks)
    for order in coming.ordered:
        place = (order.on.toordinal() - habits.on - 1) // WEEK
        if 0 <= place < weeks:
            ordered[place] += order.amount
    usual = float(amount.sum())
    for week in range(weeks):
        later = ((habits.on - posted) // WEEK + week + 1) * WEEK
        share = max(1.0, ordered[week] / usual) if usual > 0 else 1.0
        for start in range(0, len(party), BLOCK):
            part = slice(start, start + BLOCK)
            days = habits.by_day(party[part], (due + later)[part], traits[part], WEEK * weeks, (posted + later)[part])
            moves[week] += share * (amount[part] @ days)
    return moves
