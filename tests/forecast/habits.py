"""Habits of invented customers: each paid so many days late, one item every few days before today."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from workingcapital.forecast.habits import Habits, Kind, Seen, learn


def seen(today: date, late: Mapping[int, Sequence[int]], open_for: Mapping[int, Sequence[int]] | None = None) -> Seen:
    """Items settled in the past year, spread over its days, and items open since so many days after due."""
    rows = []
    for party, days in late.items():
        for n, each in enumerate(days):
            until = today - timedelta(days=3 + n * 300 // max(1, len(days)))
            until -= timedelta(days=max(0, until.weekday() - 4))
            rows.append((party, (until - timedelta(days=each)).toordinal(), until.toordinal(), True))
    for party, days in (open_for or {}).items():
        rows += [(party, (today - timedelta(days=each)).toordinal(), today.toordinal(), False) for each in days]
    party, due, until, paid = (np.array(column) for column in zip(*rows, strict=True))
    return Seen(party.astype(np.int64), due, until, paid.astype(bool), np.zeros((len(rows), 0)))


def habits(today: date, late: Mapping[int, Sequence[int]], **kind: Any) -> Habits:
    """Learned from such a past."""
    return learn(seen(today, late), today, frozenset(), Kind(**kind))
