"""Many items at once: the chances of the history they are drawn from, customers that move together, exact cents."""

from datetime import date, timedelta

import numpy as np
import pytest

from workingcapital.forecast.history import Lateness
from workingcapital.forecast.receivables import Receivable, arrivals

TODAY = date(2026, 6, 30)
PATHS = 20_000
HABITS = Lateness({1: np.array([0, 5, 10, 20]), 2: np.array([33, 40])}, np.array([0, 3, 7, 30, 33, 40]))


def paid_within(items: list[Receivable], lateness: Lateness = HABITS, weeks: int = 3) -> np.ndarray:
    made = arrivals(items, lateness, TODAY, (weeks, PATHS), np.random.default_rng(7))
    return made.sum(axis=0)


@pytest.mark.parametrize(("party", "late"), [(1, -9), (1, 4), (2, 0), (2, 34), (3, 2)])
def test_the_share_of_paths_that_have_paid_is_the_probability_a_person_is_told(party: int, late: int) -> None:
    paid = paid_within([Receivable(party, 1, TODAY - timedelta(days=late))]).mean()
    chance = HABITS.chance(party, late, late + 21)
    weight = chance.own / (chance.own + 8)
    own = chance.own_paid / chance.own if chance.own else 0.0
    told = weight * own + (1 - weight) * chance.all_paid / chance.all
    assert abs(paid - told) < 4 * (told * (1 - told) / PATHS) ** 0.5 + 1e-4


def test_items_of_one_customer_come_late_together_and_those_of_two_do_not() -> None:
    def spread(first: int, second: int) -> float:
        due = TODAY - timedelta(days=1)
        return float(paid_within([Receivable(first, 1, due), Receivable(second, 1, due)], weeks=2).std())

    assert spread(1, 1) > 1.1 * spread(1, 2)


def test_an_item_later_than_any_before_is_still_expected_within_the_tail() -> None:
    paid = paid_within([Receivable(1, 1, TODAY - timedelta(days=400))])
    assert paid.mean() == pytest.approx(1 - np.exp(-1), abs=0.02), "21 of an exponential mean of 21 days"


def test_a_trillion_each_is_summed_to_the_cent() -> None:
    amount = 10**14 + 1
    items = [Receivable(1, amount, TODAY - timedelta(days=5)) for _ in range(300)]
    assert set(paid_within(items, weeks=60).tolist()) == {300 * amount}


def test_a_history_longer_than_the_chances_are_fine_keeps_its_quantiles() -> None:
    long = Lateness({}, np.arange(300_000) % 42)
    paid = paid_within([Receivable(1, 1, TODAY)], long)
    assert paid.mean() == pytest.approx(21 / 41, abs=0.02)


def test_without_items_nothing_comes() -> None:
    assert not paid_within([]).any()
