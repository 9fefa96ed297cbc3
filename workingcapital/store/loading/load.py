"""The SQL of imports: rows are copied into staging tables and merged from there, one transaction for a load.

COPY is not possible on tables under row-level security, so the staging tables are temporary
and the merge is INSERT … SELECT. Everything in a staging table belongs to the load at hand.
"""

import json
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from workingcapital.store.loading import changes as loading_changes
from workingcapital.store.loading import invoices as loading_invoices
from workingcapital.store.loading import parties as loading_parties
from workingcapital.store.loading.bulk import analyze, copy_line, write_lines
from workingcapital.store.loading.tables import COPIES, STAGING

Books = Connection[DictRow]


def company_of(books: Books, company: str) -> DictRow | None:
    """The company's row; null where there is none, or none that this person may see."""
    return books.execute("select * from company where company_id = %(company)s", {"company": company}).fetchone()


def begin(books: Books, company: str) -> None:
    """Make the staging tables; imports into one company wait for each other."""
    books.execute("select pg_advisory_xact_lock(hashtext('import ' || %(company)s))", {"company": company})
    books.execute(
        "drop table if exists stage_party, stage_account, stage_document, stage_known, stage_invoice, named_party,"
        " stage_line, stage_tax, stage_instalment, stage_step, stage_term, stage_term_discount"
    )
    books.execute(STAGING)


def copy(books: Books, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Append rows to a staging table."""
    copy_lines(books, table, map(copy_line, rows))


def copy_lines(books: Books, table: str, lines: Iterable[str]) -> None:
    """The same for lines that are in the format of COPY; nothing is asked of the database where there are none."""
    rest = iter(lines)
    if (first := next(rest, None)) is not None:
        with books.cursor() as cursor, cursor.copy(COPIES[table]) as out:
            write_lines(out, chain([first], rest))


def _plan_for_bulk(books: Books, staged: int) -> None:
    """Join by hash where the load is a large part of the books.

    The loader may not ANALYZE, so the planner believes a table that is being filled to be empty,
    and would loop over it once for each staged row.
    """
    row = books.execute("select reltuples from pg_class where oid = 'books.invoice'::regclass").fetchone()
    if staged > 200 and (row is None or staged > row["reltuples"] / 50):
        books.execute("set local enable_nestloop = off")


def repeated_ids(books: Books, limit: int) -> list[DictRow]:
    """Number what may repeat (a supplier's number on several bills); return the rows whose id must not."""
    books.execute("create index on stage_document (source_system, source_id)")
    analyze(books, "stage_document (seq, source_system, source_id, repeatable, party_key, payee_key, terms)")
    count = books.execute("select count(*)::int as n from stage_document").fetchone()
    _plan_for_bulk(books, count["n"] if count else 0)
    books.execute("""
        update stage_document s set source_id = s.source_id || '#' || n.nth
        from (select seq, row_number() over (partition by source_system, source_id order by seq) as nth
              from stage_document where repeatable) n
        where n.seq = s.seq and n.nth > 1""")
    return books.execute(
        """
        select file, row, source_id, first_row from (
            select seq, file, row, source_id, row_number() over w as nth, first_value(row) over w as first_row
            from stage_document where not repeatable window w as (partition by source_system, source_id order by seq)
        ) r where nth > 1 order by seq limit %(limit)s""",
        {"limit": limit},
    ).fetchall()


def drop_repeated(books: Books) -> None:
    """Leave out the rows that repeat an id, after they were rejected."""
    books.execute("""
        delete from stage_document where seq in (select seq from (
            select seq, row_number() over (partition by source_system, source_id order by seq) as nth
            from stage_document where not repeatable) r where nth > 1)""")


def open_load(books: Books, company: str, load: dict[str, Any]) -> int:
    """Enter the load; its counts follow when the merge is done."""
    row = books.execute(
        """
        insert into load (company_id, source_system, kind, file_name, file_sha256, detected, loaded_by)
        values (%(company)s, %(source_system)s, %(kind)s, %(file_name)s, %(file_sha256)s, %(detected)s, %(loaded_by)s)
        returning load_id""",
        {**load, "company": company, "detected": Jsonb(load["detected"])},
    ).fetchone()
    assert row is not None
    return int(row["load_id"])


def merge(books: Books, company: str, load_id: int) -> dict[str, int]:
    """Carry the staged rows into the books; returns how many were inserted, updated and unchanged."""
    about = {"company": company, "load": load_id}
    counts = loading_invoices.classify(books, about)
    loading_parties.merge_terms(books, about)
    loading_parties.merge_parties(books, about)
    if counts["inserted"] or counts["updated"]:
        loading_invoices.bring_together(books, about)
        if counts["updated"]:
            loading_changes.change(books, about)
        loading_invoices.enter(books, about)
        loading_invoices.enter_details(books, about)
        loading_parties.hold_changed_accounts(books, about)
        loading_invoices.hold_doubtful(books, about)
    loading_parties.merge_accounts(books, about)
    return counts


def totals(books: Books) -> dict[str, Any]:
    """Control totals of what was read, to be held against the source's own."""
    row = books.execute("""
        select count(*)::int as invoices, count(distinct party_key)::int as parties,
               count(*) filter (where settled_on > due_date)::int as late,
               count(*) filter (where due_date < issue_date)::int as due_before_issue,
               count(*) filter (where disputed)::int as disputed,
               count(*) filter (where kind = 'credit_note')::int as credit_notes,
               count(*) filter (where settled_on is not null)::int as settled,
               min(issue_date) as period_from, max(issue_date) as period_to
        from stage_document""").fetchone()
    assert row is not None
    amounts = books.execute("""
        select currency, sum(gross) as gross, sum(gross - coalesce(settled_amount, 0)) as open
        from stage_document group by currency order by currency""").fetchall()
    by_currency = {r["currency"]: {"gross": f"{r['gross']:.2f}", "open": f"{r['open']:.2f}"} for r in amounts}
    return {**row, "amounts": by_currency}


def close_load(books: Books, company: str, load_id: int, counts: dict[str, Any], control: dict[str, Any]) -> None:
    """Write the counts and control totals of a finished load."""
    books.execute("""
        update load set rows_read = %(read)s, inserted = %(inserted)s, updated = %(updated)s, unchanged = %(unchanged)s,
            rejected = %(rejected)s, control_totals = %(control)s, period_from = %(from)s, period_to = %(to)s
        where company_id = %(company)s and load_id = %(load)s""",
        {**counts, "company": company, "load": load_id, "control": Jsonb(control, dumps=_dumps),
         "from": control["period_from"], "to": control["period_to"]})  # fmt: skip


def _dumps(value: Any) -> str:
    return json.dumps(value, default=str)
