"""The SQL that takes the bank statements of a load back: new ones go, changed ones become what they were."""

from psycopg import Connection
from psycopg.rows import DictRow

Books = Connection[DictRow]


def matched(books: Books, company: str, load_id: int) -> int:
    """How many lines of the load are matched to payments: they would lose their match."""
    row = books.execute(
        """
        select count(*)::int as n from bank_match m join bank_line l using (company_id, bank_line_id)
        join bank_statement s using (company_id, statement_id)
        where s.company_id = %(company)s and s.load_id = %(load)s""",
        {"company": company, "load": load_id},
    ).fetchone()
    return row["n"] if row else 0


def undo(books: Books, company: str, load_id: int) -> tuple[int, int]:
    """Remove and restore; returns how many statements of each."""
    about = {"company": company, "load": load_id}
    removed = books.execute(
        """
        delete from bank_statement s where s.company_id = %(company)s and s.load_id = %(load)s and not exists (
            select from row_history h where h.company_id = %(company)s and h.load_id = %(load)s
              and h.table_name = 'bank_statement' and h.row_id = s.statement_id)""",
        about,
    ).rowcount
    books.execute(
        """
        delete from bank_line l using row_history h
        where l.company_id = %(company)s and h.company_id = %(company)s and h.load_id = %(load)s
          and h.table_name = 'bank_statement' and h.row_id = l.statement_id""",
        about,
    )
    restored = books.execute(
        """
        update bank_statement s set bank_account_id = b.bank_account_id, number = b.number, from_date = b.from_date,
            to_date = b.to_date, opening = b.opening, closing = b.closing, currency = b.currency,
            source_payload = b.source_payload, load_id = b.load_id
        from row_history h, jsonb_populate_record(null::books.bank_statement, h.before -> 'bank_statement') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'bank_statement'
          and s.company_id = %(company)s and s.statement_id = h.row_id""",
        about,
    ).rowcount
    books.execute(
        """
        insert into bank_line overriding system value
        select b.* from row_history h, jsonb_populate_recordset(null::books.bank_line, h.before -> 'bank_line') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'bank_statement'""",
        about,
    )
    _close_unused_accounts(books, company, load_id)
    return removed, restored


def _close_unused_accounts(books: Books, company: str, load_id: int) -> None:
    """Accounts the load opened go where nothing else has come to use them."""
    books.execute(
        """
        delete from bank_account b using row_history h
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'bank_account'
          and b.company_id = h.company_id and b.bank_account_id = h.row_id
          and not exists (select from bank_statement s where s.company_id = b.company_id
              and s.bank_account_id = b.bank_account_id)
          and not exists (select from payment p where p.company_id = b.company_id
              and p.bank_account_id = b.bank_account_id)
          and not exists (select from cash_item c where c.company_id = b.company_id
              and c.bank_account_id = b.bank_account_id)""",
        {"company": company, "load": load_id},
    )
