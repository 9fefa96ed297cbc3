"""The group's forecast: intercompany out, rates with their source, and companies that are short while the group is not."""

import numpy as np
import pytest

from tests.tools.calling import ask, asker, explained
from tools.group_cash import group_cash_forecast
from workingcapital.errors import BadInput
from workingcapital.store.cash_forecasts import forecast, group_forecast
from workingcapital.store.connection import Store

GROUP = ("HALDE", "HALUK", "HALUS")


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
    assert any("converted at" in caveat for caveat in last.caveats)
    assert any_under.decimal() >= chance.decimal()
    assert [each["same"] for each in explained(sample_store, [chance, last, any_under])] == [True] * 3
    assert len(found.charts[0].series) == 4


def test_a_group_of_one_is_asked_again(sample_store: Store) -> None:
    who = asker(sample_store)
    with who.books() as books, pytest.raises(BadInput, match="two companies"):
        group_forecast(books, ["HALDE"], who.as_of)
