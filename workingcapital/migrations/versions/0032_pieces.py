"""The triggers of new items read the piece of a load; indexes and statistics that nobody reads go."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0032"
down_revision = "0031"

HERE = Path(__file__).parent


def upgrade() -> None:
    """Replace the triggers, drop what is not read."""
    sql.run_files(HERE / "0032", "books")


def downgrade() -> None:
    """Put them back as they were."""
    for file, *names in (
        ("0024/02_new_items.sql", "instalments_changed", "instalments_touch"),
        ("0009/02_movements.sql", "spans_inserted"),
        ("0014/03_party_months.sql", "spans_in_months"),
    ):
        sql.restore_functions(HERE / file, *names, schema="books")
    sql.run(
        [
            "create index invoice_open on invoice (company_id, side, due_date)"
            " where open_amount <> 0 and status = 'open'",
            "alter table invoice alter column source_payload set statistics default,"
            " alter column net set statistics default, alter column tax set statistics default",
            "alter table payment alter column source_payload set statistics default",
        ],
        "books",
    )
