"""What a formula promises whatever its inputs."""

import doctest
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingcapital.errors import BadInput
from workingcapital.facts import Fact
from workingcapital.metrics import ageing, library, registry
from workingcapital.metrics.bridge import countback_bridge
from workingcapital.metrics.late_interest import simple_interest, uk_interest
from workingcapital.metrics.receivable_days import (
    average_days_delinquent,
    best_possible_dso,
    countback_days,
    days_sales_outstanding,
)
from workingcapital.metrics.registry import Formula, NoData, ZeroDenominator, fact, formula, formulas, recomputed

CENTS = st.integers(-10_000_000, 10_000_000).map(lambda cents: Decimal(cents) / 100)
POSITIVE = st.integers(1, 10_000_000).map(lambda cents: Decimal(cents) / 100)
AS_OF = date(2026, 6, 30)


@pytest.mark.parametrize("family", library.FAMILIES, ids=lambda family: family.__name__.rpartition(".")[2])
def test_the_examples_beside_the_formulas_hold(family):
    result = doctest.testmod(family)
    assert result.failed == 0
    assert result.attempted > 0


def test_every_formula_says_what_it_is_and_who_publishes_it():
    for each in formulas():
        assert each.id.rpartition(".v")[2].isdigit()
        assert each.label
        assert each.text
        assert each.source


def test_a_formula_id_means_one_thing_for_ever():
    with pytest.raises(ValueError, match="new version"):
        registry.register(Formula("dso.end.v1", "x", "days", "x", "x", lambda inputs: Decimal(1)))


@pytest.mark.parametrize(
    ("formula_id", "inputs"),
    [
        ("dso.end.v1", {"receivables": "1", "credit_sales": "0", "days": 30}),
        ("dso.average.v1", {"opening_receivables": "1", "receivables": "1", "credit_sales": "0", "days": 30}),
        ("bpdso.v1", {"not_due": "1", "credit_sales": "0", "days": 30}),
        ("dpo.purchases.v1", {"payables": "1", "purchases": "0", "days": 30}),
        ("dpo.cogs.v1", {"payables": "1", "cogs": "0", "days": 30}),
        ("dio.v1", {"inventory": "1", "cogs": "0", "days": 30}),
        ("cei.v1", {"opening": "1", "credit_sales": "1", "closing": "1", "closing_not_due": "2"}),
        ("overdue.share.v1", {"overdue": "0", "open_debits": "0"}),
        ("credit_limit.use.v1", {"open_receivables": "5", "credit_limit": "0"}),
        ("forecast.wape.v1", {"pairs": [["0", "5"]]}),
        ("weighted_days.v1", {"items": []}),
        ("days_late_of_paid.v1", {"amount_days": "0", "amount": "0"}),
    ],
)
def test_zero_below_the_line_is_an_error_and_never_zero(formula_id, inputs):
    with pytest.raises(ZeroDenominator):
        formula(formula_id).compute(inputs)


def test_a_float_never_enters_a_receipt():
    with pytest.raises(BadInput):
        fact("dso.end.v1", {"receivables": 0.1, "credit_sales": "1", "days": 30}, company="HALDE", as_of=AS_OF)


def test_inputs_that_are_missing_or_wrong_are_named():
    with pytest.raises(BadInput) as caught:
        formula("dso.end.v1").compute({"receivables": "x", "days": 30})
    assert {place["field"] for place in caught.value.errors} == {"receivables", "credit_sales"}


@given(CENTS, POSITIVE, st.integers(1, 366))
def test_a_fact_recomputes_from_what_it_stores(receivables, sales, days):
    said = fact(
        "dso.end.v1",
        {"receivables": receivables, "credit_sales": sales, "days": days},
        company="HALDE",
        as_of=AS_OF,
    )
    again = Fact.model_validate_json(said.model_dump_json())
    assert recomputed(again) == said.value
    assert again.id == said.id


@given(POSITIVE, POSITIVE, POSITIVE, st.integers(1, 366))
def test_best_possible_dso_and_days_delinquent_add_up_to_dso(not_due, overdue, sales, days):
    dso = days_sales_outstanding(not_due + overdue, sales, days)
    best = best_possible_dso(not_due, sales, days)
    assert abs(best + average_days_delinquent(dso, best) - dso) < Decimal("1e-20"), "but for the last of 28 digits"


@given(POSITIVE, st.lists(st.tuples(POSITIVE, st.integers(28, 31)), min_size=1, max_size=12))
def test_countback_is_between_zero_and_the_days_of_its_months(receivables, months):
    if receivables > sum(sales for sales, _ in months):
        with pytest.raises(NoData, match="do not cover"):
            countback_days(receivables, months)
    else:
        assert 0 < countback_days(receivables, months) <= sum(days for _, days in months)


@given(POSITIVE, st.lists(st.tuples(POSITIVE, st.integers(28, 31)), min_size=3, max_size=3))
def test_the_reconciliation_of_countback_with_simple_dso_adds_up(share, months):
    sales, days = sum(s for s, _ in months), sum(d for _, d in months)
    receivables = sales * share / (share + 1)
    effects = sum(effect for _, _, effect in countback_bridge(receivables, months, sales, days))
    difference = countback_days(receivables, months) - days_sales_outstanding(receivables, sales, days)
    assert abs(effects - difference) < Decimal("1e-15")


@given(st.lists(st.tuples(CENTS, st.booleans(), st.dates(date(2025, 1, 1), date(2027, 1, 1)))))
def test_the_columns_of_an_ageing_add_up_to_the_open_items(items):
    sums = ageing.aged(items, AS_OF)
    assert sum(sums.values()) == sum((amount for amount, _, _ in items), Decimal(0))
    assert tuple(sums) == ageing.COLUMNS


@given(st.integers(-400, 400))
def test_every_day_has_one_bucket_and_thirty_is_in_the_first(days):
    expected = next(
        label
        for label, low, high in zip(ageing.BUCKETS, (-400, 1, 31, 61, 91), (0, 30, 60, 90, 400), strict=True)
        if low <= days <= high
    )
    assert ageing.bucket_of(days) == expected
    assert ageing.column_of(Decimal(1), False, AS_OF - timedelta(days=days), AS_OF) == expected


def test_a_disputed_item_stands_apart_and_a_credit_even_more_so():
    assert ageing.column_of(Decimal(1), True, AS_OF, AS_OF) == "disputed"
    assert ageing.column_of(Decimal(-1), True, AS_OF, AS_OF) == "credits"


@given(POSITIVE, st.integers(1, 90), st.integers(1, 90))
def test_interest_over_two_stretches_of_one_rate_is_interest_over_both(amount, first, second):
    rate = Decimal("0.1015")
    apart = simple_interest(amount, [(first, rate), (second, rate)])
    together = uk_interest(amount, rate - Decimal("0.08"), first + second)
    assert abs(apart - together) < Decimal("1e-15")


@pytest.mark.parametrize(
    ("formula_id", "inputs", "value"),
    [
        ("payment.probability.v1", {"own_paid": 6, "own": 8, "all_paid": 50, "all": 100, "asked": {"item": 7}}, "62.5"),
        ("payment.day.v1", {"due": AS_OF, "days_late": list(range(21)), "quantile": Decimal("0.5")}, "2026-07-10"),
    ],
)
def test_what_an_earlier_version_said_is_computed_again_from_its_inputs(formula_id, inputs, value):
    said = fact(formula_id, inputs, company="HALDE", as_of=AS_OF)
    assert said.value.startswith(value)
    assert recomputed(said) == said.value
