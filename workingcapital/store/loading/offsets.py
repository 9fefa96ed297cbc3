"""The SQL of imports, offsets: credit notes used against invoices, both settled on the day."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import DictRow

from workingcapital.store.loading.bulk import write_rows

Books = Connection[DictRow]

STAGING: Final = """
create temporary table stage_offset (
    source_system text not null, source_id text not null, credit_source_id text not null,
    document_source_id text not null, allocated_on date not null, amount numeric not null
) on commit drop;
"""
_REMEMBER: Final = """
    insert into row_history (company_id, load_id, table_name, row_id, change, before)
    select %(company)s, %(load)s, 'allocation', a.allocation_id, 'updated', to_jsonb(a)
    from stage_offset o
    join allocation a on a.company_id = %(company)s and a.source_system = o.source_system
        and a.source_id = o.source_id || %(mark)s
    where (a.amount, a.allocated_on) is distinct from (o.amount * %(sign)s, o.allocated_on)
"""
_CHANGE: Final = """
    update allocation a set amount = o.amount * %(sign)s, allocated_on = o.allocated_on, load_id = %(load)s
    from stage_offset o
    where a.company_id = %(company)s and a.source_system = o.source_system
      and a.source_id = o.source_id || %(mark)s
      and (a.amount, a.allocated_on) is distinct from (o.amount * %(sign)s, o.allocated_on)
"""
_ENTER: Final = {
    side: f"""
    insert into allocation (company_id, instalment_id, credit_invoice_id, allocated_on, amount, source_system,
        source_id, load_id)
    select %(company)s, t.instalment_id, c.invoice_id, o.allocated_on, o.amount * %(sign)s, o.source_system,
        o.source_id || %(mark)s, %(load)s
    from stage_offset o
    join invoice c on c.company_id = %(company)s and c.source_system = o.source_system
        and c.source_id = o.credit_source_id
    join invoice d on d.company_id = %(company)s and d.source_system = o.source_system
        and d.source_id = o.document_source_id and d.currency = c.currency
    join instalment t on t.company_id = %(company)s and t.sequence = 1 and t.invoice_id = {alias}.invoice_id
    where not exists (select from allocation x where x.company_id = %(company)s
        and x.source_system = o.source_system and x.source_id = o.source_id || %(mark)s)
    """.encode()
    for side, alias in (("document", "d"), ("credit", "c"))
}


def begin(books: Books) -> None:
    """Make the staging table."""
    books.execute("drop table if exists stage_offset")
    books.execute(STAGING)


def copy(books: Books, rows: Iterable[Sequence[Any]]) -> None:
    """Append offsets to the staging table."""
    statement = """copy stage_offset (source_system, source_id, credit_source_id, document_source_id, allocated_on,
        amount) from stdin"""
    with books.cursor() as cursor, cursor.copy(statement) as out:
        write_rows(out, rows)


def merge(books: Books, about: dict[str, Any]) -> None:
    """Settle both sides of each offset, once each; the credit note is below zero, so its part is too.

    One whose amount or day is another at the source by now is changed, and what it was is kept.
    """
    for settled, mark, sign in (("document", "", 1), ("credit", "/credit", -1)):
        this = {**about, "mark": mark, "sign": sign}
        books.execute(_REMEMBER, this)
        books.execute(_CHANGE, this)
        books.execute(_ENTER[settled], this)


def undo(books: Books, about: dict[str, Any]) -> None:
    """Put the offsets that a load changed back as they were; as they became they are gone by then."""
    books.execute(
        """
        insert into allocation (company_id, allocation_id, instalment_id, credit_invoice_id, allocated_on, amount,
            source_system, source_id, load_id)
        overriding system value
        select b.company_id, b.allocation_id, b.instalment_id, b.credit_invoice_id, b.allocated_on, b.amount,
            b.source_system, b.source_id, b.load_id
        from row_history h, jsonb_populate_record(null::books.allocation, h.before) b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'allocation'""",
        about,
    )
