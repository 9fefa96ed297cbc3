"""The metrics tools on the sample group."""

from decimal import Decimal

import pytest

from tests.tools.calling import GROUP, ask, asker, explained, on
from tools import ageing, exposure, metrics, open_items
from workingcapital.metrics.ageing import COLUMNS
from workingcapital.store.database.context import Identity

NAMES = list(metrics.METRICS)


@pytest.mark.parametrize("name", NAMES)
def test_every_metric_of_the_group_is_a_figure_or_says_why_not(sample_store, name):
    for code in GROUP:
        found = ask(metrics.metric, asker(sample_store, code), name=name)
        if code == "HALUS" and name in ("dio", "ccc"):
            assert (found.outcome, found.reason) == ("no_data", "no_inventory")
        else:
            assert found.outcome == "answered", found.say
            assert found.facts[0].company == code
            assert all(each["same"] for each in explained(sample_store, found.facts)), found.facts


def test_three_companies_give_three_figures_and_no_sum(sample_store):
    found = ask(metrics.metric, asker(sample_store, *GROUP), name="dso", compare_to="previous")
    dsos = [fact for fact in found.facts if fact.label == "DSO"]
    assert [fact.company for fact in dsos] == [code for code in GROUP for _ in range(2)]
    assert len(found.tables) == 3


def test_a_comparison_is_the_difference_of_what_is_shown(sample_store):
    found = ask(metrics.metric, asker(sample_store), name="dso", compare_to="same_last_year")
    now, then, change = (fact for fact in found.facts if fact.label in ("DSO", "Change in DSO"))
    assert change.decimal() == now.decimal() - then.decimal()
    assert (now.period, then.period) == ("2026-Q2", "2025-Q2")
    assert explained(sample_store, [change])[0]["same"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("dso", "dso_countback"), ("dso", "dso_average"), ("dso", "best_possible_dso"), ("dpo", "dpo_cogs")],
)
def test_a_reconciliation_adds_up(sample_store, first, second):
    found = ask(metrics.explain_difference, asker(sample_store), first=first, second=second)
    assert found.outcome == "answered", found.say
    values = [Decimal(row[1]) for row in found.tables[0].rows]
    assert sum(values[:-1]) == values[-1]
    assert all(each["same"] for each in explained(sample_store, found.facts))


def test_figures_that_are_not_reconciled_are_said_to_be(sample_store):
    found = ask(metrics.explain_difference, asker(sample_store), first="dso", second="dpo")
    assert (found.outcome, found.reason) == ("clarify", "bad_argument")


def test_a_period_nobody_understands_is_asked_about(sample_store):
    assert ask(metrics.metric, asker(sample_store), name="dso", period="soonish").outcome == "clarify"


def test_a_period_is_not_compared_with_itself(sample_store):
    found = ask(metrics.metric, asker(sample_store), name="cei", period="2026-05", compare_to="2026-05")
    assert (found.outcome, found.reason) == ("clarify", "bad_argument")


def test_exposure_by_month_adds_up_to_all_of_it(sample_store):
    rows = ask(exposure.fx_exposure, asker(sample_store), months=1).tables[0].rows
    *due, whole = [Decimal(row[2]) for row in rows]
    assert sum(due) == whole
    assert {"earlier", "later"} <= {row[1] for row in rows}


def test_a_day_before_the_books_begin_has_no_dso(sample_store):
    found = ask(metrics.metric, on(asker(sample_store), "2020-01-01"), name="dso")
    assert found.outcome == "no_data"


@pytest.mark.parametrize("side", ["payable", "receivable"])
@pytest.mark.parametrize("basis", ["due_date", "invoice_date"])
@pytest.mark.parametrize("day", ["2026-06-30", "2025-12-31"])
def test_an_ageing_adds_up_to_the_open_items_and_the_control_account(sample_store, side, basis, day):
    for code in GROUP:
        found = ask(ageing.ageing, on(asker(sample_store, code), day), side=side, basis=basis)
        values = [Decimal(row[2]) for row in found.tables[0].rows]
        assert sum(values[:-1]) == values[-1]
        assert len(values) in (len(COLUMNS) + 1, len(COLUMNS) + 2)
        assert found.fact("Difference from the control account").decimal() == 0
        assert all(each["same"] for each in explained(sample_store, found.facts))


@pytest.mark.parametrize("group_by", ["none", "party", "currency", "month", "cost_centre", "country"])
def test_every_cell_of_open_items_can_be_read_again(sample_store, group_by):
    for side in ("payable", "receivable"):
        found = ask(open_items.open_items, asker(sample_store), side=side, group_by=group_by, top=5)
        assert len(found.tables[0].rows) <= 5
        assert all(each["same"] for each in explained(sample_store, found.facts))


def test_the_drivers_of_what_is_overdue_are_its_largest_parties(sample_store):
    found = ask(open_items.overdue, asker(sample_store), group_by="party", top=200)
    total, share = found.facts[0], found.facts[1]
    assert (total.label, share.label) == ("Overdue receivables", "Overdue share of receivables")
    amounts = [Decimal(row[3]) for row in found.tables[0].rows]
    assert amounts == sorted(amounts, reverse=True)
    assert abs(sum(amounts) - total.decimal()) <= Decimal("0.01") * len(amounts)
    assert all(each["same"] for each in explained(sample_store, found.facts[:20]))


def test_a_filter_that_matches_nothing_is_zero_and_not_silence(sample_store):
    found = ask(open_items.open_items, asker(sample_store), side="payable", min_amount="999999999")
    assert found.facts[0].value == "0.00"
    assert "no open payables" in found.say


def test_an_unknown_party_is_said(sample_store):
    found = ask(open_items.open_items, asker(sample_store), side="payable", party="Qwertz Unbekannt")
    assert (found.outcome, found.reason) == ("no_data", "not_found")


def test_a_company_without_receivables_is_not_loaded_rather_than_empty(store):
    with store.loading(Identity("loader@halden.example", ("EMPTY",))) as books:
        books.execute(
            "insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar)"
            " values ('EMPTY', 'Empty', 'EUR', 'DE', 'Europe/Berlin', 'TARGET')"
        )
    found = ask(metrics.metric, asker(store, "EMPTY", companies=("EMPTY",)), name="dso")
    assert (found.outcome, found.reason) == ("not_loaded", "not_loaded")
