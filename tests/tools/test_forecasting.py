"""How good the forecast was, against receipts counted from the payments themselves."""

from datetime import timedelta
from decimal import Decimal

from tests.tools.calling import ask, asker
from tools.forecasting import forecast_accuracy
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.figures import explain


def test_what_came_in_is_what_customers_paid_in_that_week(sample_store: Store) -> None:
    cfo = asker(sample_store, "HALUS")
    found = ask(forecast_accuracy, cfo, weeks=1)
    error = found.facts[0]
    with cfo.books() as books:
        row = books.execute(
            "select sum(amount) as paid from payment p where company_id = 'HALUS' and direction = 'in'"
            " and status = 'booked' and value_date > %s and not exists (select from party where party.company_id ="
            " p.company_id and party.party_id = p.party_id and exists (select from invoice v where v.intercompany"
            " and v.company_id = p.company_id and v.party_id = p.party_id))",
            [cfo.as_of - timedelta(days=7)],
        ).fetchone()
    [[actual, said]] = error.inputs["pairs"]
    assert row is not None
    assert Decimal(actual) == row["paid"]
    assert error.decimal() == (abs(Decimal(said) - row["paid"]) / row["paid"] * 100).quantize(Decimal("0.01"))


def test_error_bias_and_band_of_thirteen_weeks_stand_beside_the_plain_methods(sample_store: Store) -> None:
    cfo = asker(sample_store)
    found = ask(forecast_accuracy, cfo)
    assert found.outcome == "answered"
    assert [row[0] for row in found.tables[0].rows] == ["1–1", "2–4", "5–8", "9–13", "1–13"]
    assert {fact.basis for fact in found.facts[:3]} == {"1–13 weeks ahead"}
    assert len(found.facts[0].inputs["pairs"]) == 13 * 14 // 2, "each snapshot speaks of the weeks since"
    with cfo.books() as books:
        assert explain(books, found.facts[0])["same"]


def test_what_is_entered_today_changes_no_forecast_of_the_past(sample_store: Store) -> None:
    cfo = asker(sample_store, "HALUK")
    before = ask(forecast_accuracy, cfo, weeks=4).facts
    with sample_store.loading(Identity("loader@halden.example", ("HALUK",))) as books:
        books.execute(
            "update invoice set status = 'void' where company_id = 'HALUK' and posting_date = %s", [cfo.as_of]
        )
        books.execute(
            "insert into promise_to_pay (company_id, invoice_id, promised_on, pay_on, amount)"
            " select company_id, invoice_id, %s, %s, gross from invoice where company_id = 'HALUK' and side = 'receivable'",
            [cfo.as_of, cfo.as_of + timedelta(days=9)],
        )
    assert [fact.value for fact in ask(forecast_accuracy, cfo, weeks=4).facts] == [fact.value for fact in before]


def test_a_company_without_receivables_is_not_told_a_figure(store: Store) -> None:
    found = ask(forecast_accuracy, asker(store))
    assert found.outcome in ("no_data", "not_loaded")
    assert not found.facts


def test_weeks_beyond_the_limit_are_asked_again(sample_store: Store) -> None:
    assert ask(forecast_accuracy, asker(sample_store), weeks=60).outcome == "clarify"
