"""Loads of new items cost less; what is open by party and month is kept."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0014"
down_revision = "0013"

HERE = Path(__file__).parent
FOLDER = HERE / "0014"
ROWS = ("invoice", "instalment", "allocation", "dispute", "open_span", "open_movement", "invoiced_day",
        "open_party_month")  # fmt: skip


def upgrade() -> None:
    """Change the triggers, and fill what is kept from the books that are there, of every company."""
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
    """New items are read through arrays of their ids again, and parties from their spans."""
    sql.run(["drop function books.spans_in_months() cascade", "drop table open_party_month"], "books")
    sql.restore_functions(HERE / "0001" / "10_open_amounts.sql", "instalments_changed", schema="books")
    sql.restore_functions(HERE / "0009" / "03_triggers.sql", "instalments_touch", "rebuild_kept", schema="books")
    sql.run(
        [
            "alter table invoice add constraint invoice_company_id_fkey foreign key (company_id) references company",
            "revoke usage on sequence invoice_invoice_id_seq from wcc_loader",
        ],
        "books",
    )
