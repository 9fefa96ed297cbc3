"""Bills paid off in a period: late ones, and late ones that were in dispute when they fell due."""

from datetime import date
from decimal import Decimal

from tests.metrics.ledger import AS_OF, Ledger, rolled_back
from workingcapital.store.figures import explain, measure
from workingcapital.store.row_lines import RowLine, row_lines


def paid_bill(ledger: Ledger, gross: str, paid: str, dispute: tuple[str, str | None] | None = None) -> int:
    """A bill due on 1 June, and perhaps the days on which a dispute about it began and ended."""
    item = ledger.invoice(ledger.party(f"S{gross}"), gross, "2026-05-02", "2026-06-01", side="payable")
    ledger.pay(item, gross, paid)
    if dispute:
        row = ledger.books.execute("select invoice_id from instalment where instalment_id = %s", (item,)).fetchone()
        assert row
        opened, closed = dispute
        ledger.row("dispute", "dispute_id", invoice_id=row["invoice_id"], reason="quality",
                   opened_on=date.fromisoformat(opened), closed_on=closed and date.fromisoformat(closed))  # fmt: skip
    return item


def test_only_a_dispute_that_lasted_past_the_due_day_is_why_a_bill_was_late(store):
    with rolled_back(store) as ledger:
        paid_bill(ledger, "100", "2026-06-01")
        paid_bill(ledger, "200", "2026-06-10")
        paid_bill(ledger, "300", "2026-06-20", ("2026-05-20", "2026-06-15"))
        paid_bill(ledger, "400", "2026-06-20", ("2026-05-20", "2026-05-30"))  # settled before it fell due
        paid_bill(ledger, "500", "2026-06-20", ("2026-06-25", None))  # raised after it was paid
        asked = {"period": "2026-06"}
        late, disputed = (
            measure(ledger.books, "practice.value.v1", "TEST", AS_OF, bucket=bucket, **asked)
            for bucket in ("late", "disputed")
        )
        share = measure(ledger.books, "practice.share.v1", "TEST", AS_OF, bucket="disputed", by="number", **asked)
        assert (late.value, disputed.value, share.value) == ("1400.00", "300.00", "20.00")
        assert all(explain(ledger.books, each)["same"] for each in (late, disputed, share))


def test_the_rows_of_a_figure_are_told_by_document_and_by_what_was_open_on_its_day(store):
    with rolled_back(store) as ledger:
        item = ledger.invoice(ledger.party("Acme"), "1000", "2026-05-02", "2026-06-01", number="N-7")
        payment = ledger.pay(item, "400", "2026-06-20")
        names = [f"instalment:{item}", f"payment:{payment}", "instalment:999999", "contact_log:5"]
        for day, left in ((date(2026, 6, 19), "1000"), (date(2026, 6, 20), "600")):
            [first, paid, gone, other] = row_lines(ledger.books, "TEST", day, names)
            assert (first.number, first.party, first.day, first.currency) == ("N-7", "Acme", date(2026, 6, 1), "EUR")
            assert (first.amount, first.open) == (Decimal(1000), Decimal(left))
            assert (paid.amount, paid.party, paid.open) == (Decimal(400), "Acme", None)
            assert (gone, other) == (RowLine("instalment:999999"), RowLine("contact_log:5"))
