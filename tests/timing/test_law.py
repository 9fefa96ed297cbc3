"""No plan pays later than the law allows, whoever allowed it; where it cannot be helped, it is said."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.german.catalogue import listed
from agent.german.spoken import said
from tests.timing.asking import RASTER, bill, question
from tests.tools.calling import AS_OF, asker
from tools.run_document import notices
from tools.run_planning import plan_run
from tools.run_wish import Wish
from workingcapital.store import founding
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import SUPERUSER
from workingcapital.store.planning.timing import payable_bills
from workingcapital.timing.candidates import Bill, Costs, candidates, due_run
from workingcapital.timing.curves import flat
from workingcapital.timing.law import TermLimit, told
from workingcapital.timing.reasons import reason
from workingcapital.timing.run import RunPlan, plan

SPAIN = TermLimit(60, date(2026, 5, 15), "Ley 3/2004, art. 4")  # until 14 July
GERMANY = TermLimit(60, date(2026, 5, 15), "BGB 271a(1)", longer_if_agreed=True)
COSTS = Costs(flat(Decimal("0.065")), flat(Decimal("0.02")))
RUN = date(2026, 7, 2)


def planned(cash: int, *bills: Bill, **more: object) -> RunPlan:
    return plan(question(cash, 0, *bills, costs=COSTS, **more))


def paid_on(made: RunPlan) -> list[date]:
    return [chosen.debit for _, chosen in made.chosen]


def test_agreed_terms_beyond_an_absolute_limit_are_cut_to_it_and_the_line_says_so() -> None:
    cut = bill(1, 1_000, law=SPAIN)  # due on 22 July
    made = planned(2_000, cut)
    assert paid_on(made) == [date(2026, 7, 9)]  # the last run credited by 14 July
    why = reason(cut, made.chosen[0][1], RASTER, COSTS)
    assert why.startswith(
        "debited Thu 9 Jul: the last run in time for the 60 days that the law allows (Ley 3/2004 art. 4), "
        "its terms say Wed 22 Jul"
    )
    assert listed(why, "cells") is not None
    assert told([(cut, date(2026, 7, 10))]) == [
        "1 bills have terms longer than the 60 days that the law allows (Ley 3/2004 art. 4); they are paid within them."
    ]


def test_terms_that_the_law_lets_be_agreed_stand_and_are_named() -> None:
    long = bill(1, 1_000, law=GERMANY)
    assert paid_on(planned(2_000, long)) == [date(2026, 7, 21)] == paid_on(planned(2_000, bill(1, 1_000)))
    assert told([(long, date(2026, 7, 22))]) == [
        "1 bills have terms longer than 60 days; BGB 271a(1) wants that agreed expressly and fair to the supplier."
    ]


@pytest.mark.parametrize(
    ("law", "last"),
    [
        (None, date(2026, 8, 27)),  # keeping cash at 6.5% for 2% of interest: as late as there are runs
        (TermLimit(60, date(2026, 6, 15), "Ley 3/2004, art. 4"), date(2026, 8, 13)),  # until 14 August
        (GERMANY, date(2026, 7, 21)),  # its long terms are the end of it
    ],
)
def test_who_may_be_stretched_is_so_to_the_end_of_the_law_and_no_further(law: TermLimit | None, last: date) -> None:
    patient = bill(1, 1_000, may_be_late=True, law=law)
    made = planned(2_000, patient)
    assert paid_on(made) == [last]
    why = reason(patient, made.chosen[0][1], RASTER, COSTS)
    assert ("and the law allows none later" in why) == (law is not None and last > due_run(patient, RASTER))
    assert listed(why, "cells") is not None


def test_a_bill_past_the_limit_leaves_at_once_though_its_supplier_would_wait() -> None:
    late = replace(bill(1, 1_000, may_be_late=True, law=TermLimit(60, date(2026, 4, 1), "BGB 271a(1)")), due=AS_OF)
    made = planned(2_000, late)
    assert paid_on(made) == [RUN]
    assert told([(late, date(2026, 7, 3))]) == [
        "1 bills are paid later than the 60 days that the law allows (BGB 271a(1)): no run is left in time."
    ]


def test_a_budget_smaller_than_what_the_law_lets_wait_falls_short_by_the_difference() -> None:
    now = [replace(bill(item, 600), due=date(2026, 7, 6), law=TermLimit(60, date(2026, 5, 7), "x")) for item in (1, 2)]
    costs = replace(COSTS, anybody_late=True)
    made = plan(question(5_000, 0, *now, costs=costs, budget=100_000))
    assert (made.shortage, made.broken) == (Decimal("200.00"), "budget")
    free = [replace(each, law=None) for each in now]
    assert plan(question(5_000, 0, *free, costs=costs, budget=100_000)).shortage == 0


def test_a_bill_whose_terms_the_law_cut_is_not_said_to_wait_for_its_terms() -> None:
    cut = replace(bill(1, 1_000, law=TermLimit(60, date(2026, 4, 15), "Ley 3/2004, art. 4")), due=date(2026, 7, 22))
    first, *later = candidates(replace(cut, may_be_late=True), RASTER, COSTS)
    said_of = [reason(replace(cut, may_be_late=True), each, RASTER, COSTS) for each in (first, *later)]
    assert said_of[0].startswith("debited Thu 2 Jul: due Sun 14 Jun, the first run after")
    assert not any("22 Jul" in each or "none later" in each for each in said_of)


@given(
    due=st.integers(-20, 60), start=st.integers(-90, 20), days=st.sampled_from([30, 60]), agreed=st.booleans(),
    may_be_late=st.booleans(), in_time_by=st.sampled_from(["order", "debit", "credit"]),
)  # fmt: skip
def test_no_way_of_a_bill_is_later_than_the_law_unless_none_is_in_time(
    due: int, start: int, days: int, agreed: bool, may_be_late: bool, in_time_by: str
) -> None:
    law = TermLimit(days, RUN + timedelta(days=start), "x", agreed)
    one = replace(bill(1, 1_000, 2, law=law), due=RUN + timedelta(days=due), may_be_late=may_be_late)
    one = replace(one, in_time_by=in_time_by)
    counted = {RASTER.counts_on(each.debit, in_time_by) for each in candidates(one, RASTER, COSTS)}
    allowed = max(law.until, one.due) if agreed else law.until
    assert all(day <= allowed for day in counted) or counted == {RASTER.counts_on(RASTER.runs[0], in_time_by)}


def owned(store: Store, statement: str) -> None:
    """The owner's own statement: there are settings of the law that no door changes yet."""
    with psycopg.connect(store.conninfo(SUPERUSER)) as opened:
        opened.execute(statement.encode())


def test_a_company_says_that_it_is_a_public_payer_when_it_is_added(store: Store) -> None:
    for code, public in (("CITY", True), ("FIRM", False)):
        founding.add_company(store, code, code, public_payer=public)
    with store.reading(Identity("city@halden.example", ("CITY", "FIRM"))) as books:
        found = books.execute("select company_id, is_public_payer from company order by company_id").fetchall()
    assert [(row["company_id"], row["is_public_payer"]) for row in found] == [("CITY", True), ("FIRM", False)]


def test_the_limit_is_that_of_the_payers_country_and_of_what_was_bought(sample_store: Store) -> None:
    with asker(sample_store).books() as books:
        german, american = (payable_bills(books, company(books, code), AS_OF).bills for code in ("HALDE", "HALUS"))
    assert {(each.law.days, each.law.source, each.law.longer_if_agreed) for each in german if each.law} == {
        (60, "BGB 271a(1)", True)
    }
    assert not any(each.law for each in american)  # between firms there the contract rules
    seller = german[0].party
    owned(
        sample_store,
        f"update books.party set sells_perishables = true where company_id = 'HALDE' and name = '{seller}'",
    )
    with asker(sample_store).books() as books:
        changed = payable_bills(books, company(books, "HALDE"), AS_OF).bills
    owned(sample_store, "update books.party set sells_perishables = false where company_id = 'HALDE'")
    assert {(each.law.days, each.law.source) for each in changed if each.law and each.party == seller} == {
        (30, "AgrarOLkG 11")
    }
    assert {each.law.days for each in changed if each.law and each.party != seller} == {60}


def test_a_public_payer_pays_within_its_30_days_and_the_notices_say_which_bills_that_changes(
    sample_store: Store,
) -> None:
    wish = Wish(RUN, Decimal(1_000_000))
    with asker(sample_store).books() as books:
        before = plan_run(books, "HALDE", AS_OF, wish)
    owned(sample_store, "update books.company set is_public_payer = true where company_id = 'HALDE'")
    with asker(sample_store).books() as books:
        after = plan_run(books, "HALDE", AS_OF, wish)
    owned(sample_store, "update books.company set is_public_payer = false where company_id = 'HALDE'")
    law = {bill.item_id: bill.law for bill, _ in after.plan.chosen}
    late = [
        bill for bill, chosen in after.plan.chosen
        if bill.law and chosen.in_time > bill.law.until and chosen.debit > after.wish.run
    ]  # fmt: skip
    assert late == []
    assert any(limit and limit.days == 30 and not limit.longer_if_agreed for limit in law.values())
    later = [
        bill for bill, chosen in before.plan.chosen if (limit := law[bill.item_id]) and chosen.in_time > limit.until
    ]
    assert later
    told_of = [notice for notice in notices(after) if "BGB 271a(2)" in notice]
    assert told_of
    assert all(said(notice, "de") != notice for notice in told_of)
