"""A run planned from the sample books: its proof in the approved body, credits first, permissions, scenarios."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.tools.calling import AS_OF, ask, asker
from tools.payment_runs import propose_payment_run, propose_run
from tools.run_planning import Wish, plan_run
from workingcapital.store.companies import company
from workingcapital.store.connection import Store
from workingcapital.store.timing import late_costs, payable_bills
from workingcapital.timing.question import NoRun
from workingcapital.timing.verify import verified

RUN = date(2026, 7, 2)


def proposed(store: Store, call: str, **more: Any) -> dict[str, Any]:
    who = asker(store, person="treasury.analyst@halden.example", companies=("HALDE",))
    return propose_run(who, RUN, more.pop("floor", "1500000"), call=call, **more)


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
    assert Decimal("0.08") < late.rate < Decimal("0.15")
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
