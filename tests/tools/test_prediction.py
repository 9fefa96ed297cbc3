"""When a customer will pay, against the plain counts of what it did before."""

from datetime import timedelta
from decimal import Decimal

from tests.tools.calling import ask, asker
from tools.prediction import payment_probability
from workingcapital.store.cash import settled
from workingcapital.store.connection import Store
from workingcapital.store.items import ItemFilter, open_items


def test_the_probability_is_the_weighed_share_of_items_that_were_as_late(sample_store: Store) -> None:
    cfo = asker(sample_store)
    by = cfo.as_of + timedelta(days=30)
    with cfo.books() as books:
        item = next(
            i
            for i in open_items(books, "HALDE", cfo.as_of, ItemFilter(side="receivable"))
            if not i.disputed and i.open_amount > 0
        )
        paid = settled(books, "HALDE", "receivable", cfo.as_of, cfo.as_of - timedelta(days=540))
    late, within = (cfo.as_of - item.due).days, (by - item.due).days
    everybody = [each.days_late for each in paid if each.days_late > late]
    own = [each.days_late for each in paid if each.days_late > late and each.party == item.party]
    weight = Decimal(len(own)) / (len(own) + 8)
    share = Decimal(sum(day <= within for day in everybody)) / len(everybody)
    mine = Decimal(sum(day <= within for day in own)) / len(own) if own else Decimal(0)
    found = ask(payment_probability, cfo, number=item.number, by=by.isoformat())
    chance, first, middle, last = found.facts
    assert chance.decimal() == ((weight * mine + (1 - weight) * share) * 100).quantize(Decimal("0.01"))
    assert first.value <= middle.value <= last.value
    assert first.value > cfo.as_of.isoformat(), "what is not paid yet is paid later than today"


def test_a_bill_that_is_not_there_is_no_data(sample_store: Store) -> None:
    assert ask(payment_probability, asker(sample_store), number="NO-SUCH-1", by="2026-07-30").outcome == "no_data"
