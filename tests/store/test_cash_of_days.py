"""Cash at the end of many days, read at once, is what the accounts' statements say of each day."""

from datetime import date, timedelta

import pytest

from workingcapital.store.cash import account_balances
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.forecasting.outlook import InBase
from workingcapital.store.planning.past_bills import balances

LAST = date(2026, 6, 30)


@pytest.mark.parametrize("code", ["HALDE", "HALUK", "HALUS"])
def test_cash_of_each_day_is_that_of_the_accounts_on_that_day(sample_store: Store, code: str) -> None:
    with sample_store.reading(Identity("treasurer@halden.example", (code,))) as books:
        ours = company(books, code)
        found = balances(books, ours, LAST - timedelta(40), LAST)
        base = InBase(books, ours, LAST)
        for day, cash in found.items():
            accounts = account_balances(books, code, day)
            assert cash == sum(base(each.balance, each.currency) for each in accounts), day
    assert len(found) == 41
    assert len(set(found.values())) > 10
