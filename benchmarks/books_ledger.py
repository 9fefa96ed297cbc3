"""A ledger of any size for the benchmark of the books: made by the database in sets, the same for the same size.

One company, both sides, three currencies, customers and suppliers of very different size. Paid invoices lie in three
years, open ones in the last months; a tenth is paid in two parts, a fiftieth is credited, a fiftieth in dispute.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

import psycopg
from psycopg import Connection, sql
from psycopg.rows import DictRow, dict_row

from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER

COMPANY: Final = "BENCH"
AS_OF: Final = date(2026, 6, 30)
WHO: Final = Identity("bench@halden.example", (COMPANY,))

# The triggers that keep balances are off while rows are made and everything is rebuilt at the end: what is measured is
# reading. Importing is measured apart, with all triggers on.
_KEEPING: Final = ("invoice", "instalment", "allocation", "dispute")

_COMPANY: Final = """
    insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar, today)
    values ('BENCH', 'Benchmark', 'EUR', 'DE', 'Europe/Berlin', 'TARGET', '2026-06-30');
    insert into fx_rate (company_id, from_currency, to_currency, on_date, rate, source)
    select 'BENCH', c, 'EUR', d::date, r, 'benchmark, invented'
    from (values ('USD', 0.92), ('GBP', 1.17)) as k (c, r), generate_series('2023-06-01'::date, '2026-06-30', '1 month') d;
"""
_PARTIES: Final = """
    insert into party (company_id, code, name, normalised_name, is_supplier, is_customer, country)
    select 'BENCH', 'P' || n, 'Party ' || n, 'party ' || n, n %% 2 = 0, n %% 2 = 1, 'DE'
    from generate_series(1, %(parties)s) n
"""
# h is an even hash of the running number: every draw below is a part of it, so that nothing is random.
_INVOICES: Final = """
    insert into invoice (company_id, side, kind, number, normalised_number, party_id, issue_date, posting_date,
        due_date, currency, fx_rate, net, tax, gross, open_amount, status, source_system, source_id)
    select 'BENCH', side, case when h %% 50 = 7 then 'credit_note' else 'invoice' end, 'N' || n, 'N' || n, p.party_id,
           issued, issued, issued + (array[14, 30, 30, 45, 60])[1 + h / 64 %% 5], currency,
           case currency when 'USD' then 0.92 when 'GBP' then 1.17 end, amount, 0, amount,
           case when n <= %(open)s then amount else 0 end, case when n <= %(open)s then 'open' else 'paid' end,
           'bench', n::text
    from (
        select n, h, case when n %% 2 = 0 then 'payable' else 'receivable' end as side,
               '2026-06-30'::date - case when n <= %(open)s then (h / 8 %% 120)::int else 60 + (h / 8 %% 1000)::int end
                   as issued,
               (array['EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'USD', 'USD', 'GBP'])[1 + h / 4096 %% 9] as currency,
               (case when h %% 50 = 7 then -1 else 1 end) * (100 + h / 32 %% 500000) / 100.0 as amount,
               -- a few parties get most of the invoices
               1 + 2 * floor(power((h / 16 %% 10007) / 10007.0, 3) * (%(parties)s / 2))::bigint
                   + (case when n %% 2 = 0 then 1 else 0 end) as party
        from (select n, hashint8extended(n, 7) & 9007199254740991 as h from generate_series(%(first)s::bigint, %(last)s) n) x
    ) x
    join party p on p.company_id = 'BENCH' and p.code = 'P' || x.party
    order by n
"""
_INSTALMENTS: Final = """
    insert into instalment (company_id, invoice_id, due_date, amount, open_amount)
    select company_id, invoice_id, due_date, gross, open_amount from invoice
    where source_system = 'bench' and source_id::bigint between %(first)s and %(last)s order by invoice_id
"""
_PAYMENTS: Final = """
    insert into payment (company_id, direction, party_id, value_date, currency, amount, source_system, source_id)
    select 'BENCH', case when (side = 'payable') = (gross > 0) then 'out' else 'in' end, party_id,
           least(due_date + (h / 8 %% 40)::int - 8, '2026-06-30'), currency, abs(gross), 'bench', source_id
    from (select *, hashint8extended(source_id::bigint, 11) & 9007199254740991 as h from invoice
          where source_system = 'bench' and status = 'paid' and source_id::bigint between %(first)s and %(last)s) v
    order by invoice_id
"""
_ALLOCATIONS: Final = """
    insert into allocation (company_id, instalment_id, payment_id, allocated_on, amount)
    select 'BENCH', i.instalment_id, p.payment_id, greatest(p.value_date - (s.part - 1) * 9, v.posting_date),
           case when v.invoice_id %% 10 <> 0 then v.gross when s.part = 1 then v.gross - trunc(v.gross / 2, 2)
                else trunc(v.gross / 2, 2) end
    from invoice v
    join instalment i on i.company_id = v.company_id and i.invoice_id = v.invoice_id
    join payment p on p.company_id = v.company_id and p.source_system = 'bench' and p.source_id = v.source_id
    join (values (1), (2)) as s (part) on s.part = 1 or v.invoice_id %% 10 = 0
    where v.source_system = 'bench' and v.status = 'paid' and v.source_id::bigint between %(first)s and %(last)s
"""
_DISPUTES: Final = """
    insert into dispute (company_id, invoice_id, reason, opened_on, closed_on)
    select company_id, invoice_id, 'price', issue_date + 10, case when status = 'paid' then due_date end
    from invoice where source_system = 'bench' and invoice_id %% 50 = 13 and gross > 0
      and source_id::bigint between %(first)s and %(last)s
"""
_STEPS: Final = (_INVOICES, _INSTALMENTS, _PAYMENTS, _ALLOCATIONS, _DISPUTES)
_BATCH: Final = 500_000


def parties_of(open_items: int) -> int:
    """How many parties a ledger of so many open items has.

    >>> parties_of(1_000_000), parties_of(1_000)
    (20000, 200)
    """
    return max(200, open_items // 50)


def made_before(store: Store, invoices: int) -> bool:
    """Whether a ledger of so many invoices is there already."""
    with store.reading(WHO) as books:
        row = books.execute("select sum(documents) as n from invoiced_day").fetchone()
    return row is not None and row["n"] == invoices


def make(store: Store, open_items: int, paid: int) -> None:
    """Fill the books with one company of `open_items` open and `paid` paid invoices."""
    with owning(store) as books:
        books.execute("set local maintenance_work_mem = '512MB'")
        for table in _KEEPING:
            books.execute(sql.SQL("alter table {} disable trigger user").format(sql.Identifier(table)))
        books.execute(_COMPANY)
        books.execute(_PARTIES, {"parties": parties_of(open_items)})
        books.execute("analyze party")
        _index_by_number(books)
        for first in range(1, open_items + paid + 1, _BATCH):
            last = min(first + _BATCH - 1, open_items + paid)
            given = {"first": first, "last": last, "open": open_items, "parties": parties_of(open_items)}
            for step in _STEPS:
                books.execute(step, given)
                books.execute(
                    "analyze invoice, instalment, payment, allocation"
                )  # else the next step takes a big table for none
        books.execute("drop index bench_number")
        for table in _KEEPING:
            books.execute(sql.SQL("alter table {} enable trigger user").format(sql.Identifier(table)))
    rebuild(store)


def rebuild(store: Store) -> None:
    """Make the kept balances anew from the rows, then vacuum and analyse, as a database at rest has been by itself."""
    with owning(store) as books:
        books.execute("set local work_mem = '256MB'")
        books.execute("select books.rebuild_kept()")
    with psycopg.connect(store.conninfo(OWNER), autocommit=True) as admin:
        for table in ("open_span", "open_movement", "open_party_month", "invoiced_day", "party", "payment", *_KEEPING):
            admin.execute(sql.SQL("vacuum (analyze) books.{}").format(sql.Identifier(table)))


@contextmanager
def owning(store: Store) -> "Iterator[Connection[DictRow]]":
    """The owner of the tables, under row-level security like everybody."""
    options = "-c search_path=books,control,public"
    with psycopg.connect(store.conninfo(OWNER), row_factory=dict_row, options=options) as books:
        books.execute("select set_config('wcc.context', %s, true)", [store.sign(WHO, 7200)])
        yield books


def _index_by_number(books: "Connection[DictRow]") -> None:
    """Batches find their rows again by their running number."""
    books.execute("create index bench_number on invoice ((source_id::bigint)) where source_system = 'bench'")
