"""Amounts, rates, payment terms and lengths of time as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.planner.grammar.amounts import Amount, amounts
from agent.planner.grammar.lengths import lengths
from agent.planner.grammar.rates import rates
from agent.planner.grammar.terms import Terms, terms


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("I have 400k until Friday", "400000", None),
        ("keeping at least 1.5 million", "1500000", None),
        ("mindestens 2 Mio", "2000000", None),
        ("1,5 Mio. € sollen bleiben", "1500000", "EUR"),
        ("EUR 1.234,56 überwiesen", "1234.56", "EUR"),
        ("about 1 000 000 in all", "1000000", None),
        ("four hundred thousand to spend", "400000", None),
        ("fünfzigtausend Euro", "50000", "EUR"),
        ("$12,000.50 came in", "12000.5", "USD"),
        ("a UK invoice of 5,000", "5000", None),
        ("half a million", "500000", None),
        ("under 1,000 no approval", "1000", None),
    ],
)
def test_an_amount_is_read_with_its_currency(text: str, value: str, currency: str | None) -> None:
    (found,) = amounts(text)
    assert (found.value.text(), found.value.currency) == (value, currency)


@pytest.mark.parametrize("text", ["in 2026", "top 10", "30 days", "invoice 17", "4711 is its name", "P50"])
def test_a_bare_number_is_no_amount(text: str) -> None:
    assert amounts(text) == []


@given(
    cents=st.integers(100_000, 10**11),
    german=st.booleans(),
    currency=st.sampled_from(["EUR", "USD", "GBP"]),
)
def test_a_written_amount_comes_back_in_either_notation(cents: int, german: bool, currency: str) -> None:
    value = Decimal(cents) / 100
    written = f"{value:,.2f}".translate(str.maketrans(",.", ".,")) if german else f"{value:,.2f}"
    (found,) = amounts(f"pay {currency} {written} soon")
    assert found.value == Amount(value.normalize() + 0, currency)


@pytest.mark.parametrize(
    ("text", "rate"),
    [("6.5%", "6.5"), ("8 per cent", "8"), ("2 points more", "2"), ("sechs Prozent", "6"), ("1,2 % Skonto", "1.2")],
)
def test_a_rate_is_read_in_per_cent(text: str, rate: str) -> None:
    (found,) = rates(text)
    assert found.value == Decimal(rate)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2/10 net 30", "2/10 n30"),
        ("2/10n30", "2/10 n30"),
        ("3% 7 Tage 2% 14 Tage, 30 netto", "3/7 2/14 n30"),
        ("net-45", "n45"),
        ("2% discount within 10 days, net 30", "2/10 n30"),
        ("30 days end of month", "n30 eom"),
        ("60 Tage netto", "n60"),
        ("1,5/8 n60", "1.5/8 n60"),
    ],
)
def test_terms_are_read_into_one_notation(text: str, read: str) -> None:
    (found,) = terms(text)
    assert found.value.text() == read


@given(
    steps=st.lists(
        st.tuples(st.sampled_from([Decimal(1), Decimal(2), Decimal("2.5"), Decimal(3)]), st.integers(1, 20)), max_size=1
    ),
    net=st.integers(14, 120),
)
def test_terms_come_back_from_their_own_notation(steps: list[tuple[Decimal, int]], net: int) -> None:
    meant = Terms(tuple(steps), net)
    (found,) = terms(f"is {meant.text()} good?" if steps else f"is net {net} good?")
    assert found.value == meant


def test_more_than_sixty_days_is_told_from_sixty_days() -> None:
    over, least = lengths("over 60 days, at least 90 days")
    assert (over.value.days, over.value.beyond) == (60, True)
    assert (least.value.days, least.value.beyond) == (90, False)
