"""Bills entered twice: found on seeded copies of sample bills; rents, series and slips told apart one by one."""

import doctest
from datetime import date, timedelta
from decimal import Decimal

import pytest

from benchmarks.duplicates import measured
from workingcapital.controls import duplicates
from workingcapital.controls.duplicates import Around, Bill, likeness
from workingcapital.invoices import normalise_number
from workingcapital.store.database.connection import Store

DAY = date(2026, 6, 1)


def bill(number: str, gross: str = "1190.00", days: int = 0, party: int = 1) -> Bill:
    return Bill(number, normalise_number(number), party, Decimal(gross), DAY + timedelta(days=days))


def test_seeded_copies_are_found_and_nothing_else_is(sample_store: Store) -> None:
    head, *kinds = measured(sample_store, 8)
    assert head["copies"] == 88
    assert head["exact_recall"]["share"] == 1
    assert head["fuzzy_recall"]["share"] >= 0.95
    assert head["precision"]["share"] >= 0.90
    assert head["hard_negatives"] > 1000
    assert {kind["kind"] for kind in kinds} >= {"with a suffix", "same account, another supplier", "one digit wrong"}


@pytest.mark.parametrize(
    ("first", "second", "around", "score"),
    [
        (bill("R-17"), bill("R-17"), Around(), 100),
        (bill("R-17"), bill("r/0017", days=3), Around(), 95),
        (bill("SI003891"), bill("SI00 3891"), Around(times_billed=12), 95),
        (bill("R-17"), bill("R-17", "1185.00"), Around(), 85),
        (bill("R-1704"), bill("R-1740"), Around(), 70),
        (bill("R-1704"), bill("R-1704 COPY"), Around(), 80),
        (bill("R-17"), bill("R-17", party=2), Around(shared="bank account"), 95),
        (bill("R-17"), bill("R-17", days=400), Around(), None),  # numbers start again each year
        (bill("R-17"), bill("R-17", "1100.00"), Around(), None),  # more than one per cent apart
        (bill("R-1704"), bill("R-1705"), Around(), None),  # two deliveries of one day
        (bill("R-17/1"), bill("R-17/2"), Around(), None),  # two instalments
        (bill("R-1704"), bill("R-1724"), Around(crowd=5), None),  # the supplier's series runs through here
        (bill("R-1704"), bill("R-1740"), Around(times_billed=12), None),  # a rent
        (bill("1600684272"), bill("1600684282"), Around(sharing=40), None),  # the ledger's own number
        (bill("R-1704"), bill("R-1740", days=9), Around(), None),
    ],
)
def test_how_alike_two_bills_are(first: Bill, second: Bill, around: Around, score: int | None) -> None:
    found = likeness(first, second, around)
    assert (found.score if found else None) == score
    assert found is None or found.exact == (score == 100)


def test_the_examples_in_the_text_are_true() -> None:
    assert doctest.testmod(duplicates).failed == 0
