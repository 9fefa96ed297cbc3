"""Enter the public reference data into a database, once for each of its versions."""

import json
from typing import Any, Final

import psycopg
from psycopg import sql

from workingcapital.reference import VERSION

_LOCK: Final = 0x57435246  # "WCRF": processes that open the same database take turns

# What a database already has stays as it is: somebody may have entered it better.
_INSERTS: Final = {
    "statutory_rate": """
        insert into books.statutory_rate (regime, valid_from, valid_to, reference_rate, margin, fixed_sums, source)
        select regime, valid_from, valid_to, reference_rate, margin, fixed_sums, source
        from jsonb_populate_recordset(null::books.statutory_rate, %s::jsonb) on conflict do nothing""",
    "legal_term_limit": """
        insert into books.legal_term_limit (country, payer, max_days, exceptions, longer_if_agreed, valid_from, source)
        select country, payer, max_days, exceptions, longer_if_agreed, valid_from, source
        from jsonb_populate_recordset(null::books.legal_term_limit, %s::jsonb) on conflict do nothing""",
    "holiday": """
        insert into books.holiday (calendar, on_date, name, source)
        select calendar, on_date, name, source
        from jsonb_populate_recordset(null::books.holiday, %s::jsonb) on conflict do nothing""",
}


def enter_reference(owner: "psycopg.Connection[Any]") -> bool:
    """Rates, legal limits and closed days of this program's version; False when the database has them."""
    if _entered(owner) == VERSION:
        return False
    owner.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    if _entered(owner) == VERSION:
        return False
    for table, rows in _tables().items():
        owner.execute(_INSERTS[table], [json.dumps(rows, default=str)])
    # The version is a comment of the table: it is copied, dumped and restored with what it speaks of.
    owner.execute(sql.SQL("comment on table books.holiday is {}").format(f"reference {VERSION}"))
    return True


def _entered(owner: "psycopg.Connection[Any]") -> str | None:
    row = owner.execute("select obj_description('books.holiday'::regclass, 'pg_class')").fetchone()
    return row[0].removeprefix("reference ") if row and row[0] else None


def _tables() -> dict[str, list[dict[str, Any]]]:
    from workingcapital.reference import closed_days, legal_limits, statutory

    return {
        "statutory_rate": statutory.rows(),
        "legal_term_limit": legal_limits.rows(),
        "holiday": closed_days.rows(),
    }
