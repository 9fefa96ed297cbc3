"""Kept balances: the spans of open items, what opens and closes by day, what is invoiced by day."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0009"
down_revision = "0008"

FOLDER = Path(__file__).parent / "0009"
ROWS = ("invoice", "instalment", "allocation", "dispute", "open_span", "open_movement", "invoiced_day")


def upgrade() -> None:
    """Make the kept tables and fill them from the books that are there, of every company."""
    sql.run_files(FOLDER, "books")
    sql.run(
        [
            *(f"alter table {table} no force row level security" for table in ROWS),  # a migration speaks for nobody
            "select books.rebuild_kept()",
            *(f"alter table {table} force row level security" for table in ROWS),
        ],
        "books",
    )


def downgrade() -> None:
    """Take them away; a day is added up from allocations again."""
    sql.drop_functions(FOLDER)
    sql.run(["drop table open_span, open_movement, invoiced_day"], "books")
    before = (Path(__file__).parent / "0001" / "11_items_as_of.sql").read_text(encoding="utf-8")
    sql.run([before.replace("create function", "create or replace function")], "books")
