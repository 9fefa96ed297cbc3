"""A run planned from the sample books: its proof in the approved body, credits first, permissions, scenarios."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.tools.calling import AS_OF, ask, asker
from tools.payment_runs import propose_payment_run, propose_run
from tools.run_planning import plan_run
from tools.run_refusals import FloorCannotHold
from tools.run_wish import NotAnOffer, Wish, read_offers, wished
from workingcapital.errors import BadInput
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Store
from workingcapital.store.planning.cash_ahead import cash_ahead
from workingcapital.store.planning.timing import NoSuchBill, late_costs, payable_bills
from workingcapital.timing.question import NoRun
from workingcapital.timing.verify import verified

RUN = date(2026, 7, 2)


def proposed(store: Store, call: str, **more: Any) -> dict[str, Any]:
    who = asker(store, person="treasury.analyst@halden.example", companies=("HALDE",))
    asked = {key: more.pop(key) for key in ("sure", "draw", "by_account", "offers", "offers_budget") if key in more}
    return propose_run(who, wished(RUN, more.pop("floor", "1500000"), **asked), call=call, **more)


def test_the_approved_body_names_the_proof_that_the_file_holds(sample_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    body = proposed(sample_store, "proof", certificate=file)
    proven = verified(str(file), body["certificate"])
    assert Decimal(proven["value"]) / 10**6 == pytest.approx(Decimal(body["value"]), abs=Decimal("0.006"))
    assert Decimal(body["value"]) <= Decimal(body["bound"])
    with asker(sample_store).books() as books:
        row = books.execute(
            "select body ->> 'certificate' as digest from control.payment_proposal where proposal_id = %s",
            (body["proposal_id"],),
        ).fetchone()
    assert row is not None
    assert row["digest"] == body["certificate"] == json.loads(file.read_text())["digest"]


def test_each_constraint_of_the_run_has_its_cost(sample_store: Store) -> None:
    costs = proposed(sample_store, "constraints", floor="1780000")["constraints"]
    assert Decimal(costs["floor"]) > 0
    assert Decimal(costs["raster"]) > 0
    assert Decimal(costs["budget"]) == 0
    assert all(Decimal(each["cost"]) > 0 and each["why"] for each in costs["holds"])


def test_a_supplier_with_open_credits_is_named_with_its_net_position(sample_store: Store) -> None:
    told = ask(propose_payment_run, asker(sample_store, companies=("HALDE",)), run_date=RUN, floor="1500000")
    assert told.proposal, told
    netted = [notice for notice in told.notices if "open credits" in notice]
    assert netted
    assert all("Offset them first" in notice for notice in netted)


def test_only_suppliers_with_a_named_permission_may_wait(sample_store: Store) -> None:
    with asker(sample_store).books() as books:
        payable = payable_bills(books, company(books, "HALDE"), AS_OF)
        rows = books.execute(
            "select name from party where company_id = 'HALDE' and may_be_stretched_by is not null"
        ).fetchall()
        every = [*payable.bills, *(bill for bill, _ in payable.held)]
        assert {bill.party for bill in every if bill.may_be_late} <= {row["name"] for row in rows}
        made = plan_run(books, "HALDE", AS_OF, Wish(RUN, Decimal(1500000)))
    assert all(bill.may_be_late for bill, chosen in made.plan.chosen if chosen.late > 0)


def test_lateness_costs_what_the_law_of_the_place_says(sample_store: Store) -> None:
    with asker(sample_store).books() as books:
        late = late_costs(books, company(books, "HALDE"), AS_OF)
        none = late_costs(books, company(books, "HALUS"), AS_OF)
    assert late is not None
    assert late.sums == ((None, Decimal(40)),)
    assert Decimal("0.08") < late.rate.on(AS_OF) < Decimal("0.15")
    assert none is None


def test_a_scenario_is_proposed_with_its_difference_to_the_books(sample_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text('{"name": "rate up", "rate_points": "2", "skip_runs": ["2026-07-07"], "collections_percent": "-2"}')
    told = proposed(sample_store, "scenario", floor="1200000", scenario=file)["scenario"]
    assert told["changes"] == ["collections -2%", "rate +2 points", "no run on 2026-07-07"]
    assert Decimal(told["value"]) < Decimal(told["value_by_the_books"])
    assert {each["from"] for each in told["moved"]} >= {"2026-07-07"}
    assert "2026-07-07" not in {each["to"] for each in told["moved"]}


def test_a_scenario_that_skips_the_run_itself_is_refused_in_words(sample_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text('{"name": "closed", "skip_runs": ["2026-07-02"]}')
    with pytest.raises(NoRun, match="closed has no run on 2026-07-02"):
        proposed(sample_store, "skipped", scenario=file)


def test_a_customer_who_pays_later_leaves_less_cash(sample_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text('{"slips": [{"customer": "Papierfabrik Ohlstedt GmbH", "days": 60}]}')
    floor = "900000"
    plain, slipped = proposed(sample_store, "p", floor=floor), proposed(sample_store, "q", floor=floor, scenario=file)
    lowest = [min(Decimal(day["balance"]) for day in each["cash"][:8]) for each in (plain, slipped)]
    assert lowest[1] < lowest[0]


def test_the_advice_flips_where_it_is_said_to(sample_store: Store) -> None:
    rows = proposed(sample_store, "flips", flips=True)["flips"]
    dear = [each["rate"] for each in rows if each["rate"]]
    assert dear
    assert all(Decimal("6.5") <= Decimal(each["stays"]) < Decimal(each["changes"]) for each in dear)
    assert any(each["floor"] for each in rows)


def test_the_floor_holds_as_surely_as_asked_on_receipts_simulated_anew(sample_store: Store) -> None:
    with asker(sample_store).books() as books:
        made = plan_run(books, "HALDE", AS_OF, wished(RUN, "600000", sure="95%"))
        ahead = cash_ahead(books, made.ours, AS_OF, max(made.question.cash))
    days = sorted(made.question.cash)
    out = np.zeros(len(days))
    for _, chosen in made.plan.chosen:
        out[days.index(chosen.debit) :] += float(chosen.pay) * 100
    fresh = ahead.paths(4_000, seed=77)
    moves = fresh - fresh.mean(axis=1, keepdims=True)
    expected = np.array([made.question.cash[day] for day in days], float)
    balance = expected[:, None] + moves[RUN.toordinal() - AS_OF.toordinal() - 1 :][: len(days)] - out[:, None]
    assert (balance >= made.question.floor).all(axis=0).mean() >= 0.95


def test_certainty_costs_worth_and_is_said(sample_store: Store) -> None:
    plain, sure = proposed(sample_store, "n", floor="600000"), proposed(sample_store, "s", floor="600000", sure="95")
    assert Decimal(sure["value"]) <= Decimal(plain["value"])
    assert sure["sure"] == "95"
    assert all(Decimal(each["amount"]) > 0 for each in sure["reserve"])
    assert any("simulated receipts" in each for each in sure["not_proven"])
    assert not any("simulated" in each for each in plain["not_proven"])
    told = ask(propose_payment_run, asker(sample_store, "HALDE"), run_date=RUN, floor="600000", sure="95%")
    assert any("with 95% certainty on all days together" in notice for notice in told.notices)


def test_a_draw_of_the_line_is_priced_against_what_cash_earns(sample_store: Store) -> None:
    plain = proposed(sample_store, "floor", floor="1780000")
    drawn = proposed(sample_store, "draw", floor="1780000", draw="500000")
    assert drawn["drawn"]
    assert max(Decimal(each["amount"]) for each in drawn["drawn"]) <= 500_000
    assert Decimal(drawn["value"]) > Decimal(plain["value"])
    with pytest.raises(BadInput, match="more than the credit line of HALDE holds"):
        proposed(sample_store, "deep", draw="5000001")


def test_the_account_that_pays_keeps_its_own_floor(sample_store: Store) -> None:
    with pytest.raises(FloorCannotHold, match=r"the floor of Rheinkontor main falls .* EUR short"):
        proposed(sample_store, "accounts", floor="1200000", by_account=True)
    who = asker(sample_store, "HALUK", person="treasury.analyst@halden.example", companies=("HALUK",))
    told = propose_run(who, wished(RUN, "100000", by_account=True), call="uk")
    assert told["limits"] == ["floor", "floor of Thamesgate current"]
    assert any("all receipts come into the account that pays" in each for each in told["not_proven"])


def test_an_offer_that_is_taken_waits_for_its_own_proposal(sample_store: Store, tmp_path: Path) -> None:
    with asker(sample_store).books() as books:
        one = next(
            each for each in payable_bills(books, company(books, "HALDE"), AS_OF).bills
            if not each.steps and each.due >= date(2026, 7, 20)
        )  # fmt: skip
    file = tmp_path / "offers.json"
    file.write_text(json.dumps([{"number": one.number, "apr": "14", "until": "2026-07-10"}]))
    told = proposed(sample_store, "offer", floor="1200000", offers=read_offers(file))
    assert [each["number"] for each in told["offers"]] == [one.number]
    assert Decimal(told["offers"][0]["worth"]) > 0
    assert one.number not in {line["number"] for line in told["lines"]}
    assert any(each["number"] == one.number and "propose the offer first" in each["why"] for each in told["left_out"])
    assert read_offers(file, least_rate="15") == ()
    file.write_text('[{"number": "no such bill", "apr": "14", "until": "2026-07-10"}]')
    with pytest.raises(NoSuchBill, match="no bill no such bill may be paid"):
        proposed(sample_store, "none", offers=read_offers(file))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no JSON", "cannot be read as JSON"),
        ("{}", "no list of offers"),
        ('[{"number": "R"}]', "offer 1: it has other keys"),
        ('[{"number": "R", "apr": "-3", "until": "2026-07-10"}]', "not above 0"),
        ('[{"number": "R", "apr": "12", "until": "soon"}]', "offer 1"),
    ],
)
def test_what_is_no_offer_is_refused_in_words(text: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "offers.json"
    file.write_text(text)
    with pytest.raises(NotAnOffer, match=why):
        read_offers(file)


@pytest.mark.parametrize("sure", ["30", "100", "99.9", "many"])
def test_a_certainty_that_cannot_be_promised_is_refused(sure: str) -> None:
    with pytest.raises(BadInput, match="certainty"):
        wished(RUN, sure=sure)


def test_the_plan_is_drawn_run_by_run(sample_store: Store) -> None:
    told = ask(propose_payment_run, asker(sample_store, "HALDE"), run_date=RUN, floor="1200000")
    (chart,) = told.charts
    assert chart.title == "Plan by run, HALDE"
    (bars,) = chart.series
    assert bars.x[0] == "2026-07-02"
    assert bars.x == sorted(bars.x)
    total = next(fact for fact in told.facts if fact.formula == "run.total.v1")
    assert Decimal(bars.y[0]) == total.decimal()
