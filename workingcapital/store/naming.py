"""The ids behind what a person names in a request: the items of an invoice, terms by code or name."""

from workingcapital.store.database.connection import Books


def items_of_invoice(books: Books, company: str, invoice: int) -> list[int]:
    """The open instalments of an invoice, in their order."""
    rows = books.execute(
        """select instalment_id from instalment where company_id = %s and invoice_id = %s and open_amount <> 0
           order by sequence""",
        [company, invoice],
    ).fetchall()
    return [row["instalment_id"] for row in rows]


def term_called(books: Books, company: str, called: str) -> int | None:
    """The terms of that code or name, whatever its case; None where there are none."""
    row = books.execute(
        """select term_id from payment_term where company_id = %(company)s
             and (lower(code) = lower(%(called)s) or lower(name) = lower(%(called)s))
           order by lower(code) = lower(%(called)s) desc, term_id limit 1""",
        {"company": company, "called": called},
    ).fetchone()
    return None if row is None else int(row["term_id"])
