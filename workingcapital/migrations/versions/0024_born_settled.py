"""Items that come paid are written once; a load is as large as the books make it."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0024"
down_revision = "0023"

HERE = Path(__file__).parent


def upgrade() -> None:
    """Change the triggers of new items, and what they take for a large load."""
    sql.run_files(HERE / "0024", "books")


def downgrade() -> None:
    """Put the functions back as they were."""
    for file, *names in (
        ("0014/01_new_items.sql", "instalments_changed", "instalments_touch"),
        ("0001/10_open_amounts.sql", "settle"),
        ("0009/01_spans.sql", "respan"),
    ):
        sql.restore_functions(HERE / file, *names, schema="books")
    sql.run(["drop function books.is_bulk(integer), books.unallocated(text[], bigint[])"], "books")
