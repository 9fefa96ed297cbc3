"""Choosing how pay days are learned: the loss against a count by hand, a known truth found, drift told from chance."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from tests.forecast.habits import seen
from workingcapital.forecast.artefact import BrokenModel, Model
from workingcapital.forecast.choosing import (
    CANDIDATES,
    NEVER,
    PRESENT,
    Losses,
    Origin,
    best,
    compared,
    losses,
    losses_when_due,
)
from workingcapital.forecast.drift import shift
from workingcapital.forecast.habits import Kind
from workingcapital.forecast.widths import CLEARLY, GENERAL, WIDTHS, Week, fitting, held, pinball

TODAY = date(2026, 6, 30)
NAMES = ("log amount", "term", "drift")


def origin(late: dict[int, list[int]], due: list[int], paid: list[int | None], until: int = 91) -> Origin:
    """Customer 1's items, due and paid so many days after the origin."""
    past = seen(TODAY, late)
    past = replace(past, traits=np.zeros((len(past.party), len(NAMES))))
    on = TODAY.toordinal()
    return Origin(
        TODAY,
        TODAY + timedelta(days=until),
        NAMES,
        past,
        np.ones(len(due), np.int64),
        np.array([on + each for each in due], np.int64),
        np.zeros((len(due), len(NAMES))),
        np.array([NEVER if each is None else on + each for each in paid], np.int64),
    )


def test_whoever_expects_the_due_date_loses_one_for_each_week_an_item_is_late() -> None:
    # Due on Wednesday the 8th, paid 14 days later: in week 2 and 3 it was said to be paid and was not.
    one = origin({1: [0] * 5}, [8], [22])
    assert losses_when_due([one], frozenset()).mean() == pytest.approx(2 / 13, abs=0.01)


def test_weeks_that_have_not_ended_are_not_looked_at() -> None:
    one = origin({1: [0] * 5}, [8], [None], until=20)
    assert losses_when_due([one], frozenset()).mean() == pytest.approx(1 / 2, abs=0.01)
    assert len(losses([origin({1: [0]}, [8], [None], until=6)], PRESENT, frozenset()).loss) == 0


def test_habits_beat_the_due_date_where_customers_have_any() -> None:
    one = origin({1: [10, 11, 12, 13] * 10}, [-3, 3, 9], [10, 14, 20])
    assert losses([one], PRESENT, frozenset()).mean() < losses_when_due([one], frozenset()).mean() / 2


def test_customers_that_differ_are_not_taken_for_alike() -> None:
    one = origin({1: [30] * 30, 2: [0] * 30, 3: [5] * 30}, [-10, -5, 0, 5], [20, 25, 30, 35])
    chosen, tried = best([one], frozenset())
    assert chosen.name != "everybody alike (one survival curve)"
    assert tried[chosen.name].mean() == min(each.mean() for each in tried.values())
    assert set(tried) == {kind.name for kind in CANDIDATES}


def test_a_tie_is_a_tie_and_a_gain_of_every_customer_is_none() -> None:
    rng = np.random.default_rng(3)
    party = np.repeat(np.arange(40), 5)
    before = Losses(party, rng.uniform(0, 1, 200))
    noise = compared(Losses(party, before.loss + rng.normal(0, 0.3, 200)), before)
    assert noise.low < 0 < noise.high
    assert compared(Losses(party, before.loss - 0.1), before).better


def test_one_customer_with_many_items_does_not_decide() -> None:
    party = np.array([1] * 500 + [2, 3, 4])
    gain = np.where(party == 1, -0.1, 0.3)
    assert not compared(Losses(party, 1 + gain), Losses(party, np.ones(503))).better


def test_a_model_reads_back_as_it_was_written_and_not_otherwise() -> None:
    model = Model("ACME", TODAY, Kind(traits=("term",), level=0.2), {"used": "x"})
    assert Model.read(model.body, model.digest) == model
    with pytest.raises(BrokenModel):
        Model.read(model.body.replace("0.2", "0.3"), model.digest)
    other = replace(model, card={"used": "y"})
    assert other.digest != model.digest


def weeks(actual: list[int], half: int) -> list[Week]:
    """Weeks of which 100 was said, with a band of so much on either side."""
    return [
        Week(TODAY + timedelta(days=7 * (place // 13)), 1 + place % 13, each, 100 - half, 100 + half, {"forecast": 100})
        for place, each in enumerate(actual)
    ]


def test_a_band_pays_for_being_too_wide_and_for_being_missed() -> None:
    actual = [90, 95, 100, 105, 110] * 13
    assert pinball(weeks(actual, 10)) < pinball(weeks(actual, 60))
    assert pinball(weeks(actual, 10)) < pinball(weeks(actual, 1))
    assert pinball(weeks([120], 10)) == pytest.approx(100 * (0.1 * 30 + 0.5 * 20 + 0.9 * 10) / 120)


def widths_of(actual: list[int]) -> list[list[Week]]:
    """A year's weeks with the band of each width."""
    return [weeks(actual, half) for half in (6, 12, 25, 50)]


def test_a_company_whose_sales_swing_clearly_more_gets_a_wider_band() -> None:
    actual = [round(100 + each) for each in np.random.default_rng(5).normal(0, 40, 13 * 40)]
    made = widths_of(actual)
    assert fitting(made) == WIDTHS[3]
    assert held(made[3], 1, 13) == pytest.approx(0.8, abs=0.05)


def test_a_width_that_was_lucky_in_one_half_of_the_year_is_not_used() -> None:
    rng = np.random.default_rng(5)
    swinging, calm = rng.normal(0, 40, 13 * 20), rng.normal(0, 9, 13 * 20)
    made = widths_of([round(100 + each) for each in [*swinging, *calm]])
    assert pinball(made[3]) < CLEARLY * pinball(made[1]), "over the whole year it would have been clearly better"
    assert fitting(made) == GENERAL
    assert fitting(widths_of([round(100 + each) for each in calm])) == GENERAL, "as good is not better"
    assert fitting([[], [], [], []]) == GENERAL


def test_drift_is_told_from_chance() -> None:
    rng = np.random.default_rng(11)
    then = rng.normal(5, 8, 2_000)
    steady = [shift("late", then, rng.normal(5, 8, 60)).verdict for _ in range(50)]
    assert steady.count("steady") >= 45
    assert shift("late", then, rng.normal(14, 8, 60)).verdict == "train again"
    assert shift("late", then, np.zeros(0)).verdict == "steady"
