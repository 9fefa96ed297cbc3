"""Many items at once: the chances they are drawn from, customers that move together, exact cents."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.forecast.habits import habits
from workingcapital.forecast.habits import Habits
from workingcapital.forecast.receivables import Moods, Receivable, arrivals, columns

TODAY = date(2026, 6, 30)
PATHS = 20_000
HABITS = habits(TODAY, {1: [0, 5, 10, 20] * 5, 2: [33, 40] * 5, 3: [3, 7, 30] * 5})


def paid_within(items: list[Receivable], known: Habits = HABITS, weeks: int = 3) -> np.ndarray:
    rng = np.random.default_rng(7)
    ends = np.array([TODAY.toordinal() + 7 * (week + 1) for week in range(weeks)])
    moods = Moods.drawn(np.array([item.habit for item in items], np.int64), PATHS, rng)
    return arrivals(items, known, ends, moods, rng).sum(axis=0)


@pytest.mark.parametrize(("party", "late"), [(1, -9), (1, 4), (2, 0), (2, 34), (9, 2)])
def test_the_share_of_paths_that_have_paid_is_the_probability_a_person_is_told(party: int, late: int) -> None:
    item = Receivable(party, 1, TODAY - timedelta(days=late))
    told = float(HABITS.by_day(*columns([item]), 21).sum())
    assert abs(paid_within([item]).mean() - told) < 4 * (told * (1 - told) / PATHS) ** 0.5 + 1e-4


def test_items_of_one_customer_come_late_together_and_those_of_two_do_not() -> None:
    due = TODAY - timedelta(days=1)

    def spread(first: int, second: int) -> float:
        return float(paid_within([Receivable(first, 1, due), Receivable(second, 1, due)], weeks=2).std())

    assert spread(1, 1) > 1.1 * spread(1, 3)


def test_a_trillion_each_is_summed_to_the_cent() -> None:
    amount = 10**14 + 1
    items = [Receivable(1, amount, TODAY - timedelta(days=5)) for _ in range(300)]
    assert paid_within(items, weeks=60).max() == 300 * amount
    assert set((paid_within(items, weeks=60) % amount).tolist()) == {0}


def test_without_items_nothing_comes() -> None:
    assert not paid_within([]).any()
