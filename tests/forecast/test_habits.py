"""When customers pay: own history weighed against everybody's, items still open, days that bring money."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.forecast.habits import habits, seen
from workingcapital.forecast.habits import Habits, Kind, learn

TODAY = date(2026, 6, 30)  # a Tuesday
ITEM = np.array([1])


def chance(known: Habits, party: int, late: int, within: int) -> float:
    due = np.array([(TODAY - timedelta(days=late)).toordinal()])
    return float(known.by_day(np.array([party]), due, np.zeros((1, 0)), within).sum())


def test_the_chances_of_all_days_are_one_at_most_and_nothing_comes_on_closed_days() -> None:
    known = habits(TODAY, {1: [0, 5, 10, 20] * 5, 2: [30, 33] * 5})
    days = known.by_day(np.array([1, 2, 3]), np.full(3, TODAY.toordinal()), np.zeros((3, 0)), 120)
    assert (days >= 0).all()
    assert (days.sum(axis=1) <= 1 + 1e-9).all()
    weekend = [n for n in range(120) if (TODAY + timedelta(days=n + 1)).weekday() > 4]
    assert days[:, weekend].max() == 0


def test_a_customer_with_little_history_is_taken_as_everybody_and_one_with_much_as_himself() -> None:
    many = {n: [2, 5, 8] * 10 for n in range(10, 20)}
    known = habits(TODAY, {**many, 1: [40] * 40, 2: [40]})
    prompt, slow, new = (chance(known, party, -1, 24) for party in (10, 1, 2))
    assert slow < 0.1 < new < prompt


def test_items_still_open_are_evidence_that_money_comes_late() -> None:
    without = learn(seen(TODAY, {1: [5] * 10}), TODAY, frozenset(), Kind())
    waiting = learn(seen(TODAY, {1: [5] * 10}, {1: [40] * 10}), TODAY, frozenset(), Kind())
    assert chance(waiting, 1, -1, 20) < 0.75 * chance(without, 1, -1, 20)


def test_what_is_later_than_anything_before_is_still_expected_some_day() -> None:
    known = habits(TODAY, {1: [5, 10, 20, 45, 60] * 10})
    assert 0 < chance(known, 1, 245, 30) < chance(known, 1, 245, 180) <= 1


def test_who_pays_at_the_months_end_is_expected_there() -> None:
    ends = [date(2025, m, 1) - timedelta(days=1) for m in range(2, 13)] + [
        date(2026, m, 1) - timedelta(days=1) for m in range(1, 7)
    ]
    paid = [day - timedelta(days=max(0, day.weekday() - 4)) for day in ends] * 4
    past = seen(TODAY, {1: [0] * len(paid)})
    until = np.array([day.toordinal() for day in paid])
    due = until - np.arange(len(paid)) * 7 % 30
    known = learn(type(past)(past.party, due, until, past.paid, past.traits), TODAY, frozenset(), Kind())
    days = known.by_day(ITEM, np.array([TODAY.toordinal() + 6]), np.zeros((1, 0)), 60)[0]
    assert days[30] > 0.5, "31 July 2026 is a Friday"
    assert days[:29].sum() < 0.2


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_where_money_comes_on_weekends_they_are_days_like_others(share: float) -> None:
    until = [TODAY - timedelta(days=n + 1) for n in range(60)]
    until = [day for day in until if share or day.weekday() < 5]
    past = seen(TODAY, {1: [0] * len(until)})
    ordinals = np.array([day.toordinal() for day in until])
    known = learn(type(past)(past.party, ordinals, ordinals, past.paid, past.traits), TODAY, frozenset(), Kind())
    saturday = np.array([date(2026, 7, 4).toordinal()])
    days = known.by_day(ITEM, saturday, np.zeros((1, 0)), 10)[0]
    assert (days[3] > 0.05) == bool(share)
    assert days.sum() > 0.8


def test_a_larger_amount_that_is_paid_later_is_a_trait_that_counts() -> None:
    rng = np.random.default_rng(4)
    size = rng.random((400, 1))
    past = seen(TODAY, {n: [0] * 40 for n in range(10)})
    due = past.until - np.rint(30 * size[:, 0]).astype(int)
    known = learn(type(past)(past.party, due, past.until, past.paid, size), TODAY, frozenset(), Kind(traits=("size",)))
    small, large = known.by_day(np.array([1, 1]), np.full(2, TODAY.toordinal()), np.array([[0.1], [0.9]]), 14).sum(
        axis=1
    )
    assert small > 0.8
    assert large < 0.2


def test_without_any_history_an_item_is_expected_when_due() -> None:
    known = learn(
        type(seen(TODAY, {1: [0]}))(*(np.zeros(0, np.int64),) * 3, np.zeros(0, bool), np.zeros((0, 0))),
        TODAY,
        frozenset(),
    )
    due = np.array([TODAY.toordinal() + 9])
    assert known.by_day(ITEM, due, np.zeros((1, 0)), 20)[0, 4:14].sum() > 0.8
