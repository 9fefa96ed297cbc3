"""Amounts and dates as ledgers write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingcapital.importing.dates import DateEvidence, NotADate, parse_date
from workingcapital.importing.numbers import NotAnAmount, NumberEvidence, parse_amount
from workingcapital.importing.text import Unprintable, clean


@pytest.mark.parametrize(
    ("cell", "mark", "value"),
    [
        ("(1,519.89)", ".", "-1519.89"),
        ("-1519.89", ".", "-1519.89"),
        ("1519.89-", ".", "-1519.89"),
        ("\u22121519.89", ".", "-1519.89"),
        (" 1,519.89 ", ".", "1519.89"),
        ("1.519,89", ",", "1519.89"),
        ("1 519,89", ",", "1519.89"),
        ("1\u00a0519\u202f000,89", ",", "1519000.89"),
        ("1'519.89", ".", "1519.89"),
        ("€ 1.519,89", ",", "1519.89"),
        ("EUR 12", ".", "12"),
        ("12 EUR", ".", "12"),
        ("-£5.00", ".", "-5.00"),
        (".5", ".", "0.5"),
        ("+7", ".", "7"),
    ],
)
def test_amounts_are_read_as_written(cell: str, mark: str, value: str) -> None:
    assert parse_amount(cell, mark).value == Decimal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell",
    [
        "1e30",
        "1E3",
        "NaN",
        "Infinity",
        "12,34,56.00",
        "1,5",
        "(5",
        "-(5)",
        "(5-)",
        "1.2.3",
        "EUR 5 USD",
        "five",
        "=1+2",
        "9" * 14,
    ],
)
def test_what_is_no_amount_is_refused(cell: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_amount(cell, ".")


@given(
    st.decimals("-9999999999.99", "9999999999.99", places=2),
    st.sampled_from([",", "."]),
    st.sampled_from(["", " ", "'", "mark"]),
)
def test_any_amount_survives_any_way_of_writing_it(value: Decimal, mark: str, group: str) -> None:
    thousands = {"mark": "." if mark == "," else ","}.get(group, group)
    written = f"{abs(value):,.2f}".replace(",", "§").replace(".", mark).replace("§", thousands)
    for text, expected in ((written, abs(value)), (f"({written})", -abs(value)), (f"{written}-", -abs(value))):
        evidence = NumberEvidence()
        evidence.see(text, 1)
        assert parse_amount(text, mark).value == expected  # type: ignore[arg-type]
        assert set(evidence.shown) <= {mark}


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("1/15/2013", "mdy", date(2013, 1, 15)),
        ("03/01/2012", "dmy", date(2012, 1, 3)),
        ("03/01/2012", "mdy", date(2012, 3, 1)),
        ("03.01.12", None, date(2012, 1, 3)),
        ("20180404", None, date(2018, 4, 4)),
        ("2018-04-04", None, date(2018, 4, 4)),
        ("2024-03-01 00:00:00", None, date(2024, 3, 1)),
        ("2024-03-01T23:59:59Z", None, date(2024, 3, 1)),
        ("3-Mar-24", None, date(2024, 3, 3)),
        ("3. März 2024", None, date(2024, 3, 3)),
        ("March 3, 2024", None, date(2024, 3, 3)),
        ("29/02/2024", "dmy", date(2024, 2, 29)),
    ],
)
def test_dates_are_read_as_written(cell: str, order: str | None, day: date) -> None:
    assert parse_date(cell, order) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell",
    ["30/02/2024", "29/02/2023", "31.04.2024", "2024-02-30", "20240230", "41275", "today", "1/1/0012", "12/12/2412"],
)
def test_days_that_do_not_exist_are_refused(cell: str) -> None:
    with pytest.raises(NotADate):
        parse_date(cell, "dmy")


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_evidence_never_claims_the_wrong_order(day: date) -> None:
    for order, text in (("dmy", f"{day:%d/%m/%Y}"), ("mdy", f"{day:%m/%d/%Y}")):
        evidence = DateEvidence()
        evidence.see(text, 1)
        assert set(evidence.shown) <= {order}
        assert evidence.shown or evidence.unclear or day.day == day.month
        assert parse_date(text, order) == day  # type: ignore[arg-type]


def test_control_characters_are_refused_and_steering_characters_stripped() -> None:
    with pytest.raises(Unprintable):
        clean("AC\0ME")
    assert clean("AC\u202eME\u200b \U000e0041Ltd") == "ACME Ltd"
    assert clean("O'Brien'; DROP") == "O'Brien'; DROP"
