"""Figures from a ledger small enough to check by hand."""

from datetime import date
from decimal import Decimal

import pytest

from tests.metrics.ledger import AS_OF, Ledger, rolled_back
from workingcapital.facts import Fact
from workingcapital.metrics.registry import NoData
from workingcapital.store.figures import explain, measure


@pytest.fixture
def ledger(store):
    with rolled_back(store) as entered:
        yield entered


def figure(ledger: Ledger, formula_id: str, as_of: date = AS_OF, **asked) -> Fact:
    return measure(ledger.books, formula_id, "TEST", as_of, **asked)


def quarter(ledger: Ledger) -> dict[str, int]:
    """Sales of 900 in the second quarter of 2026; 410 open at its end, 60 of it overdue."""
    acme = ledger.party()
    items = {
        "old": ledger.invoice(acme, "100", "2026-03-20", "2026-04-19"),
        "april": ledger.invoice(acme, "300", "2026-04-10", "2026-05-10"),
        "may": ledger.invoice(acme, "250", "2026-05-15", "2026-06-14"),
        "june": ledger.invoice(acme, "400", "2026-06-05", "2026-07-05"),
        "credit": ledger.invoice(acme, "-50", "2026-06-20", "2026-07-20"),
    }
    ledger.pay(items["old"], "100", "2026-04-25")
    ledger.pay(items["april"], "300", "2026-05-08")
    ledger.pay(items["may"], "190", "2026-06-18")
    return items


def test_dso_is_open_receivables_over_credit_sales_of_the_quarter(ledger):
    quarter(ledger)
    dso = figure(ledger, "dso.end.v1")
    assert dso.value == str((Decimal(410) / 900 * 91).quantize(Decimal("0.1")))
    assert (dso.unit, dso.period, dso.as_of) == ("days", "2026-Q2", AS_OF)
    assert dso.inputs["receivables"] == "410.0000"
    assert dso.inputs["credit_sales"] == "900.0000"


def test_what_was_settled_later_was_open_then(ledger):
    quarter(ledger)
    assert figure(ledger, "open.total.v1", date(2026, 5, 7), side="receivable").value == "300.00"
    assert figure(ledger, "open.total.v1", date(2026, 5, 8), side="receivable").value == "0.00"


def test_a_reversed_payment_leaves_its_invoice_open_again_from_that_day(ledger):
    item = ledger.invoice(ledger.party(), "100", "2026-05-01", "2026-05-31")
    ledger.pay(item, "100", "2026-05-20", reversed_on=date(2026, 6, 1))
    assert figure(ledger, "open.item.v1", date(2026, 5, 31), item=item).value == "0.00"
    assert figure(ledger, "open.item.v1", date(2026, 6, 1), item=item).value == "100.00"


def test_best_possible_dso_leaves_out_what_is_overdue_and_the_rest_is_delinquency(ledger):
    quarter(ledger)
    best, late = figure(ledger, "bpdso.v1"), figure(ledger, "add.v1")
    assert best.value == str((Decimal(350) / 900 * 91).quantize(Decimal("0.1")))
    assert late.value == str((Decimal(60) / 900 * 91).quantize(Decimal("0.1")))


def test_what_is_due_on_the_day_is_not_overdue(ledger):
    acme = ledger.party()
    ledger.invoice(acme, "70", "2026-05-31", AS_OF)
    ledger.invoice(acme, "30", "2026-05-30", date(2026, 6, 29))
    assert figure(ledger, "overdue.share.v1").value == "30.00"


def test_countback_uses_june_first_and_then_part_of_may(ledger):
    quarter(ledger)
    countback = figure(ledger, "dso.countback.v1")
    assert countback.value == str((30 + Decimal(60) / 250 * 31).quantize(Decimal("0.1")))


def test_countback_without_enough_history_is_not_a_figure(ledger):
    acme = ledger.party()
    ledger.invoice(acme, "100", "2026-06-05", "2026-07-05", kind="prepayment")
    ledger.invoice(acme, "10", "2026-06-05", "2026-07-05")
    with pytest.raises(NoData, match="do not cover"):
        figure(ledger, "dso.countback.v1")


def test_average_dso_takes_the_balance_of_the_day_before_the_quarter(ledger):
    quarter(ledger)
    average = figure(ledger, "dso.average.v1")
    assert average.inputs["opening_receivables"] == "100.0000"
    assert average.value == str((Decimal(255) / 900 * 91).quantize(Decimal("0.1")))


def test_collection_effectiveness_of_the_quarter(ledger):
    quarter(ledger)
    expected = (Decimal(100) + 900 - 410) / (Decimal(100) + 900 - 350) * 100
    assert figure(ledger, "cei.v1").value == str(expected.quantize(Decimal("0.01")))


def test_a_past_quarter_is_measured_at_its_own_end(ledger):
    quarter(ledger)
    first = figure(ledger, "dso.end.v1", period="2026-Q1")
    assert (first.as_of, first.inputs["receivables"], first.value) == (date(2026, 3, 31), "100.0000", "90.0")


def test_a_quarter_without_sales_has_no_dso(ledger):
    quarter(ledger)
    with pytest.raises(NoData, match="credit sales"):
        figure(ledger, "dso.end.v1", period="2025-Q1")


def test_a_period_that_has_not_begun_has_no_figure(ledger):
    quarter(ledger)
    with pytest.raises(NoData, match="has not begun"):
        figure(ledger, "dso.end.v1", period="2026-Q4")


def test_intercompany_is_in_neither_part_of_dso(ledger):
    quarter(ledger)
    before = figure(ledger, "dso.end.v1").value
    ledger.invoice(ledger.party("Sister"), "5000", "2026-06-01", "2026-06-15", intercompany=True)
    assert figure(ledger, "dso.end.v1").value == before


def test_dpo_by_purchases(ledger):
    acme = ledger.party()
    ledger.invoice(acme, "910", "2026-04-10", "2026-05-10", side="payable", number="A")
    item = ledger.invoice(acme, "90", "2026-04-11", "2026-05-11", side="payable", number="B")
    ledger.pay(item, "90", "2026-05-11")
    assert figure(ledger, "dpo.purchases.v1").value == str((Decimal(910) / 1000 * 91).quantize(Decimal("0.1")))


def books_of_a_month(ledger: Ledger, month_end: str, **accounts: str) -> None:
    for account, amount in accounts.items():
        ledger.row(
            "ledger_balance", "balance_id", month_end=date.fromisoformat(month_end), account=account,
            amount=Decimal(amount), currency="EUR", includes_tax=False,
        )  # fmt: skip


def test_the_cash_conversion_cycle_adds_its_parts(ledger):
    quarter(ledger)
    ledger.invoice(ledger.party("Supplier"), "500", "2026-05-02", "2026-07-01", side="payable")
    for month_end in ("2026-04-30", "2026-05-31", "2026-06-30"):
        books_of_a_month(ledger, month_end, cogs="200", inventory="300")
    dio, dso, dpo = (figure(ledger, each) for each in ("dio.v1", "dso.end.v1", "dpo.purchases.v1"))
    assert dio.value == str((Decimal(300) / 600 * 91).quantize(Decimal("0.1")))
    cycle = figure(ledger, "ccc.v1")
    assert abs(cycle.decimal() - (dio.decimal() + dso.decimal() - dpo.decimal())) <= Decimal("0.15")


def test_a_company_without_inventory_has_no_dio_and_the_answer_says_what_is_missing(ledger):
    quarter(ledger)
    for formula_id in ("dio.v1", "ccc.v1"):
        with pytest.raises(NoData, match="no inventory data"):
            figure(ledger, formula_id)


def test_foreign_items_are_converted_at_the_newest_rate_and_it_is_said(ledger):
    ledger.invoice(ledger.party(), "100", "2026-06-01", "2026-07-01", currency="USD", fx_rate=Decimal("0.8"))
    for day, rate in (("2026-06-26", "0.9"), ("2026-07-01", "0.5")):
        ledger.row(
            "fx_rate", "fx_rate_id", from_currency="USD", to_currency="EUR", on_date=date.fromisoformat(day),
            rate=Decimal(rate), source="ECB",
        )  # fmt: skip
    total = figure(ledger, "open.total.v1", side="receivable")
    assert (total.value, total.currency) == ("90.00", "EUR")
    assert any("0.9 (ECB, 2026-06-26)" in caveat for caveat in total.caveats)
    assert figure(ledger, "dso.end.v1").inputs["credit_sales"] == "80.000000000000"


def test_a_missing_rate_is_said_and_nothing_is_summed_silently(ledger):
    acme = ledger.party()
    ledger.invoice(acme, "100", "2026-06-01", "2026-07-01", currency="CHF")
    ledger.invoice(acme, "40", "2026-06-01", "2026-07-01")
    total = figure(ledger, "open.total.v1", side="receivable")
    assert total.value == "40.00"
    assert any("100.00 CHF left out" in caveat for caveat in total.caveats)


def test_an_unchanged_book_explains_a_figure_as_the_same(ledger):
    quarter(ledger)
    for formula_id in ("dso.end.v1", "dso.countback.v1", "add.v1", "cei.v1", "overdue.share.v1", "dso.average.v1"):
        said = Fact.model_validate_json(figure(ledger, formula_id).model_dump_json())
        found = explain(ledger.books, said)
        assert found["same"], found
        assert found["changed"] == {}


def test_a_changed_row_is_named_when_a_figure_is_explained(ledger):
    items = quarter(ledger)
    said = figure(ledger, "dso.end.v1")
    ledger.pay(items["may"], "60", "2026-06-29")
    found = explain(ledger.books, said)
    assert not found["same"]
    assert (found["then"], found["now"]) == (said.value, figure(ledger, "dso.end.v1").value)
    assert found["changed"]["rows_gone"] == [f"instalment:{items['may']}"]
    assert found["changed"]["inputs"]["receivables"] == {"then": "410.0000", "now": "350.0000"}


def test_a_figure_that_no_longer_exists_is_explained_with_the_reason(ledger):
    acme = ledger.party()
    ledger.invoice(acme, "100", "2026-06-01", "2026-07-01")
    said = figure(ledger, "dso.end.v1")
    ledger.books.execute("update invoice set status = 'void' where company_id = 'TEST'")
    found = explain(ledger.books, said)
    assert not found["same"]
    assert found["now"] is None
    assert "credit sales" in found["changed"]["why"]


def test_a_forged_value_does_not_explain_itself(ledger):
    quarter(ledger)
    said = figure(ledger, "dso.end.v1").model_copy(update={"value": "12.3"})
    assert not explain(ledger.books, said)["same"]
