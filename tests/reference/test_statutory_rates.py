"""Late-payment rates against the decisions they come from: dated decisions here, half-years there."""

from datetime import date
from decimal import Decimal

import pytest

from workingcapital.reference.statutory import rows

# From these days on, per cent. Main refinancing operations: ECB, key interest rates; Bank Rate: Bank of England, MPC decisions.
ECB = {
    "2016-03-16": "0.00", "2022-07-27": "0.50", "2022-09-14": "1.25", "2022-11-02": "2.00", "2022-12-21": "2.50",
    "2023-02-08": "3.00", "2023-03-22": "3.50", "2023-05-10": "3.75", "2023-06-21": "4.00", "2023-08-02": "4.25",
    "2023-09-20": "4.50", "2024-06-12": "4.25", "2024-09-18": "3.65", "2024-10-23": "3.40", "2024-12-18": "3.15",
    "2025-02-05": "2.90", "2025-03-12": "2.65", "2025-04-23": "2.40", "2025-06-11": "2.15",
}  # fmt: skip
BANK_OF_ENGLAND = {
    "2018-08-02": "0.75", "2020-03-11": "0.25", "2020-03-19": "0.10", "2021-12-16": "0.25", "2022-02-03": "0.50",
    "2022-03-17": "0.75", "2022-05-05": "1.00", "2022-06-16": "1.25", "2022-08-04": "1.75", "2022-09-22": "2.25",
    "2022-11-03": "3.00", "2022-12-15": "3.50", "2023-02-02": "4.00", "2023-03-23": "4.25", "2023-05-11": "4.50",
    "2023-06-22": "5.00", "2023-08-03": "5.25", "2024-08-01": "5.00", "2024-11-07": "4.75", "2025-02-06": "4.50",
    "2025-05-08": "4.25", "2025-08-07": "4.00", "2025-12-18": "3.75",
}  # fmt: skip
BASE_LESS_ECB = Decimal("-0.88")  # BGB 247: the Basiszinssatz moves by as many points as the ECB's rate


def kept(regime: str) -> dict[date, Decimal]:
    return {row["valid_from"]: row["reference_rate"] * 100 for row in rows() if row["regime"] == regime}


def in_force(decisions: dict[str, str], on: date) -> Decimal:
    return Decimal(decisions[max(day for day in decisions if day <= on.isoformat())])


def test_the_eu_rate_is_what_the_ecb_had_in_force_on_the_first_day_of_each_half_year() -> None:
    assert all(rate == in_force(ECB, day) for day, rate in kept("EU").items())
    assert len(kept("EU")) == 15


def test_the_german_base_rate_follows_the_ecb_point_by_point() -> None:
    assert kept("DE") == {day: rate + BASE_LESS_ECB for day, rate in kept("EU").items()}


def test_the_uk_rate_is_bank_rate_on_the_last_day_of_the_half_year_before() -> None:
    assert all(rate == in_force(BANK_OF_ENGLAND, day) for day, rate in kept("UK").items())
    assert len(kept("UK")) == 15


def test_no_half_year_of_the_treasury_is_without_its_own_source_and_none_is_filled_in() -> None:
    sources = {row["valid_from"].isoformat(): row["source"] for row in rows() if row["regime"] == "US_PPA"}
    assert "89 FR 58467" in sources["2024-07-01"]
    assert "86 FR 38813" in sources["2021-07-01"]
    assert len(sources) == 9
    assert not {"2022-01-01", "2022-07-01", "2023-01-01", "2024-01-01", "2025-07-01", "2026-01-01"} & set(sources)


@pytest.mark.parametrize(("regime", "margin"), [("EU", 8), ("DE", 9), ("UK", 8), ("US_PPA", 0)])
def test_the_points_on_top_are_the_laws(regime: str, margin: int) -> None:
    assert {row["margin"] * 100 for row in rows() if row["regime"] == regime} == {margin}
