"""Payment terms in the notation of the trade: due dates, deadlines and yields."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingcapital.terms import (
    BadTerms,
    DiscountStep,
    DiscountTerms,
    DueRule,
    annualised_discount_yield,
    effective_discount_yield,
    notation,
)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2/10n30", "2/10 n30"),
        ("2/10 net 30", "2/10 n30"),
        ("2/10, n/30", "2/10 n30"),
        ("2% 10 net 30", "2/10 n30"),
        ("1.5/10 n45", "1.5/10 n45"),
        ("1,5/10 n45", "1.5/10 n45"),
        ("3/7 2/14 n30", "3/7 2/14 n30"),
        ("2/14, 3/7, net 30", "3/7 2/14 n30"),
        ("n30", "n30"),
        ("Net 30 days", "n30"),
        ("n30 EOM", "n30 EOM"),
        ("n10EOM", "n10 EOM"),
        ("n15 MFI", "n15 prox"),
        ("n2M EOM", "n2M EOM"),
        ("due on receipt", "n0"),
        ("sofort", "n0"),
    ],
)
def test_every_way_of_writing_the_same_terms_means_the_same(written: str, canonical: str) -> None:
    assert DiscountTerms(written).notation == canonical
    assert DiscountTerms(written) == DiscountTerms(canonical)


@pytest.mark.parametrize("text", ["", "2/10", "foo", "2/10 n30 or so", "100/10 n30", "2/x n30", "n99999", "0/10 n30"])
def test_terms_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(BadTerms):
        DiscountTerms(text)


@pytest.mark.parametrize(
    ("terms", "invoiced", "due"),
    [
        ("n30", "2024-01-30", "2024-02-29"),
        ("n30", "2023-01-30", "2023-03-01"),
        ("n0 EOM", "2024-02-01", "2024-02-29"),
        ("n30 EOM", "2024-01-31", "2024-03-01"),
        ("n1M EOM", "2024-01-31", "2024-02-29"),
        ("n31 prox", "2023-01-15", "2023-02-28"),
        ("n31 prox", "2024-01-15", "2024-02-29"),
        ("n20 inst", "2024-02-15", "2024-02-20"),
        ("n10 inst", "2024-02-15", "2024-03-10"),
        ("n15 prox", "2024-12-31", "2025-01-15"),
        ("n365", "2024-02-29", "2025-02-28"),
    ],
)
def test_due_dates_come_through_the_end_of_february(terms: str, invoiced: str, due: str) -> None:
    assert DiscountTerms(terms).due_date(date.fromisoformat(invoiced)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("bill", "paid_on", "percent"),
    [
        ("2/10n30 from 2026-01-01", "2026-01-11", "2"),
        ("2/10n30 from 2026-01-01", "2026-01-12", None),
        ("3/7 2/14 n30 from 2024-02-22", "2024-02-29", "3"),
        ("3/7 2/14 n30 from 2024-02-22", "2024-03-01", "2"),
        ("3/7 2/14 n30 from 2024-02-22", "2024-03-08", None),
    ],
)
def test_the_discount_lasts_through_its_last_day(bill: str, paid_on: str, percent: str | None) -> None:
    terms, _, baseline = bill.partition(" from ")
    step = DiscountTerms(terms).best_step(date.fromisoformat(baseline), date.fromisoformat(paid_on))
    assert (step and step.percent) == (percent and Decimal(percent))


@pytest.mark.parametrize(
    ("terms", "pays_on", "year", "apr", "ear"),
    [
        ("2/10 n30", 30, 365, "0.3724", "0.4459"),
        ("2/10 n30", 30, 360, "0.3673", "0.4386"),
        ("1/10 n30", 30, 365, "0.1843", "0.2013"),
        ("2/10 n60", 60, 365, "0.1490", "0.1589"),
        ("2/10 n30", 45, 365, "0.2128", "0.2345"),
    ],
)
def test_yields_as_the_textbooks_print_them(terms: str, pays_on: int, year: int, apr: str, ear: str) -> None:
    read = DiscountTerms(terms)
    cut = Decimal("0.0001")
    assert annualised_discount_yield(read, pays_on, days_in_year=year).quantize(cut) == Decimal(apr)
    assert effective_discount_yield(read, pays_on, days_in_year=year).quantize(cut) == Decimal(ear)


def test_a_yield_needs_a_day_after_the_discount_and_a_step_that_exists() -> None:
    with pytest.raises(BadTerms):
        annualised_discount_yield(DiscountTerms("2/10 n30"), pays_on_day=10)
    with pytest.raises(BadTerms):
        annualised_discount_yield(DiscountTerms("n30"), pays_on_day=30)
    with pytest.raises(BadTerms):
        annualised_discount_yield(DiscountTerms("2/10 EOM n30 EOM"), pays_on_day=30)


RULES = st.builds(
    DueRule,
    st.integers(0, 120),
    st.sampled_from(["days_after_invoice", "days_after_month_end"]),
) | st.builds(DueRule, st.integers(1, 31), st.sampled_from(["day_of_this_month", "day_of_next_month"]))
PERCENTS = st.decimals("0.01", "99.99", places=2)


@given(st.lists(st.builds(DiscountStep, PERCENTS, RULES), max_size=3), RULES)
def test_notation_is_read_back_as_what_was_written(steps: list[DiscountStep], due: DueRule) -> None:
    read = DiscountTerms(notation(steps, due))
    assert read.due == due
    written = sorted(((step.percent, step.rule) for step in steps), key=lambda pair: pair[1].value)
    assert [(step.percent, step.rule) for step in read.steps] == written


@given(RULES, st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_nothing_is_due_before_it_was_invoiced(rule: DueRule, baseline: date) -> None:
    assert baseline <= rule.on(baseline) <= baseline + timedelta(days=31 + 31 + 120)
