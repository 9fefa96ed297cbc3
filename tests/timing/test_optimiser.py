"""The optimiser against plain enumeration."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workingcapital.timing.instance import VALUE_SCALE, Instance, shortage, worth
from workingcapital.timing.optimiser import solve


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Up to six bills with up to three candidates over up to four cash days."""
    n, k, t = draw(st.integers(1, 6)), draw(st.integers(1, 3)), draw(st.integers(1, 4))
    day = np.array(draw(st.lists(st.lists(st.integers(0, t), min_size=k, max_size=k), min_size=n, max_size=n)))
    pay = np.array(draw(st.lists(st.lists(st.integers(1, 5000), min_size=k, max_size=k), min_size=n, max_size=n)))
    gain = np.array(draw(st.lists(st.lists(st.integers(-50, 120), min_size=k, max_size=k), min_size=n, max_size=n)))
    headroom = np.array(draw(st.lists(st.integers(-500, 12000), min_size=t, max_size=t)))
    days = tuple(date(2026, 7, 1) + timedelta(i) for i in range(t))
    return Instance(days, headroom, np.arange(n), day, pay, gain * VALUE_SCALE, np.ones((n, k), bool))


def enumerated(instance: Instance) -> tuple[int, int]:
    """(least shortage, best worth among the plans with it), by trying every plan."""
    best = (10**18, 0)
    for choice in product(range(instance.day.shape[1]), repeat=instance.bills):
        picked = np.array(choice)
        best = min(best, (shortage(instance, picked), -worth(instance, picked)))
    return best[0], -best[1]


@settings(max_examples=150, deadline=None)
@given(instances())
def test_the_plan_is_the_best_of_all_plans_that_keep_the_floor(instance: Instance) -> None:
    least, best = enumerated(instance)
    plan = solve(instance)
    assert plan.worth == worth(instance, plan.choice)
    assert plan.shortage == shortage(instance, plan.choice)
    if least == 0:
        assert plan.shortage == 0
        assert plan.worth == best
        assert plan.bound >= best - 1
    else:
        assert plan.shortage == pytest.approx(least, abs=1)


@settings(max_examples=60, deadline=None)
@given(instances())
def test_the_bound_is_above_every_plan_that_keeps_the_floor(instance: Instance) -> None:
    plan = solve(instance)
    for choice in product(range(instance.day.shape[1]), repeat=instance.bills):
        picked = np.array(choice)
        if shortage(instance, picked) == 0:
            assert worth(instance, picked) <= plan.bound + 1


def test_no_bills_is_a_plan_worth_nothing() -> None:
    empty = np.zeros((0, 1), np.int64)
    plan = solve(
        Instance((date(2026, 7, 2),), np.array([5]), np.zeros(0, np.int64), empty, empty, empty, empty.astype(bool))
    )
    assert (plan.worth, plan.shortage, len(plan.choice)) == (0, 0, 0)
