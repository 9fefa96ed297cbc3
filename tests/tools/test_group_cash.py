"""The group's forecast: intercompany out, rates with their source, and companies that are short while the group is not."""

import numpy as np
import pytest

from agent.german.catalogue import sentences
from tests.tools.calling import AS_OF, GROUP, ask, asker, explained
from tools.group_cash import group_cash_forecast
from workingcapital.errors import BadInput
from workingcapital.forecast.habits import Kind
from workingcapital.metrics.registry import NoData
from workingcapital.store import founding
from workingcapital.store.database.connection import Store
from workingcapital.store.figures import explain
from workingcapital.store.forecasting.cash_forecasts import forecast, group_forecast, into_group
from workingcapital.store.forecasting.forecasts import group_document
from workingcapital.store.forecasting.replay import group_replay, replay


def test_the_groups_mean_is_the_sum_of_its_companies_at_the_rates_of_the_day(sample_store: Store) -> None:
    who = asker(sample_store, *GROUP)
    with who.books() as books:
        made = group_forecast(books, GROUP, who.as_of, 4)
        alone = [forecast(books, code, who.as_of, 4) for code in GROUP]
        rates = books.execute(
            "select from_currency as code, rate from fx_rate where company_id = 'HALDE' and to_currency = 'EUR'"
            " and on_date = %s",
            [who.as_of],
        ).fetchall()
    rate = {"EUR": 1.0, **{row["code"]: float(row["rate"]) for row in rates}}
    expected = sum(each.simulated.closing.mean(axis=1) * rate[each.known.currency] for each in alone)
    assert made.whole.simulated.closing.mean(axis=1) == pytest.approx(expected, rel=1e-6)
    for each, own in zip(made.members, alone, strict=True):
        assert (each.simulated.closing == own.simulated.closing).all(), "what a company's own forecast says stays"
    short = np.mean([(own.simulated.closing < own.known.outlook.floor).any(axis=0).mean() for own in alone])
    assert made.any_under / made.whole.simulated.closing.shape[1] >= short


def test_the_answer_names_rates_and_chances_and_explains_itself(sample_store: Store) -> None:
    found = ask(group_cash_forecast, asker(sample_store, *GROUP), weeks=4)
    floor, chance, first, last, any_under = found.facts[:5]
    assert floor.currency == last.currency == "EUR"
    assert all(fact.label.startswith("Group, ") for fact in (floor, chance, first, last))
    assert any("converted to EUR at" in caveat for caveat in last.caveats)
    assert any_under.decimal() >= chance.decimal()
    assert [each["same"] for each in explained(sample_store, [chance, last, any_under])] == [True] * 3
    assert len(found.charts[0].series) == 4


@pytest.fixture(scope="module")
def with_newcomer(sample_store: Store) -> Store:
    """The group with a company that has been founded and nothing loaded of it."""
    founding.add_company(
        sample_store, "NEWCO", "Newco Ltd", "GBP", "GB", "Europe/London", "GB", controllers=["jo@newco.example"]
    )
    return sample_store


def test_a_company_without_statements_is_left_out_by_name_and_the_others_are_the_group(with_newcomer: Store) -> None:
    who = asker(with_newcomer, "HALDE", "NEWCO", "HALUS", companies=(*GROUP, "NEWCO"))
    found = ask(group_cash_forecast, who, weeks=2)
    floor, chance, _first, last = found.facts[:4]
    assert found.say.startswith("The group (HALDE, HALUS) closes")
    assert any(n.startswith("NEWCO is left out: no bank statements") and "floor" in n for n in found.notices)
    assert any(caveat.startswith("NEWCO is left out") for caveat in last.caveats)
    with who.books() as books:
        assert all(explain(books, fact)["same"] for fact in (floor, chance, last))
        told = group_document(group_forecast(books, ["HALDE", "NEWCO", "HALUS"], who.as_of, 2))
        without = group_document(group_forecast(books, ["HALDE", "HALUS"], who.as_of, 2))
    assert (told["companies"], told["left_out"]) == (["HALDE", "HALUS"], ["NEWCO"])
    assert told["weeks"] == without["weeks"], "nothing of NEWCO is in the figures"
    assert told["floor"] == without["floor"]


def test_the_currency_is_the_first_companys_even_where_it_is_left_out(with_newcomer: Store) -> None:
    who = asker(with_newcomer, companies=(*GROUP, "NEWCO"))
    with who.books() as books, pytest.raises(BadInput, match="no rate from EUR to GBP"):
        group_forecast(books, ["NEWCO", "HALDE", "HALUK"], who.as_of, 2)


def test_one_company_with_statements_is_no_group(with_newcomer: Store) -> None:
    who = asker(with_newcomer, companies=(*GROUP, "NEWCO"))
    with who.books() as books, pytest.raises(NoData, match=r"Only HALDE has bank statements.*NEWCO") as short:
        group_forecast(books, ["HALDE", "NEWCO"], who.as_of, 2)
    assert short.value.reason == "not_loaded"
    assert sentences(f"{short.value}")[1] == (), "it has its German"


def test_what_is_said_of_a_company_left_out_has_its_german(with_newcomer: Store) -> None:
    who = asker(with_newcomer, "HALDE", "NEWCO", "HALUS", companies=(*GROUP, "NEWCO"))
    notices = ask(group_cash_forecast, who, weeks=1).notices
    assert [sentences(each)[1] for each in notices] == [()] * len(notices)


def test_the_group_is_held_against_what_all_its_companies_took_in(sample_store: Store) -> None:
    with asker(sample_store, *GROUP).books() as books:
        whole = group_replay(books, GROUP, AS_OF, 6, Kind(), 3)
        alone = [replay(books, code, AS_OF, 6, Kind(), 3) for code in GROUP]
        rates = [into_group(books, "HALDE", each.currency, "EUR", AS_OF, "?")[0] for each in alone]
    for place, week in enumerate(whole.weeks):
        own = [(each.weeks[place], float(rate)) for each, rate in zip(alone, rates, strict=True)]
        assert {(each.made_on, each.ahead) for each, _ in own} == {(week.made_on, week.ahead)}
        assert week.actual == pytest.approx(sum(each.actual * rate for each, rate in own), abs=2)
        assert week.said["due date"] == pytest.approx(sum(each.said["due date"] * rate for each, rate in own), abs=3)
        assert week.high - week.low < sum((each.high - each.low) * rate for each, rate in own), "luck evens out"
    assert whole.currency == "EUR"
    assert set(whole.rows) == {row for each in alone for row in each.rows}


def test_a_group_of_one_is_asked_again(sample_store: Store) -> None:
    who = asker(sample_store)
    with who.books() as books, pytest.raises(BadInput, match="two companies"):
        group_forecast(books, ["HALDE"], who.as_of)
