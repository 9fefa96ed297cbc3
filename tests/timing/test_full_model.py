"""Credit line, accounts with floors of their own, suppliers' offers, curves, certainty: one optimiser, one certificate."""

import copy
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pytest

from benchmarks.timing_exact import by_enumeration, by_states, drawn_full, oracle
from tests.timing.asking import FIRST, LAST, bill, question
from workingcapital.forecast.expected import margin
from workingcapital.timing.candidates import Costs, Offer, candidates
from workingcapital.timing.curves import Curve, flat
from workingcapital.timing.optimiser import solve
from workingcapital.timing.question import Account, CashUnknown, CreditLine, Question
from workingcapital.timing.run import RunPlan, plan
from workingcapital.timing.verify import Rejected, check, digest_of

DUE = date(2026, 7, 21)
LARGE = bill(1, 10_000, 2)


def short_until_due(cash: int, *bills: Any, **more: Any) -> Question:
    """Cash is short until 21 July, and ample from then on."""
    asked = question(cash, 0, *bills, **more)
    return replace(asked, cash={day: (cash if day < DUE else 200_000) * 100 for day in asked.cash})


def debits(made: RunPlan) -> dict[int, date]:
    return {each.item_id: chosen.debit for each, chosen in made.chosen}


@pytest.mark.parametrize("seed", range(30))
def test_up_to_seven_bills_the_full_model_equals_the_best_of_all_plans(seed: int) -> None:
    instance = drawn_full(seed, most=7)
    made = solve(instance)
    assert (made.shortage, made.worth) == oracle(instance, by_enumeration)
    assert made.bound >= made.worth


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4])
def test_up_to_twelve_bills_the_full_model_equals_an_independent_dynamic_programme(seed: int) -> None:
    instance = drawn_full(seed, most=12, step=100)
    made = solve(instance)
    assert (made.shortage, made.worth) == oracle(instance, by_states)


def test_the_line_is_drawn_for_a_discount_worth_its_price_and_only_as_far_as_it_must() -> None:
    own, line = Costs(flat(Decimal("0.02"))), CreditLine(1_000_000, flat(Decimal("0.08")))
    without = plan(short_until_due(4_000, LARGE, costs=own))
    drawn = plan(short_until_due(4_000, LARGE, costs=own, line=line))
    assert (debits(without)[1], debits(drawn)[1]) == (DUE, FIRST)
    assert set(drawn.drawn.values()) == {Decimal("5800.00")}  # 9,800 less 4,000
    assert (min(drawn.drawn), max(drawn.drawn)) == (FIRST, DUE - timedelta(days=1))
    # 200 saved, 9,800 at 2% for 19 days, 5,800 at 6% more for 19 days
    paid = Decimal(9_800) * 2 * 19 / 36_500 + Decimal(5_800) * 6 * 19 / 36_500
    assert drawn.value == (200 - paid).quantize(Decimal("0.01"))
    assert drawn.proof is not None
    assert check(dict(drawn.proof))["value"] == drawn.proof["value"]


def test_a_line_that_is_too_dear_or_too_small_is_not_drawn() -> None:
    own = Costs(flat(Decimal("0.02")))
    for line in (CreditLine(1_000_000, flat(Decimal("0.90"))), CreditLine(579_999, flat(Decimal("0.08")))):
        made = plan(short_until_due(4_000, LARGE, costs=own, line=line))
        assert not made.drawn
        assert debits(made)[1] == DUE


def test_each_account_keeps_its_own_floor_and_the_bill_leaves_from_the_one_that_can() -> None:
    asked = short_until_due(20_000, replace(LARGE, accounts=(0, 1)), replace(bill(2, 9_000, 2), accounts=(0, 1)))
    late = {day: (10_000 if day < DUE else 100_000) * 100 for day in asked.cash}
    two = replace(asked, accounts=(Account("main", late, 0), Account("second", late, 0)))
    both = plan(two)
    assert debits(both) == {1: FIRST, 2: FIRST}  # 9,800 from one, 8,820 from the other
    tight = plan(replace(two, accounts=(Account("main", late, 0), Account("second", late, 200_000))))
    assert debits(tight) == {1: FIRST, 2: DUE}
    assert tight.limits == ["floor", "floor of main", "floor of second"]
    assert tight.proof is not None
    assert check(dict(tight.proof))["limits"] == tight.limits


def test_an_offer_is_paid_as_early_as_it_is_worth_and_within_its_budget() -> None:
    offered = replace(bill(1, 10_000), offer=Offer(Decimal("0.12"), date(2026, 7, 16)))
    other = replace(bill(2, 8_000), offer=Offer(Decimal("0.15"), date(2026, 7, 16)))
    made = plan(question(90_000, 0, offered, other))
    assert debits(made) == {1: FIRST, 2: FIRST}
    ((_, first), _) = made.chosen
    assert first.discount == Decimal("66.67")  # 10,000 × 12% × 20 / 360
    within = plan(question(90_000, 0, offered, other, offers_budget=800_000))
    assert debits(within) == {1: DUE, 2: FIRST}
    assert within.limits == ["floor", "budget of offers"]
    dear = plan(question(90_000, 0, offered, other, costs=Costs(flat(Decimal("0.13")))))
    assert debits(dear) == {1: date(2026, 7, 16), 2: FIRST}  # 12% on 6 days beats 13% on 5; on 20 days it does not


def test_an_offer_replaces_the_terms_discount_and_never_adds_to_it() -> None:
    both = replace(bill(1, 10_000, 2), offer=Offer(Decimal("0.12"), date(2026, 7, 16)))
    ways = candidates(both, question(0, 0).raster, Costs(flat(Decimal("0.065"))))
    assert {way.discount for way in ways if way.debit == FIRST} == {Decimal("200"), Decimal("66.67")}
    assert debits(plan(question(90_000, 0, both)))[1] == FIRST
    assert plan(question(90_000, 0, both)).chosen[0][1].discount == 200


def test_a_rate_that_rises_is_paid_from_its_day_on() -> None:
    curve = Curve(Decimal("0.05"), ((date(2026, 7, 12), Decimal("0.10")),))
    _, early = candidates(LARGE, question(0, 0).raster, Costs(curve))
    assert early.financing == Decimal(9_800) * (Decimal("0.05") * 10 + Decimal("0.10") * 9) / 365
    made = plan(question(90_000, 0, LARGE, costs=Costs(curve)))
    assert made.proof is not None  # the certificate adds the same days
    assert curve.days(FIRST, DUE) == -curve.days(DUE, FIRST)
    assert curve.mean(FIRST, DUE) == Decimal("1.40") / 19


def test_the_reserve_for_uncertain_receipts_is_kept_and_stands_in_the_certificate() -> None:
    asked = question(20_000, 5_000, LARGE)
    asked = replace(asked, cash={day: (20_000 if day < DUE else 90_000) * 100 for day in asked.cash})
    kept = plan(replace(asked, reserve=dict.fromkeys(asked.cash, 520_000)))
    more = plan(replace(asked, reserve=dict.fromkeys(asked.cash, 520_001)))
    assert (debits(kept)[1], debits(more)[1]) == (FIRST, DUE)
    assert kept.balance[FIRST] == Decimal("10200.00")
    assert kept.proof is not None
    assert set(kept.proof["limits"][0]["reserve"]) == {520_000}


def test_the_promised_probability_holds_on_fresh_paths() -> None:
    """Receipts in lumps, correlated by customer: the reserve of 2,000 paths covers 95% of 20,000 others, jointly."""

    def paths(seed: int, count: int) -> Any:
        draw = np.random.default_rng(seed)
        mood = draw.gamma(4, 1 / 4, count)
        return np.cumsum(draw.gamma(0.5, 2e6, (60, count)) * mood, axis=0)

    kept = margin(paths(1, 2_000), 0.958)
    fresh = paths(2, 20_000)
    short = fresh.mean(axis=1)[:, None] - fresh > kept[:, None]
    assert 0.95 <= 1 - short.any(axis=0).mean() <= 0.97


@pytest.mark.parametrize("gap", [FIRST, FIRST + timedelta(days=9)])
def test_cash_that_is_not_known_on_a_day_is_said(gap: date) -> None:
    asked = question(20_000, 0, LARGE)
    with pytest.raises(CashUnknown, match="cash"):
        plan(replace(asked, cash={day: amount for day, amount in asked.cash.items() if day != gap}))
    with pytest.raises(CashUnknown, match="load statements and a forecast first"):
        plan(replace(asked, cash={}))


@cache
def full() -> dict[str, Any]:
    """A certificate with everything in it."""
    cash = {FIRST + timedelta(days=i): (14_000 + 1_500 * i) * 100 for i in range((LAST - FIRST).days + 1)}
    bills = [
        replace(
            bill(i, 2_000 + 100 * i, i % 3 and 2, may_be_late=i % 4 == 0),
            accounts=(0, 1) if i % 2 else (0,),
            offer=Offer(Decimal("0.10"), date(2026, 7, 14)) if i % 5 == 0 else None,
        )
        for i in range(1, 13)
    ]
    half = {day: amount // 2 for day, amount in cash.items()}
    asked = Question(
        bills, question(0, 0).raster, Costs(Curve(Decimal("0.02"), ((DUE, Decimal("0.03")),)), flat(Decimal("0.11"))), cash,
        500_000, "EUR", budget=2_500_000, reserve=dict.fromkeys(cash, 100_000),
        accounts=(Account("main", half, 100_000), Account("second", half, 100_000)),
        line=CreditLine(800_000, flat(Decimal("0.07"))), offers_budget=600_000,
    )  # fmt: skip
    made = plan(asked)
    assert made.proof is not None
    assert made.drawn
    return dict(made.proof)


def floor(document: dict[str, Any], draw: random.Random) -> None:
    draw.choice(document["limits"][:3])["floor"] += 10**9


def reserve(document: dict[str, Any], draw: random.Random) -> None:
    kept = document["limits"][0]["reserve"]
    kept[draw.randrange(len(kept))] += 10**9


def less_line(document: dict[str, Any], draw: random.Random) -> None:
    document["line"]["most"] = [0] * len(document["days"])


def line_rate(document: dict[str, Any], draw: random.Random) -> None:
    document["rates"]["line"] = [rate * 2 for rate in document["rates"]["line"]]


def offers(document: dict[str, Any], draw: random.Random) -> None:
    document["limits"][-1]["cash"][-1] = 1


def unlimited(document: dict[str, Any], draw: random.Random) -> None:
    one = draw.choice(document["bills"])
    one[2][one[1]][3] = 9


def account(document: dict[str, Any], draw: random.Random) -> None:
    document["limits"][1]["cash"] = [0] * len(document["days"])


@pytest.mark.parametrize("touch", [floor, reserve, less_line, line_rate, offers, unlimited, account])
def test_no_part_of_the_full_model_can_be_touched(touch: Callable[[dict[str, Any], random.Random], None]) -> None:
    whole, draw = full(), random.Random(5)
    for _ in range(10):
        touched = copy.deepcopy(whole)
        touch(touched, draw)
        touched["digest"] = digest_of(touched)
        with pytest.raises(Rejected):
            check(touched)
