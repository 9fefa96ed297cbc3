"""The SQL of imports, payments: what is new, what changed, and which documents each settles."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import DictRow

from workingcapital.store.loading.bulk import write_rows

Books = Connection[DictRow]

STAGING: Final = """
create temporary table stage_payment (
    file text not null, row integer not null, source_system text not null, source_id text not null,
    digest text not null, payload jsonb not null, direction text not null, party_key text not null,
    value_date date not null, currency char(3) not null, amount numeric not null, reference text,
    change text, payment_id bigint
) on commit drop;
create temporary table stage_part (
    source_system text not null, source_id text not null, payment_source_id text not null,
    document_source_id text not null, amount numeric not null
) on commit drop;
"""
_COPIES: Final = {
    "payment": """
        copy stage_payment (file, row, source_system, source_id, digest, payload, direction, party_key, value_date,
            currency, amount, reference) from stdin""",
    "part": "copy stage_part (source_system, source_id, payment_source_id, document_source_id, amount) from stdin",
}


def begin(books: Books) -> None:
    """Make the staging tables."""
    books.execute("drop table if exists stage_payment, stage_part")
    books.execute(STAGING)


def copy(books: Books, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Append rows to a staging table."""
    with books.cursor() as cursor, cursor.copy(_COPIES[table]) as out:
        write_rows(out, rows)


def enter_parties(books: Books, about: dict[str, Any]) -> None:
    """Enter the suppliers and customers that no document named."""
    books.execute(
        """
        insert into party (company_id, code, name, normalised_name, is_supplier, is_customer, email, source_system,
            source_id, load_id)
        select distinct on (code) %(company)s, code, name, normalised_name, is_supplier, is_customer, email,
            source_system, code, %(load)s
        from stage_party s
        where not exists (select from party p where p.company_id = %(company)s and p.code = s.code)
        order by code""",
        about,
    )


def merge(books: Books, about: dict[str, Any]) -> dict[str, int]:
    """Enter the new payments, change the changed ones, allocate; returns how many of each."""
    _classify(books, about)
    _change(books, about)
    books.execute(
        """
        insert into payment (company_id, direction, party_id, value_date, currency, amount, reference, source_system,
            source_id, source_payload, load_id)
        select %(company)s, s.direction, p.party_id, s.value_date, s.currency, s.amount, s.reference, s.source_system,
            s.source_id, jsonb_build_object('row', s.payload, 'file', s.file, 'row_number', s.row, 'digest', s.digest),
            %(load)s
        from stage_payment s join party p on p.company_id = %(company)s and p.code = s.party_key
        where s.change = 'inserted'""",
        about,
    )
    books.execute(
        """
        update stage_payment s set payment_id = p.payment_id from payment p
        where p.company_id = %(company)s and p.source_system = s.source_system and p.source_id = s.source_id""",
        about,
    )
    _allocate(books, about)
    rows = books.execute("select change, count(*)::int as n from stage_payment group by change").fetchall()
    return {"inserted": 0, "updated": 0, "unchanged": 0} | {row["change"]: row["n"] for row in rows}


def _classify(books: Books, about: dict[str, Any]) -> None:
    books.execute(
        """
        update stage_payment s set payment_id = p.payment_id,
            change = case when p.source_payload ->> 'digest' = s.digest then 'unchanged' else 'updated' end
        from payment p
        where p.company_id = %(company)s and p.source_system = s.source_system and p.source_id = s.source_id""",
        about,
    )
    books.execute("update stage_payment set change = 'inserted' where change is null")


def _change(books: Books, about: dict[str, Any]) -> None:
    """A changed payment keeps what it was, allocations included; an undo restores it from there."""
    books.execute(
        """
        insert into row_history (company_id, load_id, table_name, row_id, change, before)
        select %(company)s, %(load)s, 'payment', p.payment_id, 'updated', jsonb_build_object(
            'payment', to_jsonb(p), 'allocation', (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from allocation a
                where a.company_id = p.company_id and a.payment_id = p.payment_id))
        from stage_payment s join payment p on p.company_id = %(company)s and p.payment_id = s.payment_id
        where s.change = 'updated'""",
        about,
    )
    books.execute(
        """
        delete from allocation a using stage_payment s
        where a.company_id = %(company)s and a.payment_id = s.payment_id and s.change = 'updated'""",
        about,
    )
    books.execute(
        """
        update payment p set direction = s.direction, party_id = y.party_id, value_date = s.value_date,
            currency = s.currency, amount = s.amount, reference = s.reference, load_id = %(load)s,
            source_payload = jsonb_build_object('row', s.payload, 'file', s.file, 'row_number', s.row,
                'digest', s.digest)
        from stage_payment s join party y on y.company_id = %(company)s and y.code = s.party_key
        where p.company_id = %(company)s and p.payment_id = s.payment_id and s.change = 'updated'""",
        about,
    )


def _allocate(books: Books, about: dict[str, Any]) -> None:
    """Settle what the parts name and the books hold, once each: a document may come in a later load."""
    books.execute(
        """
        insert into allocation (company_id, instalment_id, payment_id, allocated_on, amount, source_system, source_id,
            load_id)
        select %(company)s, t.instalment_id, s.payment_id, s.value_date, a.amount * sign(i.gross), a.source_system,
            a.source_id, %(load)s
        from stage_part a
        join stage_payment s on s.source_system = a.source_system and s.source_id = a.payment_source_id
        join invoice i on i.company_id = %(company)s and i.source_system = a.source_system
            and i.source_id = a.document_source_id and i.currency = s.currency
        join instalment t on t.company_id = %(company)s and t.invoice_id = i.invoice_id and t.sequence = 1
        where not exists (select from allocation x where x.company_id = %(company)s
            and x.source_system = a.source_system and x.source_id = a.source_id)""",
        about,
    )


def too_much(books: Books, company: str, limit: int) -> list[DictRow]:
    """Parts of payments that would settle more than there is of their document, all parts of it together."""
    return books.execute(
        """
        select s.file, s.row, a.source_id, a.document_source_id, a.amount, d.gross, d.wanted, s.currency
        from stage_part a
        join stage_payment s on s.source_system = a.source_system and s.source_id = a.payment_source_id
        join (
            select p.document_source_id, sum(p.amount) as wanted,
                   coalesce(max(abs(n.gross)), max(abs(i.gross))) as gross
            from stage_part p
            left join stage_document n on n.source_system = p.source_system and n.source_id = p.document_source_id
            left join invoice i on i.company_id = %(company)s and i.source_system = p.source_system
                and i.source_id = p.document_source_id
            group by p.document_source_id
        ) d using (document_source_id)
        where d.wanted > d.gross order by s.file, s.row limit %(limit)s""",
        {"company": company, "limit": limit},
    ).fetchall()


def drop_parts(books: Books, source_ids: Sequence[str]) -> None:
    """Leave out parts that were rejected; their payments stay, unallocated."""
    books.execute("delete from stage_part where source_id = any(%(ids)s)", {"ids": list(source_ids)})


def totals(books: Books, company: str) -> list[DictRow]:
    """By direction and currency: what was paid, what of it is allocated in the books."""
    return books.execute(
        """
        select s.direction, s.currency, count(*)::int as payments, sum(s.amount) as amount,
               coalesce(sum(a.allocated), 0) as allocated
        from stage_payment s left join (
            select payment_id, sum(abs(amount)) as allocated from allocation where company_id = %(company)s
            group by payment_id) a using (payment_id)
        group by s.direction, s.currency order by s.direction, s.currency""",
        {"company": company},
    ).fetchall()


def open_in_books(books: Books, company: str) -> dict[str, Any]:
    """The open amount of the staged documents as the books have it now, by currency and side."""
    rows = books.execute(
        """
        select i.currency || '|' || i.side as key, sum(i.open_amount) as open
        from stage_known s join invoice i on i.company_id = %(company)s and i.invoice_id = s.invoice_id
        where i.status in ('open', 'paid') group by 1""",
        {"company": company},
    ).fetchall()
    return {row["key"]: row["open"] for row in rows}


def undo(books: Books, about: dict[str, Any]) -> int:
    """Restore the payments a load changed; those it entered are gone by then."""
    restored = books.execute(
        """
        update payment p set direction = b.direction, party_id = b.party_id, value_date = b.value_date,
            currency = b.currency, amount = b.amount, reference = b.reference, load_id = b.load_id,
            source_payload = b.source_payload
        from row_history h, jsonb_populate_record(null::books.payment, h.before -> 'payment') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'payment'
          and p.company_id = %(company)s and p.payment_id = h.row_id""",
        about,
    ).rowcount
    books.execute(
        """
        insert into allocation (company_id, allocation_id, instalment_id, payment_id, allocated_on, amount,
            source_system, source_id, load_id)
        overriding system value
        select b.company_id, b.allocation_id, b.instalment_id, b.payment_id, b.allocated_on, b.amount,
            b.source_system, b.source_id, b.load_id
        from row_history h, jsonb_populate_recordset(null::books.allocation, h.before -> 'allocation') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'payment'""",
        about,
    )
    return restored
