"""Scenarios: kept under a name, planned side by side, each difference by cause and adding up."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from tests.timing.asking import FIRST, bill, question
from tests.tools.calling import AS_OF, ask, asker
from tools.run_wish import wished
from tools.scenario_compare import Comparison, compared, document
from tools.scenarios import compare_scenarios, save_scenario
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.planning import scenarios
from workingcapital.timing.run import plan
from workingcapital.timing.scenario import NotAScenario, parsed, under

RUN = date(2026, 7, 2)
DUE = date(2026, 7, 21)
SLOW = {"collections_percent": "-10", "floor_up": "100000", "rate_points": "2"}


@pytest.fixture
def books(sample_store: Store) -> Iterator[Books]:
    with asker(sample_store, person="treasury.analyst@halden.example", companies=("HALDE", "HALUK")).books() as books:
        yield books


def test_a_scenario_is_kept_found_whatever_its_case_replaced_and_taken_away(books: Books) -> None:
    scenarios.save(books, "HALDE", "Slow  autumn", SLOW)
    kept = scenarios.save(books, "HALDE", "slow AUTUMN", {"rate_points": "3"})
    assert kept.name == "Slow autumn"
    assert scenarios.named(books, "HALDE", "SLOW autumn").document["rate_points"] == "3"
    assert [each.name for each in scenarios.listed(books, "HALDE")] == ["Slow autumn"]
    assert scenarios.listed(books, "HALUK") == []
    scenarios.delete(books, "HALDE", "slow autumn")
    with pytest.raises(scenarios.NoSuchScenario, match="there are: none yet"):
        scenarios.named(books, "HALDE", "slow autumn")


@pytest.mark.parametrize(("name", "changes"), [("", SLOW), ("x" * 81, SLOW), ("idle", {}), ("odd", {"rate": 1})])
def test_what_is_no_scenario_is_not_kept(books: Books, name: str, changes: dict[str, str]) -> None:
    with pytest.raises(NotAScenario):
        scenarios.save(books, "HALDE", name, changes)


def test_another_company_does_not_see_it(sample_store: Store) -> None:
    with asker(sample_store, companies=("HALDE",)).books() as theirs:
        scenarios.save(theirs, "HALDE", "ours alone", SLOW)
    with asker(sample_store, "HALUK", companies=("HALUK",)).books() as others:
        assert scenarios.listed(others, "HALDE") == []
    with asker(sample_store, companies=("HALDE",)).books() as theirs:
        scenarios.delete(theirs, "HALDE", "ours alone")


def together(books: Books) -> Comparison:
    found = [parsed({"name": "slow", **SLOW}), parsed({"name": "skipped", "skip_runs": ["2026-07-07", "2026-07-09"]})]
    return compared(books, "HALDE", AS_OF, wished(RUN, "1200000"), found)


def test_each_difference_is_explained_by_causes_that_add_up(books: Books) -> None:
    found = together(books)
    for side in found.sides:
        whole = side.made.plan.value - found.plain.plan.value
        assert sum((each.effect for each in side.causes), Decimal(0)) == whole
    slow, skipped = found.sides
    assert [each.what for each in slow.causes] == ["collections -10%", "floor +100,000", "rate +2 points"]
    assert slow.causes[-1].effect < 0
    assert [each.what for each in skipped.causes] == ["no run on 2026-07-07, 2026-07-09"]
    assert skipped.causes[0].effect < 0


def test_the_same_scenario_on_the_same_books_comes_to_the_same(books: Books) -> None:
    assert document(together(books)) == document(together(books))


def test_what_is_said_is_saved_and_compared_by_the_tools(sample_store: Store) -> None:
    who = asker(sample_store, "HALDE", person="treasury.analyst@halden.example", companies=("HALDE",))
    saved = ask(save_scenario, who, name="slow autumn", collections_percent="-10", rate_points="2")
    assert saved.say == "Saved as slow autumn."
    told = ask(compare_scenarios, who, names=["Slow Autumn"], run_date=RUN, floor="1200000")
    plans, causes = told.tables
    assert [row[0] for row in plans.rows] == ["by the books", "slow autumn"]
    assert [row[1] for row in causes.rows] == ["collections -10%", "rate +2 points", "together"]
    missing = ask(compare_scenarios, who, names=["fast spring"], run_date=RUN)
    assert missing.outcome == "no_data"
    assert "there are: slow autumn" in missing.say
    with who.books() as books:
        scenarios.delete(books, "HALDE", "slow autumn")
    empty = ask(compare_scenarios, who, names=[], run_date=RUN)
    assert (empty.outcome, empty.reason) == ("no_data", "no_scenarios")


def test_a_suppliers_new_terms_move_its_bills_only() -> None:
    asked = question(50_000, 0, bill(1, 1_000), bill(2, 1_000))
    made = plan(under(asked, parsed({"supplier_days": [{"supplier": "Supplier 2", "days": 14}]})))
    assert [chosen.debit for _, chosen in made.chosen] == [DUE, date(2026, 8, 4)]
    all_later = plan(under(asked, parsed({"payables_days": 14})))
    assert {chosen.debit for _, chosen in all_later.chosen} == {date(2026, 8, 4)}
    assert FIRST < DUE
