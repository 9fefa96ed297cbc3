"""The SQL of imports, rates, balances and closed days: entered by what makes them unique, with the history of what changed."""

from collections.abc import Sequence
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import DictRow

from workingcapital.store.loading.bulk import write_rows

Books = Connection[DictRow]

STAGING: Final = {
    "fx_rates": """
        create temporary table stage_fx_rates (
            from_currency char(3), to_currency char(3), on_date date, rate numeric, source text
        ) on commit drop""",
    "balances": """
        create temporary table stage_balances (
            month_end date, account text, amount numeric, currency char(3), includes_tax boolean
        ) on commit drop""",
    "holidays": """
        create temporary table stage_holidays (
            calendar text, on_date date, name text, source text
        ) on commit drop""",
}
COPIES: Final = {
    "fx_rates": "copy stage_fx_rates (from_currency, to_currency, on_date, rate, source) from stdin",
    "balances": "copy stage_balances (month_end, account, amount, currency, includes_tax) from stdin",
    "holidays": "copy stage_holidays (calendar, on_date, name, source) from stdin",
}
_CHANGED: Final = {
    "fx_rates": """
        insert into row_history (company_id, load_id, table_name, row_id, change, before)
        select %(company)s, %(load)s, 'fx_rate', r.fx_rate_id, 'updated', to_jsonb(r)
        from stage_fx_rates s join fx_rate r on r.company_id = %(company)s and r.from_currency = s.from_currency
            and r.to_currency = s.to_currency and r.on_date = s.on_date
        where r.rate <> round(s.rate, 8)""",
    "balances": """
        insert into row_history (company_id, load_id, table_name, row_id, change, before)
        select %(company)s, %(load)s, 'ledger_balance', b.balance_id, 'updated', to_jsonb(b)
        from stage_balances s join ledger_balance b on b.company_id = %(company)s and b.month_end = s.month_end
            and b.account = s.account and b.currency = s.currency
        where (b.amount, b.includes_tax) is distinct from (s.amount, s.includes_tax)""",
    "holidays": """
        insert into row_history (company_id, load_id, table_name, row_id, change, before)
        select %(company)s, %(load)s, 'closed_day', c.closed_day_id, 'updated', to_jsonb(c)
        from stage_holidays s join closed_day c on c.company_id = %(company)s and c.calendar = s.calendar
            and c.on_date = s.on_date
        where c.name <> s.name""",
}
_MERGED: Final = {
    "fx_rates": """
        insert into fx_rate as r (company_id, from_currency, to_currency, on_date, rate, source, load_id)
        select %(company)s, from_currency, to_currency, on_date, rate, source, %(load)s from stage_fx_rates
        on conflict (company_id, from_currency, to_currency, on_date) do update
            set rate = excluded.rate, source = excluded.source, load_id = excluded.load_id
            where r.rate <> excluded.rate
        returning xmax = 0 as is_new""",
    "balances": """
        insert into ledger_balance as b (company_id, month_end, account, amount, currency, includes_tax, source_system,
            load_id)
        select %(company)s, month_end, account, amount, currency, includes_tax, 'import', %(load)s from stage_balances
        on conflict (company_id, month_end, account, currency) do update
            set amount = excluded.amount, includes_tax = excluded.includes_tax, load_id = excluded.load_id
            where (b.amount, b.includes_tax) is distinct from (excluded.amount, excluded.includes_tax)
        returning xmax = 0 as is_new""",
    "holidays": """
        insert into closed_day as c (company_id, calendar, on_date, name, source, load_id)
        select %(company)s, calendar, on_date, name, source, %(load)s from stage_holidays
        on conflict (company_id, calendar, on_date) do update
            set name = excluded.name, source = excluded.source, load_id = excluded.load_id
            where c.name <> excluded.name
        returning xmax = 0 as is_new""",
}
_RESTORED: Final = (
    """
        update fx_rate r set rate = b.rate, source = b.source, load_id = b.load_id
        from row_history h, jsonb_populate_record(null::books.fx_rate, h.before) b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'fx_rate'
          and r.company_id = %(company)s and r.fx_rate_id = h.row_id""",
    """
        update ledger_balance r set amount = b.amount, includes_tax = b.includes_tax, load_id = b.load_id
        from row_history h, jsonb_populate_record(null::books.ledger_balance, h.before) b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'ledger_balance'
          and r.company_id = %(company)s and r.balance_id = h.row_id""",
    """
        update closed_day r set name = b.name, source = b.source, load_id = b.load_id
        from row_history h, jsonb_populate_record(null::books.closed_day, h.before) b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'closed_day'
          and r.company_id = %(company)s and r.closed_day_id = h.row_id""",
)
_REMOVED: Final = (
    "delete from fx_rate where company_id = %(company)s and load_id = %(load)s",
    "delete from ledger_balance where company_id = %(company)s and load_id = %(load)s",
    "delete from closed_day where company_id = %(company)s and load_id = %(load)s",
)


def stage(books: Books, kind: str, rows: Sequence[Sequence[Any]]) -> None:
    """Copy the rows into a staging table of their kind."""
    books.execute(f"drop table if exists stage_{kind}".encode())
    books.execute(STAGING[kind].encode())
    with books.cursor() as cursor, cursor.copy(COPIES[kind].encode()) as out:
        write_rows(out, rows)


def merge(books: Books, kind: str, about: dict[str, Any], staged: int) -> dict[str, int]:
    """Carry the staged rows into the books; what a row was before it changed is kept for an undo."""
    books.execute(_CHANGED[kind].encode(), about)
    changed = books.execute(_MERGED[kind].encode(), about).fetchall()
    new = sum(row["is_new"] for row in changed)
    return {"inserted": new, "updated": len(changed) - new, "unchanged": staged - len(changed)}


def undo(books: Books, about: dict[str, Any]) -> tuple[int, int]:
    """Take away what a load entered and restore what it changed: how many of each."""
    restored = sum(books.execute(query, about).rowcount for query in _RESTORED)
    removed = sum(books.execute(query, about).rowcount for query in _REMOVED)
    return removed, restored
