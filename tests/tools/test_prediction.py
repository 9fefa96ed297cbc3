"""When a customer will pay: the chance by a day is the sum of the days' chances, later for later customers; promises stand."""

from datetime import timedelta
from decimal import Decimal

from tests.tools.calling import ask, asker
from tools.prediction import payment_probability
from workingcapital.facts import Evidence
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.figures import explain
from workingcapital.store.items import ItemFilter, OpenItem, open_items


def undisputed(books: Books, as_of: object) -> list[OpenItem]:
    found = open_items(books, "HALDE", as_of, ItemFilter(side="receivable", intercompany=False))  # type: ignore[arg-type]
    promised = {
        row["invoice_id"] for row in books.execute("select invoice_id from promise_to_pay where company_id = 'HALDE'")
    }
    return [item for item in found if not item.disputed and item.open_amount > 0 and item.invoice not in promised]


def told(store: Store, number: str, days: int) -> Evidence:
    cfo = asker(store)
    return ask(payment_probability, cfo, number=number, by=(cfo.as_of + timedelta(days=days)).isoformat())


def test_the_probability_is_the_sum_of_the_days_chances_and_the_range_is_ahead(sample_store: Store) -> None:
    cfo = asker(sample_store)
    with cfo.books() as books:
        item = undisputed(books, cfo.as_of)[0]
    chance, first, middle, last = told(sample_store, item.number, 30).facts
    assert len(chance.inputs["chances"]) == 30
    summed = sum((Decimal(each) for each in chance.inputs["chances"]), Decimal(0))
    assert chance.decimal() == (summed * 100).quantize(Decimal("0.01"))
    assert cfo.as_of.isoformat() < first.value <= middle.value <= last.value
    with cfo.books() as books:
        assert all(explain(books, fact)["same"] for fact in (chance, first, middle, last))


def test_more_days_make_it_likelier(sample_store: Store) -> None:
    cfo = asker(sample_store)
    with cfo.books() as books:
        item = undisputed(books, cfo.as_of)[3]
    chances = [told(sample_store, item.number, days).facts[0].decimal() for days in (0, 7, 30, 120)]
    assert chances[0] == 0
    assert chances == sorted(chances)
    assert chances[-1] > 80


def test_a_promise_that_stands_overrides_the_habit(sample_store: Store) -> None:
    cfo = asker(sample_store)
    with cfo.books() as books:
        item = undisputed(books, cfo.as_of)[1]
    with sample_store.loading(Identity("loader@halden.example", ("HALDE",))) as books:
        books.execute(
            "insert into promise_to_pay (company_id, invoice_id, promised_on, pay_on, amount)"
            " values ('HALDE', %s, %s, %s, %s)",
            [item.invoice, cfo.as_of, cfo.as_of + timedelta(days=9), item.open_amount],
        )
    before, after = (told(sample_store, item.number, days).facts[0] for days in (8, 9))
    assert (before.decimal(), after.decimal()) == (0, 100)
    assert "promised for" in after.caveats[0]


def test_a_bill_that_is_not_there_is_no_data(sample_store: Store) -> None:
    assert told(sample_store, "NO-SUCH-1", 30).outcome == "no_data"


def test_when_a_customer_will_pay_is_said_of_his_largest_invoices(sample_store: Store) -> None:
    cfo = asker(sample_store)
    found = ask(payment_probability, cfo, customer="Ohlstedt", by="2026-07-31")
    with cfo.books() as books:
        largest = sorted(
            (
                item
                for item in open_items(books, "HALDE", cfo.as_of, ItemFilter(side="receivable", intercompany=False))
                if item.party_name == "Papierfabrik Ohlstedt GmbH"
            ),
            key=lambda item: -item.open_amount,
        )[:5]
    assert [row[0] for row in found.tables[0].rows] == [item.number for item in largest]


def test_neither_invoice_nor_customer_is_asked_back(sample_store: Store) -> None:
    assert ask(payment_probability, asker(sample_store), by="2026-07-31").outcome == "clarify"
