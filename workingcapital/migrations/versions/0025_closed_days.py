"""Days on which a company or its bank closes, beside those of its calendar."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0025"
down_revision = "0024"

FOLDER = Path(__file__).parent / "0025"


def upgrade() -> None:
    """Add the table."""
    sql.run_files(FOLDER, "books")


def downgrade() -> None:
    """Remove it with what it holds."""
    sql.run(["drop table closed_day"], "books")
