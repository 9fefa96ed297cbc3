"""A run's plan: what constraints cost, what scenarios change, what would flip the advice."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.timing_flips import checked_lines
from tests.timing.asking import FIRST, bill, question
from workingcapital.timing.candidates import Costs, candidates
from workingcapital.timing.constraints import constraint_costs
from workingcapital.timing.curves import flat
from workingcapital.timing.flips import flips, with_late_receipts
from workingcapital.timing.question import NoRun
from workingcapital.timing.run import plan
from workingcapital.timing.scenario import NotAScenario, difference, parsed, read, under
from workingcapital.timing.verify import check

LARGE, SMALL = bill(1, 10_000, 2), bill(2, 4_000, 3)
STRETCHED = Costs(flat(Decimal("0.065")), flat(Decimal("0.11")), ((None, Decimal(40)),))


def test_the_cost_of_the_floor_is_what_lower_would_gain() -> None:
    asked = question(12_000, 0, LARGE, replace(SMALL, due=date(2026, 9, 30)))
    asked = replace(asked, cash={day: (12_000 if day < date(2026, 7, 21) else 30_000) * 100 for day in asked.cash})
    made = plan(asked)
    costs = constraint_costs(asked, made, [])
    assert made.shortage == 0
    assert costs.floor == plan(replace(asked, floor=-(10**12))).value - made.value > 0


def test_a_finer_raster_saves_the_days_between_runs() -> None:
    asked = question(50_000, 0, bill(1, 10_000, 2, pay_by=date(2026, 7, 7)))
    costs = constraint_costs(asked, plan(asked), [])
    assert costs.raster == Decimal("6.98")  # debited Mon 6 Jul instead of Thu 2 Jul: 9,800 × 6.5% × 4 / 365


def test_a_hold_costs_the_discount_it_lets_pass() -> None:
    asked = question(50_000, 0, SMALL)
    (hold,) = constraint_costs(asked, plan(asked), [(LARGE, "in dispute"), (bill(3, 500), "not approved")]).holds
    ways = candidates(LARGE, asked.raster, asked.costs)
    assert (hold.bill, hold.why) == (LARGE, "in dispute")
    assert hold.cost == (ways[1].worth - ways[0].worth).quantize(Decimal("0.01"))


def test_only_the_permitted_supplier_waits_past_its_due_date_and_only_when_cash_is_short() -> None:
    permitted = bill(1, 10_000, may_be_late=True)
    asked = question(12_000, 0, permitted, bill(2, 10_000), costs=STRETCHED)
    asked = replace(asked, cash={day: (12_000 if day < date(2026, 8, 10) else 40_000) * 100 for day in asked.cash})
    made = plan(asked)
    debits = {each.item_id: chosen.debit for each, chosen in made.chosen}
    assert (debits[1], debits[2]) == (date(2026, 8, 11), date(2026, 7, 21))
    assert made.value < -40
    ample = plan(replace(asked, cash=dict.fromkeys(asked.cash, 10**8)))
    assert {chosen.debit for _, chosen in ample.chosen} == {date(2026, 7, 21)}


def test_the_certificate_of_a_plan_with_late_bills_and_a_budget_is_accepted() -> None:
    asked = question(
        30_000, 5_000, bill(1, 6_000, may_be_late=True), SMALL, costs=replace(STRETCHED, anybody_late=True),
        budget=400_000,
    )  # fmt: skip
    made = plan(asked)
    assert made.proof is not None
    assert check(dict(made.proof), made.digest)["bills"] == 2


def test_an_impossible_floor_has_its_least_shortage_and_no_certificate() -> None:
    made = plan(question(10_000, 5_000, LARGE, bill(4, 1_000)))
    assert made.shortage == Decimal("5800.00")  # 10,000 less 2%, and 1,000, of 5,000 above the floor
    assert made.proof is None


def test_no_run_inside_the_horizon_is_said() -> None:
    asked = question(10_000, 0, LARGE)
    with pytest.raises(NoRun, match="no run lies within the horizon"):
        plan(replace(asked, raster=replace(asked.raster, runs=())))


def test_no_bills_make_a_plan_worth_nothing() -> None:
    made = plan(question(10_000, 5_000))
    assert made.value == made.bound == made.gap == Decimal(0)
    assert not made.chosen


def test_a_scenario_of_a_dearer_line_and_a_skipped_run_moves_the_bills() -> None:
    asked = question(50_000, 0, LARGE, SMALL, bill(3, 900, 2, pay_by=date(2026, 7, 8)))
    supposed = parsed({"name": "dear", "rate_points": "45", "skip_runs": ["2026-07-07"]})
    apart = difference(plan(asked), plan(under(asked, supposed)))
    assert dict((item, (before, after)) for item, before, after in apart.moved) == {
        1: (FIRST, date(2026, 7, 21)),
        3: (date(2026, 7, 7), date(2026, 7, 21)),
    }
    assert apart.within < apart.without
    assert supposed.words() == ["rate +45 points", "no run on 2026-07-07"]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ([], "object of changes"),
        ({"colections": 1}, "it has colections"),
        ({"rate_points": "two"}, "wrong kind"),
        ({"rate_points": "NaN"}, "wrong kind"),
        ({"skip_runs": ["tomorrow"]}, "wrong kind"),
        ({"collections_percent": -120}, "more than 100%"),
    ],
)
def test_what_is_no_scenario_is_refused_in_words(document: object, why: str) -> None:
    with pytest.raises(NotAScenario, match=why):
        parsed(document)


def test_a_scenario_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text("rate: 2")
    with pytest.raises(NotAScenario, match=r"s\.json cannot be read"):
        read(file)


def test_a_line_flips_at_its_break_even_rate() -> None:
    asked = question(50_000, 0, LARGE, SMALL)
    found = flips(asked, plan(asked), [1, 2], solves=24)
    # 2% of 10,000 for 19 days: 200 / 9,800 × 365 / 19 = 39.2% lies beyond 31.5%; nothing to report
    assert found.rate == {}
    dear = replace(asked, costs=Costs(flat(Decimal("0.30"))))
    flip = flips(dear, plan(dear), [1], solves=24).rate[1]
    assert flip.stays < Decimal("0.39205") < flip.changes
    assert flip.changes - flip.stays <= Decimal("0.0002")


def test_a_line_flips_at_the_floor_that_no_longer_affords_it_and_solving_again_agrees() -> None:
    asked = question(20_000, 0, LARGE)
    asked = replace(asked, cash={day: (20_000 if day < date(2026, 7, 21) else 90_000) * 100 for day in asked.cash})
    flip = flips(asked, plan(asked), [1], solves=40).floor[1]
    assert (int(flip.stays), int(flip.changes)) == (1_020_000, 1_020_001)
    assert plan(replace(asked, floor=int(flip.stays))).chosen[0][1].debit == FIRST
    assert plan(replace(asked, floor=int(flip.changes))).chosen[0][1].debit == date(2026, 7, 21)


def test_a_line_flips_where_receipts_come_too_late_and_solving_again_agrees() -> None:
    asked = question(9_000, 0, LARGE, bill(2, 8_000))
    paid = {date(2026, 7, 10): 2_000_000}
    cash = {day: amount + sum(more for on, more in paid.items() if on <= day) for day, amount in asked.cash.items()}
    asked = replace(asked, cash={day: amount + 100_000 for day, amount in cash.items()}, receipts={"Acme": paid})
    flip = flips(asked, plan(asked), [1], solves=20).late["Acme"][1]
    before, after = (plan(with_late_receipts(asked, "Acme", int(days))) for days in (flip.stays, flip.changes))
    assert before.shortage == 0
    assert before.chosen[0][1].debit == FIRST
    assert after.shortage > 0 or after.chosen[0][1].debit != FIRST
    assert flip.changes - flip.stays == 1
    assert date(2026, 7, 10) + timedelta(days=int(flip.changes)) == date(2026, 7, 22)  # not there on the 21st


@pytest.mark.parametrize("seed", range(3))
def test_just_before_and_just_after_a_flip_solving_again_agrees(seed: int) -> None:
    told = checked_lines(seed)
    assert told.lines > 0
    assert (told.wrong_before, told.wrong_after) == (0, 0)
