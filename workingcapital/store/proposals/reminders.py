"""How far customers have been reminded of their items, and which items stay out of reminders."""

from collections.abc import Sequence
from dataclasses import dataclass

from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class Reminded:
    """The level an invoice has been reminded to, 0 for none, and whether it is kept out of reminders."""

    invoice: int
    level: int
    kept_out: bool


def reminded(books: Books, company: str, invoices: Sequence[int]) -> dict[int, Reminded]:
    """By invoice."""
    rows = books.execute(
        """select invoice_id as invoice, dunning_level as level, dunning_block as kept_out from invoice
           where company_id = %s and invoice_id = any (%s)""",
        [company, list(invoices)],
    ).fetchall()
    return {row["invoice"]: Reminded(**row) for row in rows}
