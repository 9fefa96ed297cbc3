"""Interest on everything overdue, against a count day by day, item by item, over the same rows."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.tools.calling import ask, asker, explained, on
from tools.late_interest import late_interest_total, late_payment_interest
from workingcapital.reference import statutory

DAY = date(2026, 6, 30)
RATES = {
    (row["regime"], row["valid_from"], row["valid_to"]): row["reference_rate"] + row["margin"]
    for row in statutory.rows()
}
LAWS = {"DE": "DE", "GB": "UK", "FR": "EU", "IT": "EU", "ES": "EU", "NL": "EU", "BE": "EU", "AT": "EU"}


def rate(law: str, day: date) -> Decimal:
    return next(each for (name, first, last), each in RATES.items() if name == law and first <= day <= last)


def interest(law: str, due: date, amount: Decimal) -> Decimal:
    """A day's interest for each day late; the UK's rate stays what it was on the first."""
    late = [due + timedelta(days=each) for each in range(1, (DAY - due).days + 1)]
    return sum((amount * rate(law, late[0] if law == "UK" else day) / 365 for day in late), Decimal(0))


def by_hand(store, who, side: str, home: str) -> tuple[dict[str, Decimal], int]:
    """Interest by currency of the items under a known law, and how many items have none."""
    sums, unknown = defaultdict[str, Decimal](Decimal), 0
    with store.reading(who.identity) as books:
        items = books.execute(
            "select due_date, currency, country, open_amount from books.items_as_of(%s, %s, %s)"
            " where due_date < %s and open_amount > 0 and not disputed_on_day and not intercompany",
            (who.company, DAY, side, DAY),
        ).fetchall()
    for each in items:
        law = LAWS.get(home if side == "receivable" else each["country"])
        if law is None:
            unknown += 1
        else:
            sums[each["currency"]] += interest(law, each["due_date"], each["open_amount"])
    return dict(sums), unknown


@pytest.mark.parametrize(("code", "home"), [("HALDE", "DE"), ("HALUK", "GB")])
@pytest.mark.parametrize("side", ["receivable", "payable"])
def test_interest_on_all_that_is_overdue_is_that_of_each_day_and_item(sample_store, code, home, side):
    who = on(asker(sample_store, code), DAY.isoformat())
    found = ask(late_interest_total, who, side=side)
    sums, unknown = by_hand(sample_store, who, side, home)
    said = found.facts[0]
    parts = {currency: Decimal(amount) for currency, amount, _ in said.inputs["parts"]}
    assert {name: round(amount, 6) for name, amount in parts.items()} == {
        name: round(amount, 6) for name, amount in sums.items()
    }
    assert sum(int(each.split(",")[1].split(":")[0]) for each in said.caveats if " left out" in each) == unknown
    assert found.facts[2].decimal() == said.decimal() + found.facts[1].decimal()
    assert all(each["same"] for each in explained(sample_store, found.facts))


def test_a_country_without_a_law_or_a_loaded_rate_is_said_and_never_takes_ours(sample_store):
    assert ask(late_interest_total, asker(sample_store, "HALUS")).reason == "no_regime"
    for country, reason in (("SE", "no_rate"), ("US", "no_regime")):
        found = ask(late_payment_interest, asker(sample_store), amount="1000", days=30, country=country)
        assert (found.outcome, found.reason) == ("no_data", reason)
    french = ask(late_payment_interest, asker(sample_store), amount="1000", days=30, country="FR").facts[0]
    assert french.inputs["regime"] == "EU"
    assert any("a country's own law may set more" in each for each in french.caveats)
