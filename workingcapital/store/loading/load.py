"""The SQL of imports: rows are copied into staging tables and merged from there, one transaction for a load.

COPY is not possible on tables under row-level security, so the staging tables are temporary
and the merge is INSERT … SELECT. Everything in a staging table belongs to the load at hand.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import Any, Final, LiteralString

from psycopg import Connection, sql
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from workingcapital.store.loading import changes as loading_changes
from workingcapital.store.loading import invoices as loading_invoices
from workingcapital.store.loading import parties as loading_parties
from workingcapital.store.loading.bulk import analyze, copy_line, write_lines
from workingcapital.store.loading.tables import COPIES, MADE, OF_A_PIECE, OF_THE_LOAD, STAGING

Books = Connection[DictRow]

_COUNTED: Final = ("late", "due_before_issue", "disputed", "credit_notes", "settled")


def company_of(books: Books, company: str) -> DictRow | None:
    """The company's row; null where there is none, or none that this person may see."""
    return books.execute("select * from company where company_id = %(company)s", {"company": company}).fetchone()


def begin(books: Books, company: str) -> None:
    """Make the staging tables; imports into one company wait for each other."""
    books.execute("select pg_advisory_xact_lock(hashtext('import ' || %(company)s))", {"company": company})
    books.execute(_of("drop table if exists {}", *OF_A_PIECE, *MADE, *OF_THE_LOAD))
    books.execute(STAGING)


def next_piece(books: Books) -> None:
    """Make room for the next piece of a load, and keep of the one before what the load still needs."""
    books.execute("""
        insert into stage_taken select k.invoice_id, d.row from stage_known k join stage_document d using (seq)
        where not d.repeatable""")
    books.execute(_of("drop table if exists {}", *MADE))
    books.execute(_of("truncate {}", *OF_A_PIECE))


def _of(statement: LiteralString, *tables: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.SQL(", ").join(map(sql.Identifier, tables)))


def copy(books: Books, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Append rows to a staging table."""
    copy_lines(books, table, map(copy_line, rows))


def copy_lines(books: Books, table: str, lines: Iterable[str]) -> None:
    """The same for lines that are in the format of COPY; nothing is asked of the database where there are none."""
    rest = iter(lines)
    if (first := next(rest, None)) is not None:
        with books.cursor() as cursor, cursor.copy(COPIES[table]) as out:
            write_lines(out, chain([first], rest))


def _plan_for_bulk(books: Books, staged: LiteralString) -> None:
    """Join by hash where what is staged is a large part of the books.

    The loader may not ANALYZE, so the planner believes a table that is being filled to be empty,
    and would loop over it once for each staged row.
    """
    books.execute(f"""
        select set_config('enable_nestloop', case when s.n > 200 and s.n > t.n / 10 then 'off' else 'on' end, true)
        from (select count(*) as n from {staged}) s,
             (select greatest(c.reltuples, 0) + pg_stat_get_xact_tuples_inserted(c.oid) as n
              from pg_class c where c.oid = 'books.invoice'::regclass) t""")


def repeated_ids(books: Books, company: str, limit: int, alone: bool = True) -> list[DictRow]:
    """Tell what the staged documents are to the books; return and leave out the rows that repeat an id of the load.

    What may repeat (a supplier's number on several bills) is numbered. `alone`: they are all that the load has.
    """
    analyze(books, "stage_document (seq, source_system, source_id, repeatable, party_key, payee_key, terms)")
    _plan_for_bulk(books, "stage_document")
    _number_repeats(books, alone)
    repeated = books.execute(
        """
        delete from stage_document d using (
            select seq, row_number() over w as nth, first_value(row) over w as first_row
            from stage_document where not repeatable window w as (partition by source_system, source_id order by seq)
        ) r where r.seq = d.seq and r.nth > 1 returning d.seq, d.file, d.row, d.source_id, r.first_row"""
    ).fetchall()
    loading_invoices.classify(books, {"company": company})
    if not alone:
        repeated += books.execute("""
            with known as (delete from stage_known k using stage_taken t
                           where t.invoice_id = k.invoice_id returning k.seq, t.row as first_row)
            delete from stage_document d using known k where k.seq = d.seq
            returning d.seq, d.file, d.row, d.source_id, k.first_row""").fetchall()
    return sorted(repeated, key=itemgetter("seq"))[:limit]


def _number_repeats(books: Books, alone: bool) -> None:
    """X, X#2, X#3 …: how often an id stood in earlier pieces counts, where there are any."""
    if not alone:
        books.execute("""
            insert into stage_times as t select source_system, source_id, count(*) from stage_document
            where repeatable group by 1, 2 order by 1, 2
            on conflict (source_system, source_id) do update set times = t.times + excluded.times""")
    books.execute("""
        update stage_document s set source_id = s.source_id || '#' || n.nth
        from (select d.seq, coalesce(t.times - count(*) over (partition by source_system, source_id), 0)
                     + row_number() over (partition by source_system, source_id order by d.seq) as nth
              from stage_document d left join stage_times t using (source_system, source_id) where d.repeatable) n
        where n.seq = s.seq and n.nth > 1""")


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


def merge(books: Books, company: str, load_id: int) -> Counter[str]:
    """Carry the staged rows into the books; returns how many were inserted, updated and unchanged."""
    about = {"company": company, "load": load_id}
    counts = loading_invoices.changes(books)
    loading_parties.merge_terms(books, about)
    loading_parties.merge_parties(books, about)
    if counts["inserted"] or counts["updated"]:
        loading_invoices.bring_together(books, about)
        if counts["updated"]:
            loading_changes.change(books, about)
        loading_invoices.enter(books, about)
        loading_invoices.enter_details(books, about)
        loading_parties.hold_changed_accounts(books, about)
        loading_invoices.hold_for_accounts(books, about)
    loading_parties.await_accounts(books)
    return counts


def finish(books: Books, company: str, load_id: int) -> None:
    """What a load is looked at for as a whole, when all of it is in the books: duplicates, and new accounts."""
    about = {"company": company, "load": load_id}
    _plan_for_bulk(books, "stage_watched")
    loading_invoices.hold_duplicates(books, about)
    loading_parties.merge_accounts(books, about)


class Totals:
    """Control totals of what was read, to be held against the source's own; piece by piece."""

    def __init__(self) -> None:
        self._counts, self._days = Counter[str](), list[date]()
        self._amounts: dict[str, Counter[str]] = defaultdict(Counter)
        self._parties = 0

    def add(self, books: Books) -> None:
        """Take the staged documents into account."""
        row = books.execute("""
            with met as (insert into stage_met select distinct party_key from stage_document on conflict do nothing)
            select count(*)::int as invoices, min(issue_date) as first, max(issue_date) as last,
                   count(*) filter (where settled_on > due_date)::int as late,
                   count(*) filter (where due_date < issue_date)::int as due_before_issue,
                   count(*) filter (where disputed)::int as disputed,
                   count(*) filter (where kind = 'credit_note')::int as credit_notes,
                   count(*) filter (where settled_on is not null)::int as settled
            from stage_document""").fetchone()
        assert row is not None
        self._days += [day for day in (row.pop("first"), row.pop("last")) if day]
        self._counts.update(row)
        for row in books.execute("""
            select currency, sum(gross) as gross, sum(gross - coalesce(settled_amount, 0)) as open
            from stage_document group by currency"""):
            for name in ("gross", "open"):
                self._amounts[row["currency"]][name] += row[name]
        parties = books.execute("select count(*)::int as n from stage_met").fetchone()
        self._parties = parties["n"] if parties else 0

    def as_json(self) -> dict[str, Any]:
        """The totals as the report states them."""
        counts = {name: self._counts[name] for name in _COUNTED}
        amounts = {
            currency: {name: f"{amount:.2f}" for name, amount in sums.items()}
            for currency, sums in sorted(self._amounts.items())
        }
        return {
            "invoices": self._counts["invoices"],
            "parties": self._parties,
            **counts,
            "period_from": min(self._days, default=None),
            "period_to": max(self._days, default=None),
            "amounts": amounts,
        }


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
