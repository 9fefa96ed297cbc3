"""Every figure of the sample group against an oracle that shares no code with the product."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from evals.oracle import controls, days, items, payables, treasury
from evals.oracle.frames import Frames, frames
from tests.tools.calling import asker
from workingcapital.facts import Fact, stated
from workingcapital.metrics.registry import NoData
from workingcapital.periods import Period, quarter_of
from workingcapital.sample_company.generator import generate
from workingcapital.store.companies import company as company_of
from workingcapital.store.figures import measure
from workingcapital.store.items import ItemFilter, open_items
from workingcapital.store.look_alikes import look_alikes
from workingcapital.store.parties import all_parties, bank_changes, shared_accounts
from workingcapital.store.payables import bills_without_order, open_discounts
from workingcapital.store.payments import early_payments, payments, unapplied

GROUP = ("HALDE", "HALUK", "HALUS")
TODAY = date(2026, 6, 30)
DAYS = (TODAY, date(2026, 5, 13), date(2025, 12, 31), date(2025, 2, 28))
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def raw() -> Frames:
    return frames(generate())


@pytest.fixture
def books(sample_store):
    with asker(sample_store).books() as opened:
        yield opened


def assert_states(said: Fact, expected: Decimal) -> None:
    """The Fact says the oracle's figure at its stated rounding."""
    assert said.value == stated(expected, said.unit, said.currency), (said.label, said.company, said.value, expected)


Expected = Callable[[Frames, str, tuple[date, date]], Decimal]
OF_A_PERIOD: dict[str, Expected] = {
    "dso.end.v1": days.dso,
    "dso.average.v1": days.dso_average,
    "bpdso.v1": days.best_possible_dso,
    "add.v1": days.average_days_delinquent,
    "cei.v1": days.cei,
    "dpo.purchases.v1": days.dpo,
    "turnover.v1": days.turnover,
    "dso.countback.v1": lambda raw, code, period: days.dso_countback(raw, code, period[1]),
    "dpo.cogs.v1": days.dpo_on_cogs,
    "dio.v1": days.dio,
    "ccc.v1": days.ccc,
}
OF_MONTH_ENDS = frozenset({"dpo.cogs.v1", "dio.v1", "ccc.v1"})


# The ledger is kept by month, so what stands on it is compared at the ends of quarters only.
CASES = [
    (formula_id, day)
    for formula_id in OF_A_PERIOD
    for day in DAYS
    if formula_id not in OF_MONTH_ENDS or day == quarter_of(day).end
]


@pytest.mark.parametrize("code", GROUP)
@pytest.mark.parametrize(("formula_id", "day"), CASES)
def test_a_metric_of_the_running_quarter_is_the_oracles(raw, books, code, day, formula_id):
    period = quarter_of(day).until(day)
    try:
        expected = OF_A_PERIOD[formula_id](raw, code, (period.start, period.end))
    except days.NotKnown:
        with pytest.raises(NoData):
            measure(books, formula_id, code, day)
        return
    assert_states(measure(books, formula_id, code, day), expected)


@pytest.mark.parametrize("code", GROUP)
@pytest.mark.parametrize("side", ["payable", "receivable"])
@pytest.mark.parametrize("text", ["2026-Q2", "2025", "2026-03"])
def test_days_late_and_days_to_pay_are_the_oracles(raw, books, code, side, text):
    period = Period.parse(text, TODAY)
    for formula_id, expected in (
        ("days_late_of_paid.v1", days.days_late_of_paid),
        ("days_to_pay.v1", days.days_to_pay),
    ):
        said = measure(books, formula_id, code, TODAY, side=side, period=text)
        assert_states(said, expected(raw, code, side, (period.start, period.end)))


@pytest.mark.parametrize("code", GROUP)
@pytest.mark.parametrize("side", ["payable", "receivable"])
@pytest.mark.parametrize("day", DAYS)
def test_open_items_their_age_and_what_is_overdue_are_the_oracles(raw, books, code, side, day):
    assert_states(measure(books, "open.total.v1", code, day, side=side), items.balance(raw, code, day, side))
    assert_states(measure(books, "overdue.share.v1", code, day, side=side), items.overdue_share(raw, code, day, side))
    for ours, theirs in (("due_date", "due_date"), ("invoice_date", "issue_date")):
        for column, expected in items.ageing(raw, code, day, side, theirs).items():
            assert_states(measure(books, "open.total.v1", code, day, side=side, column=column, basis=ours), expected)
    found = open_items(books, code, day, ItemFilter(side, overdue_days=1, credits=False))
    expected_items = items.overdue(raw, code, day, side)
    assert keys(books, "instalment", [item.item for item in found]) == set(expected_items["key"])
    share, _ = items.concentration(raw, code, day, side)
    assert_states(measure(books, "concentration.v1", code, day, side=side, top=5), share)


@pytest.mark.parametrize("code", GROUP)
def test_the_rows_behind_dso_are_the_items_and_invoices_it_is_made_of(raw, books, code):
    said = measure(books, "dso.end.v1", code, TODAY)
    rows = [row.split(":") for row in said.row_ids]
    opened = keys(books, "instalment", [int(number) for table, number in rows if table == "instalment"])
    assert opened == set(items.open_items(raw, code, TODAY, "receivable", group=False)["key"])


@pytest.mark.parametrize("code", GROUP)
@pytest.mark.parametrize("rate", ["0.065", "0.12"])
@pytest.mark.parametrize("until", [TODAY + timedelta(days=2), TODAY + timedelta(days=14)])
def test_open_discounts_and_their_worth_are_the_oracles(raw, books, code, rate, until):
    ours = company_of(books, code)
    expected = payables.open_discounts(raw, code, TODAY, until, Decimal(rate))
    found = open_discounts(books, ours, TODAY, until)
    assert [(each.number, each.pay_by, each.takes, each.pays, each.blocked is None) for each in sorted_(found)] == [
        (row.number, row.pay_by, row.takes, row.pays, row.blocked is None) for row in expected.itertuples()
    ]
    said = measure(
        books, "discount.worth.total.v1", code, TODAY, until=until.isoformat(), rate=str(Decimal(rate) * 100)
    )
    assert_states(said, payables.discounts_worth(raw, code, TODAY, until, Decimal(rate)))


@pytest.mark.parametrize("code", GROUP)
def test_payments_and_those_that_came_too_early_are_the_oracles(raw, books, code):
    first = date(2026, 4, 1)
    made = payments(books, code, "out", first, TODAY)
    expected = payables.payments_made(raw, code, first, TODAY)
    assert keys(books, "payment", [each.payment for each in made]) == set(expected["key"])
    early = early_payments(books, company_of(books, code), first, TODAY)
    wanted = payables.early_payments(raw, code, first, TODAY, Decimal("0.065"))
    assert sorted((each.number, each.amount, each.days_early) for each in early) == sorted(
        (row.number, row.amount, row.days) for row in wanted.itertuples()
    )


@pytest.mark.parametrize("code", GROUP)
def test_unapplied_receipts_and_bills_without_order_are_the_oracles(raw, books, code):
    left = {each.payment: each.unapplied for each in unapplied(books, code, TODAY)}
    expected = treasury.unapplied_receipts(raw, code, TODAY)
    assert keys(books, "payment", list(left)) == set(expected["key"])
    assert sum(left.values()) == sum(expected["left"])
    missing = bills_without_order(books, code, TODAY)
    assert keys(books, "instalment", [row["item"] for row in missing]) == set(
        payables.bills_without_order(raw, code, TODAY)["key"]
    )


@pytest.mark.parametrize("code", GROUP)
def test_exposure_and_limits_are_the_oracles(raw, books, code):
    for currency, expected in treasury.exposure(raw, code, TODAY).items():
        assert_states(measure(books, "fx.net_exposure.v1", code, TODAY, currency=currency), expected)
    ids = {party.name: party.party for party in all_parties(books, code, "receivable")}
    foreign = {item.party for item in open_items(books, code, TODAY, ItemFilter("receivable"))
               if item.currency != company_of(books, code).currency}  # fmt: skip
    for row in items.limit_use(raw, code, TODAY).itertuples():
        if ids[row.name] not in foreign:
            assert_states(measure(books, "credit_limit.use.v1", code, TODAY, party=ids[row.name]), row.share)


@pytest.mark.parametrize("code", GROUP)
def test_changed_and_shared_accounts_are_the_oracles(raw, books, code):
    found = bank_changes(books, code, TODAY - timedelta(days=30), TODAY)
    assert sorted(row["name"] for row in found) == sorted(controls.bank_changes(raw, code, TODAY)["party"])
    shared = {tuple(sorted(row["names"])) for row in shared_accounts(books, code, TODAY)}
    assert shared == set(controls.shared_accounts(raw, code))


def test_duplicates_are_found_with_precision_and_recall_of_nine_tenths(raw, books):
    found: set[tuple[str, str]] = set()
    true: set[tuple[str, str]] = set()
    for code in GROUP:
        names = {row["invoice_id"]: row["source_id"] for row in books.execute(
            "select invoice_id, source_id from invoice where company_id = %s", (code,)
        ).fetchall()}  # fmt: skip
        for pair in look_alikes(books, code, TODAY, Decimal(0)):
            one, two = sorted((names[pair["invoice"]], names[pair["earlier_invoice"]]))
            found.add((one, two))
        true |= controls.true_duplicates(raw, code)
    precision, recall = controls.precision_and_recall(found, true)
    assert precision >= 0.9, sorted(found - true)
    assert recall >= 0.9, sorted(true - found)


def keys(books: Any, table: str, ids: list[int]) -> set[str]:
    """The raw keys of rows: an instalment's is its invoice's with its number."""
    query = {
        "payment": "select source_id as key from payment where payment_id = any(%s)",
        "instalment": "select v.source_id || '/' || i.sequence as key from instalment i"
        " join invoice v using (company_id, invoice_id) where i.instalment_id = any(%s)",
    }[table]
    return {row["key"] for row in books.execute(query, (ids,)).fetchall()}


def sorted_(found: list[Any]) -> list[Any]:
    """By deadline and step, as the oracle lists them."""
    return sorted(found, key=lambda each: (each.pay_by, each.step))
