"""After an import the books say what is wrong with them, and how old they are."""

from datetime import date
from typing import Any

import pytest

from tests.banking.files import mt940
from tests.importing.desk import Desk
from workingcapital.errors import UnknownCompany
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.quality import quality

LEDGER = """Customer ID,Customer Name,Invoice Number,Invoice Date,Due Date,Amount,Currency
C1,Zeta Ltd,1,2026-01-10,2026-01-05,100.00,EUR
C2,ZETA Limited,2,2026-01-11,2026-02-11,50.00,USD
C3,Eta,3,2026-04-01,2026-05-01,25.00,EUR
"""


def examined(desk: Desk, as_of: date = date(2026, 6, 30)) -> tuple[dict[str, Any], dict[str, Any]]:
    with desk.store.reading(desk.who) as books:
        report = quality(books, desk.company, as_of)
    return {each["check"]: each for each in report["findings"]}, report


def test_books_without_a_row_are_called_not_loaded(desk: Desk) -> None:
    found, report = examined(desk)
    assert {each["count"] for each in found.values()} == {0}
    assert report["sources"] == []
    assert report["not_loaded"] == [
        "payables", "receivables", "payments", "bank statements", "control balances", "exchange rates",
    ]  # fmt: skip


def test_a_ledger_with_faults_shows_each_of_them_with_its_rows(desk: Desk) -> None:
    load = desk.load(LEDGER, kind="receivables")
    found, report = examined(desk)
    counts = {name: each["count"] for name, each in found.items() if each["count"]}
    assert counts == {"due_before_issue": 1, "duplicate_masters": 2, "missing_rates": 1, "empty_months": 2}
    assert found["due_before_issue"]["amounts"] == {"EUR": "100.00"}
    assert found["missing_rates"]["rows"][0]["what"] == "1 documents"
    assert [row["row"] for row in found["empty_months"]["rows"]] == ["receivable 2026-02", "receivable 2026-03"]
    (source,) = report["sources"]
    assert (source["load_id"], source["period_to"], source["age_days"]) == (load.load_id, date(2026, 4, 1), 90)
    assert "payables" in report["not_loaded"]


def test_a_rate_takes_the_missing_rate_away(desk: Desk) -> None:
    desk.load(LEDGER, kind="receivables")
    with desk.store.loading(desk.who) as books:
        books.execute(
            "insert into fx_rate (company_id, from_currency, to_currency, on_date, rate, source)"
            " values (%s, 'EUR', 'USD', '2026-01-01', 1.1, 'test')",
            [desk.company],
        )
    assert examined(desk)[0]["missing_rates"]["count"] == 0
    assert examined(desk, date(2025, 12, 31))[0]["missing_rates"]["count"] == 1


def test_unmatched_payments_and_items_settled_twice_are_found(desk: Desk) -> None:
    desk.load(LEDGER, kind="receivables")
    with desk.store.loading(desk.who) as books:
        books.execute(
            """with paid as (insert into payment (company_id, direction, value_date, currency, amount)
                   values (%(c)s, 'in', '2026-05-02', 'EUR', 70) returning payment_id)
               insert into allocation (company_id, instalment_id, payment_id, allocated_on, amount)
               select %(c)s, t.instalment_id, payment_id, '2026-05-02', 30 from paid, instalment t
               where t.company_id = %(c)s and t.amount = 25""",
            {"c": desk.company},
        )
    found, _ = examined(desk)
    assert found["unmatched_payments"]["amounts"] == {"EUR": "40.00"}
    assert found["negative_open_amounts"]["amounts"] == {"EUR": "-5.00"}
    assert examined(desk, date(2026, 5, 1))[0]["unmatched_payments"]["count"] == 0


def test_failed_ibans_gaps_between_statements_and_unmatched_lines_are_found(desk: Desk) -> None:
    desk.load(mt940("C260629EUR1,00", "C260630EUR3,00", ":61:260630C2,00NTRFREF"), name="a.sta")
    desk.load(mt940("C260630EUR7,00", "C260630EUR7,00", number="9/1"), name="b.sta")
    with desk.store.loading(desk.who) as books:
        books.execute(
            "insert into bank_account (company_id, name, iban, currency) values (%s, 'Old', 'DE00123', 'EUR')",
            [desk.company],
        )
    found, _ = examined(desk)
    assert [row["what"] for row in found["failed_ibans"]["rows"]] == ["Old"]
    assert found["statement_gaps"]["amounts"] == {"EUR": "4.00"}
    assert found["unmatched_bank_lines"]["amounts"] == {"EUR": "2.00"}


def test_a_company_of_somebody_else_is_not_examined(store: Store, desk: Desk) -> None:
    with store.reading(Identity("stranger@else.example", ())) as books, pytest.raises(UnknownCompany):
        quality(books, desk.company, date(2026, 6, 30))
