"""Exchange rates and control balances come in like a ledger: said what is wrong, repeated without change, undone."""

from datetime import date
from decimal import Decimal

import pytest

from tests.importing.desk import Desk
from workingcapital.errors import BadInput
from workingcapital.importing import undo

RATES = "Currency;Date;Rate;Source\nUSD;31.05.2026;0,9231;ECB\nGBP;31.05.2026;1,1702;ECB\nUSD;30.06.2026;0,9315;ECB\n"
BALANCES = "Month end,Account,Amount,Includes tax\n2026-05-31,ar_control,1200.50,yes\n2026-05-31,cogs,800.00,no\n"
KNOWN = (
    "select from_currency, to_currency, on_date, rate, source from fx_rate where company_id = %(company)s order by 3, 1"
)
HELD = "select account, month_end, amount, includes_tax from ledger_balance where company_id = %(company)s order by 1"


def test_rates_come_in_once_change_with_their_history_and_are_undone(desk: Desk) -> None:
    assert desk.load(RATES, kind="fx_rates").inserted == 3
    rates = {(r["from_currency"], r["on_date"]): (r["to_currency"], r["rate"]) for r in desk.ask(KNOWN)}
    assert rates["USD", date(2026, 6, 30)] == ("EUR", Decimal("0.9315"))
    assert desk.load(RATES, kind="fx_rates").unchanged == 3
    corrected = desk.load(RATES.replace("0,9315", "0,9316"), kind="fx_rates")
    assert (corrected.updated, corrected.unchanged) == (1, 2)
    assert undo(desk.store, desk.who, desk.company, corrected.load_id or 0)["restored"] == 1
    assert {(r["from_currency"], r["on_date"]): (r["to_currency"], r["rate"]) for r in desk.ask(KNOWN)} == rates


@pytest.mark.parametrize(
    ("row", "field", "why"),
    [
        ("XXX;30.06.2026;1,1", "Currency", "not a currency"),
        ("EUR;30.06.2026;1,1", "to_currency", "no other currency"),
        ("USD;30.02.2026;1,1", "Date", "a day that does not exist"),
        ("USD;30.06.2026;0", "Rate", "no exchange rate"),
        ("USD;30.06.2026;-0,93", "Rate", "no exchange rate"),
        ("USD;31.05.2026;0,9", "Date", "stands in an earlier row already"),
    ],
)
def test_a_rate_that_cannot_be_used_is_named_and_nothing_changes(desk: Desk, row: str, field: str, why: str) -> None:
    report = desk.load(f"{RATES}{row};ECB\n", kind="fx_rates")
    assert [(each.row, each.field) for each in report.rejected] == [(5, field)]
    assert why in report.rejected[0].why
    assert desk.ask(KNOWN) == []


def test_control_balances_come_in_and_are_undone(desk: Desk) -> None:
    report = desk.load(BALANCES, kind="balances")
    assert report.inserted == 2
    assert [(b["account"], b["amount"], b["includes_tax"]) for b in desk.ask(HELD)] == [
        ("ar_control", Decimal("1200.50"), True), ("cogs", 800, False)
    ]  # fmt: skip
    assert desk.load(BALANCES, kind="balances").unchanged == 2
    undo(desk.store, desk.who, desk.company, report.load_id or 0)
    assert desk.ask(HELD) == []


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("2026-05-31,cogs", "2026-05-30,cogs", "Month end"), (",cogs,", ",cash,", "Account"), ("800.00", "", "Amount")],
)
def test_a_balance_of_no_month_or_account_is_named(desk: Desk, old: str, new: str, field: str) -> None:
    report = desk.load(BALANCES.replace(old, new), kind="balances")
    assert [(each.row, each.field) for each in report.rejected] == [(3, field)]


def test_a_file_without_rates_says_which_column_is_missing(desk: Desk) -> None:
    with pytest.raises(BadInput, match="no column was recognised for the rate"):
        desk.load("Currency,Date\nUSD,2026-05-31\n", kind="fx_rates")
