"""Two that never met: the product's figures from the database, and the oracle's from the raw rows."""

from datetime import date
from decimal import Decimal

import pytest

from evals.oracle import controls, days, items, payables, treasury
from evals.oracle.frames import ZERO, frames, in_base
from workingcapital import sample_company
from workingcapital.metrics.registry import NoData
from workingcapital.periods import Period
from workingcapital.store.database.context import Identity
from workingcapital.store.figures import measure
from workingcapital.store.parties import bank_changes, shared_accounts

TODAY = date(2026, 6, 30)
COMPANIES = ("HALDE", "HALUK", "HALUS")
RATE = Decimal("0.065")
CFO = Identity("cfo@halden.example", COMPANIES)
DAYS = {
    "dso.end.v1": days.dso, "dso.average.v1": days.dso_average, "bpdso.v1": days.best_possible_dso,
    "add.v1": days.average_days_delinquent, "cei.v1": days.cei, "dpo.purchases.v1": days.dpo,
    "dpo.cogs.v1": days.dpo_on_cogs,
    "dio.v1": days.dio, "ccc.v1": days.ccc, "turnover.v1": days.turnover,
}  # fmt: skip


@pytest.fixture(scope="module")
def raw():
    return frames(sample_company.generate())


@pytest.fixture(scope="module")
def books(sample_store):
    with sample_store.reading(CFO) as connection:
        yield connection


def close(fact, expected):
    """Within the rounding at which the unit is stated."""
    step = {"days": "0.05", "percent": "0.005", "ratio": "0.00005", "money": "0.005"}[fact.unit]
    return abs(fact.decimal() - expected) <= Decimal(step) * Decimal("1.000001")


@pytest.mark.parametrize("period", ["2026-Q2", "2025-Q4", "2026-05"])
@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("formula", DAYS)
def test_days_of_working_capital_agree(books, raw, formula, company, period):
    when = Period.parse(period, TODAY)
    try:
        expected = DAYS[formula](raw, company, (when.start, when.end))
    except days.NotKnown:
        with pytest.raises(NoData):
            measure(books, formula, company, TODAY, period=period)
        return
    assert close(measure(books, formula, company, TODAY, period=period), expected)


@pytest.mark.parametrize("company", COMPANIES)
def test_countback_agrees(books, raw, company):
    assert close(measure(books, "dso.countback.v1", company, TODAY), days.dso_countback(raw, company, TODAY))


@pytest.mark.parametrize("side", ["receivable", "payable"])
@pytest.mark.parametrize("company", COMPANIES)
def test_days_late_of_what_was_paid_agree(books, raw, company, side):
    quarter = (date(2026, 4, 1), TODAY)
    late = measure(books, "days_late_of_paid.v1", company, TODAY, side=side)
    taken = measure(books, "days_to_pay.v1", company, TODAY, side=side)
    assert close(late, days.days_late_of_paid(raw, company, side, quarter))
    assert close(taken, days.days_to_pay(raw, company, side, quarter))


@pytest.mark.parametrize("day", [TODAY, date(2025, 12, 31), date(2026, 5, 14)])
@pytest.mark.parametrize("side", ["receivable", "payable"])
@pytest.mark.parametrize("company", COMPANIES)
def test_every_bucket_of_every_day_agrees(books, raw, company, side, day):
    for bucket, expected in items.ageing(raw, company, day, side).items():
        assert close(measure(books, "open.total.v1", company, day, side=side, column=bucket), expected), bucket


@pytest.mark.parametrize("side", ["receivable", "payable"])
@pytest.mark.parametrize("company", COMPANIES)
def test_shares_agree(books, raw, company, side):
    share, _ = items.concentration(raw, company, TODAY, side)
    assert close(measure(books, "concentration.v1", company, TODAY, side=side, top=5), share)
    late = items.overdue_share(raw, company, TODAY, side)
    assert close(measure(books, "overdue.share.v1", company, TODAY, side=side), late)


@pytest.mark.parametrize("until", [date(2026, 7, 5), date(2026, 7, 14)])
@pytest.mark.parametrize("company", COMPANIES)
def test_worth_of_open_discounts_agrees(books, raw, company, until):
    expected = payables.discounts_worth(raw, company, TODAY, until, RATE)
    fact = measure(books, "discount.worth.total.v1", company, TODAY, until=until.isoformat(), rate="6.5")
    assert close(fact, expected)


@pytest.mark.parametrize("company", COMPANIES)
def test_cost_of_paying_early_agrees(books, raw, company):
    first = date(2026, 4, 1)
    early = payables.early_payments(raw, company, first, TODAY, RATE)
    expected = in_base(raw, company, early, "cost", TODAY) if len(early) else ZERO
    fact = measure(
        books,
        "discount.early_cost.total.v1",
        company,
        TODAY,
        first=first.isoformat(),
        last=TODAY.isoformat(),
        rate="6.5",
    )
    assert close(fact, expected)


@pytest.mark.parametrize("company", COMPANIES)
def test_unapplied_cash_agrees(books, raw, company):
    left = treasury.unapplied_receipts(raw, company, TODAY)
    assert close(measure(books, "unapplied.v1", company, TODAY), in_base(raw, company, left, "left", TODAY))


@pytest.mark.parametrize("company", COMPANIES)
def test_changed_and_shared_accounts_agree(books, raw, company):
    expected = controls.bank_changes(raw, company, TODAY)
    found = bank_changes(books, company, date(2026, 5, 31), TODAY)
    assert sorted((row["name"], row["valid_from"], row["status"]) for row in found) == sorted(
        (row.party, row.valid_from, row.status) for row in expected.itertuples()
    )
    assert sorted(tuple(row["names"]) for row in shared_accounts(books, company, TODAY)) == controls.shared_accounts(
        raw, company
    )
