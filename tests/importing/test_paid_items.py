"""An item that comes paid is entered by one statement: the books are the same as if it had been paid later."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.importing.desk import Desk
from workingcapital.importing import undo
from workingcapital.store.database.connection import Store

HEADER = "Customer,Invoice Number,Invoice Date,Due Date,Amount,Disputed,Paid on,Paid amount\n"
OPEN = [
    "Nord,1,2026-01-10,2026-02-09,100.00,no,,",
    "Nord,2,2026-01-10,2026-02-09,200.00,no,,",
    "West,3,2026-02-20,2026-03-22,300.00,no,,",
    "West,4,2026-02-20,2026-03-22,400.00,yes,,",
    "West,5,2026-03-01,2026-03-31,500.00,no,,",
]
PAID = [
    "Nord,1,2026-01-10,2026-02-09,100.00,no,2026-02-05,100.00",
    "Nord,2,2026-01-10,2026-02-09,200.00,no,2026-03-01,50.00",
    "West,3,2026-02-20,2026-03-22,300.00,no,2026-02-20,300.00",  # on the day it was posted: never open
    "West,4,2026-02-20,2026-03-22,400.00,yes,2026-04-01,400.00",
    "West,5,2026-03-01,2026-03-31,500.00,no,,",
]
KEPT = {
    "items": """select v.number, v.status, v.open_amount as of_invoice, i.open_amount, a.settles, a.allocated_on
                from invoice v join instalment i using (company_id, invoice_id)
                left join allocation a using (company_id, instalment_id)
                where company_id = %(company)s order by 1""",
    "spans": """select v.number, s.from_day, s.to_day::text, s.disputed, s.due_date, s.open_amount
                from open_span s join invoice v using (company_id, invoice_id)
                where company_id = %(company)s order by 1, 2""",
    "movements": """select grain, day, due_date, credit, disputed, amount, items from open_movement
                    where company_id = %(company)s and (amount <> 0 or items <> 0) order by 1, 2, 3, 4, 5""",
    "months": """select month, p.name, disputed, amount, items from open_party_month join party p using
                 (company_id, party_id) where company_id = %(company)s order by 1, 2, 3""",
    "invoiced": "select day, gross, documents from invoiced_day where company_id = %(company)s order by 1",
}


def kept(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    return {name: desk.ask(query) for name, query in KEPT.items()}


def ledger(rows: list[str]) -> str:
    return HEADER + "\n".join(rows) + "\n"


@pytest.mark.parametrize("copies", [1, 60])  # a few rows are looked up, many are joined
def test_books_are_the_same_whether_items_come_paid_or_are_paid_later(
    store: Store, company: Callable[[], str], tmp_path: Path, copies: int
) -> None:
    def many(rows: list[str]) -> list[str]:
        return [row.replace(",", f",{n}-", 1) for n in range(copies) for row in rows]

    later, at_once = (Desk(store, company(), tmp_path) for _ in range(2))
    assert later.load(ledger(many(OPEN))).inserted == 5 * copies
    paying = later.load(ledger(many(PAID)))
    assert (paying.updated, paying.unchanged) == (4 * copies, copies)
    assert at_once.load(ledger(many(PAID))).inserted == 5 * copies
    assert kept(at_once) == kept(later)
    assert {row["of_invoice"] for row in kept(at_once)["items"]} == {0, 150, 500}
    undo(store, later.who, later.company, paying.load_id or 0)
    opened = Desk(store, company(), tmp_path)
    opened.load(ledger(many(OPEN)))
    assert kept(later) == kept(opened)
