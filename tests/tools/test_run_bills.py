"""Which bills a planned run may pay."""

from decimal import Decimal

from tests.tools.calling import AS_OF, asker
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Store
from workingcapital.store.look_alikes import look_alikes
from workingcapital.store.planning.timing import payable_bills


def test_of_two_bills_that_may_be_one_the_later_is_left_to_a_person(sample_store: Store) -> None:
    with asker(sample_store).books() as books:
        later = {pair["invoice"] for pair in look_alikes(books, "HALDE", AS_OF, Decimal(0))}
        rows = books.execute(
            "select instalment_id from instalment where company_id = 'HALDE' and invoice_id = any (%s)", (list(later),)
        ).fetchall()
        payable = payable_bills(books, company(books, "HALDE"), AS_OF)
    doubtful = {row["instalment_id"] for row in rows}
    assert doubtful
    assert not doubtful & {bill.item_id for bill in payable.bills}
    assert any("may be the same bill as" in each["why"] for each in payable.left_out)
