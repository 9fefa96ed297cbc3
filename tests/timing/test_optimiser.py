"""The optimiser against other ways to the best plan, small and large by the same code."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.timing_baselines import Plain
from benchmarks.timing_exact import by_enumeration, by_states, drawn, made
from benchmarks.timing_instance import ledger
from workingcapital.timing.instance import VALUE_SCALE, Instance, TooLarge, shortage, worth
from workingcapital.timing.optimiser import attainable, solve
from workingcapital.timing.prices import bound_of, scores
from workingcapital.timing.reduction import condensed, reduced


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


@pytest.mark.parametrize("seed", range(250))
def test_up_to_seven_bills_the_plan_equals_the_best_of_all_plans(seed: int) -> None:
    instance = drawn(seed, most=7)
    plan = solve(instance)
    assert (plan.shortage, plan.worth) == by_enumeration(instance)


@pytest.mark.parametrize("seed", range(40))
def test_up_to_twelve_bills_the_plan_equals_an_independent_dynamic_programme(seed: int) -> None:
    instance = drawn(seed, most=12, step=40)
    plan = solve(instance)
    assert (plan.shortage, plan.worth) == by_states(instance)


@pytest.mark.parametrize("bills", [1_000, 6_000])
def test_the_plan_of_a_ledger_keeps_the_floor_and_proves_its_gap(bills: int) -> None:
    instance = ledger(bills)
    plan = solve(instance)
    assert plan.shortage == shortage(instance, plan.choice) == 0
    assert plan.worth == worth(instance, plan.choice) <= plan.best <= plan.bound
    assert plan.best - plan.worth <= 0.0002 * attainable(instance)


def test_the_same_problem_has_the_same_plan() -> None:
    instance = ledger(1_500, seed=3)
    first, second = solve(instance), solve(instance)
    assert (first.choice == second.choice).all()
    assert (first.prices == second.prices).all()


def test_the_bound_follows_from_the_prices_alone() -> None:
    instance = ledger(3_000, seed=5)
    plan = solve(instance)
    assert plan.bound == bound_of(instance, plan.prices, scores(instance, plan.prices).max(axis=1))


@given(instances(), st.data())
def test_the_smaller_problem_has_the_same_plans(instance: Instance, data: st.DataObject) -> None:
    small = reduced(instance)
    choice = np.array(
        [data.draw(st.sampled_from(np.flatnonzero(row).tolist())) for row in small.instance.valid], np.int64
    )
    whole = small.choice(choice)
    assert instance.valid[np.arange(instance.bills), whole].all()
    assert shortage(small.instance, choice) == shortage(instance, whole)
    assert worth(small.instance, choice) + small.worth == worth(instance, whole)


def test_the_bound_comes_within_a_hundred_thousandth_of_the_linear_programme() -> None:
    instance = condensed(ledger(12_000, seed=2))[0]
    linear = Plain(instance).relaxed().bound
    assert linear is not None
    assert 0 <= solve(instance).bound - linear + 1 <= 1e-5 * attainable(instance)


def test_bills_too_large_to_add_up_are_refused_in_words() -> None:
    with pytest.raises(TooLarge, match="larger unit"):
        solve(made([[0]] * 5, [[2**61]] * 5, [[0]] * 5, [2**61]))


def test_amounts_of_a_million_million_keep_the_floor_to_the_cent() -> None:
    billion = 10**14
    instance = made(
        [[1, 0], [1, 0]], [[billion, billion - 7], [billion, billion - 9]], [[0, 5], [0, 6]], [billion - 8, 2 * billion]
    )
    plan = solve(instance)
    assert plan.shortage == 0
    assert plan.worth == 6 * VALUE_SCALE
