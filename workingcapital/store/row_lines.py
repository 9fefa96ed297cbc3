"""The rows behind a figure as a reader knows them: which document, of whom, of which day, of how much."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, LiteralString

from workingcapital.store.database.connection import Books

# By the table that a row's name begins with: its key, number, party, day, amount and currency.
_READ: Final[Mapping[str, LiteralString]] = {
    "instalment": """
        select t.instalment_id as key, v.number, p.name as party, t.due_date as day, t.amount, v.currency,
               t.amount - coalesce((
                   select sum(a.settles) from allocation a
                   where a.company_id = t.company_id and a.instalment_id = t.instalment_id
                     and a.allocated_on <= %(as_of)s and (a.reversed_on is null or a.reversed_on > %(as_of)s)), 0) as open
        from instalment t join invoice v using (company_id, invoice_id) join party p using (company_id, party_id)
        where t.company_id = %(company)s and t.instalment_id = any (%(keys)s)""",
    "invoice": """
        select t.invoice_id as key, t.number, p.name as party, t.posting_date as day, t.gross as amount, t.currency
        from invoice t join party p using (company_id, party_id)
        where t.company_id = %(company)s and t.invoice_id = any (%(keys)s)""",
    "allocation": """
        select t.allocation_id as key, v.number, p.name as party, t.allocated_on as day, t.settles as amount, v.currency
        from allocation t join instalment i using (company_id, instalment_id)
        join invoice v using (company_id, invoice_id) join party p using (company_id, party_id)
        where t.company_id = %(company)s and t.allocation_id = any (%(keys)s)""",
    "discount_step": """
        select t.step_id as key, v.number, p.name as party, t.pay_by as day, t.amount, v.currency
        from discount_step t join instalment i using (company_id, instalment_id)
        join invoice v using (company_id, invoice_id) join party p using (company_id, party_id)
        where t.company_id = %(company)s and t.step_id = any (%(keys)s)""",
    "payment": """
        select t.payment_id as key, t.reference as number, p.name as party, t.value_date as day, t.amount, t.currency
        from payment t left join party p using (company_id, party_id)
        where t.company_id = %(company)s and t.payment_id = any (%(keys)s)""",
    "ledger_balance": """
        select t.balance_id as key, t.account as number, null as party, t.month_end as day, t.amount, t.currency
        from ledger_balance t where t.company_id = %(company)s and t.balance_id = any (%(keys)s)""",
    "bank_statement": """
        select t.statement_id as key, b.name as number, null as party, t.to_date as day, t.closing as amount, t.currency
        from bank_statement t join bank_account b using (company_id, bank_account_id)
        where t.company_id = %(company)s and t.statement_id = any (%(keys)s)""",
}


@dataclass(frozen=True)
class RowLine:
    """A row by its name ("instalment:17"), and what it is: the number of its document, whose, its day and amount.

    `open` is what is left of an instalment on the day asked about; None for other rows.
    """

    row: str
    number: str | None = None
    party: str | None = None
    day: date | None = None
    amount: Decimal | None = None
    currency: str | None = None
    open: Decimal | None = None


def row_lines(books: Books, company: str, as_of: date, rows: Iterable[str]) -> list[RowLine]:
    """The rows in the order given; one that is gone, or of a table without documents, keeps its name alone."""
    names = list(rows)
    wanted: dict[str, list[int]] = defaultdict(list)
    for name in names:
        table, _, key = name.partition(":")
        if table in _READ:
            wanted[table].append(int(key))
    found = {
        f"{table}:{row.pop('key')}": row
        for table, keys in wanted.items()
        for row in books.execute(_READ[table], {"company": company, "keys": keys, "as_of": as_of}).fetchall()
    }
    return [RowLine(name, **found.get(name, {})) for name in names]
