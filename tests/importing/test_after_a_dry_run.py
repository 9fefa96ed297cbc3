"""What a dry run or a rejected load leaves behind in the database: nothing that makes the next load slow."""

import psycopg

from tests.importing.desk import Desk
from workingcapital.store.database.logins import OWNER

LEDGER = "Customer,Invoice Number,Invoice Date,Due Date,Amount\n" + "".join(
    f"Customer {n % 50},N-{n},2026-01-31,2026-02-28,{n}.00\n" for n in range(1, 601)
)


def planned_for(desk: Desk) -> dict[str, tuple[float, int]]:
    """Rows and pages of the tables a load fills, as the planner believes them; -1 rows: never looked at."""
    with psycopg.connect(desk.store.conninfo(OWNER)) as owner:
        found = owner.execute(
            """select relname, reltuples, relpages from pg_class
               where oid in ('books.invoice'::regclass, 'books.instalment'::regclass, 'books.party'::regclass)"""
        ).fetchall()
    return {name: (rows, pages) for name, rows, pages in found}


def test_no_table_is_believed_to_stay_empty_once_a_load_was_taken_back(desk: Desk) -> None:
    assert desk.load(LEDGER, dry_run=True).inserted == 600
    assert desk.load(LEDGER + "Customer 1,N-601,2026-02-30,2026-03-30,1.00\n").rejected_rows == 1
    assert {name: rows for name, (rows, pages) in planned_for(desk).items() if rows == 0 and pages > 0} == {}
    assert desk.load(LEDGER).inserted == 600
    assert all(rows >= 50 for rows, _ in planned_for(desk).values()), "a load that stays is looked at"
