"""Scenarios of payment plans, kept under a name."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the table."""
    sql.run_files(Path(__file__).parent / "0018", "books")


def downgrade() -> None:
    """Drop it, with the scenarios."""
    sql.run(["drop table scenario"], "books")
