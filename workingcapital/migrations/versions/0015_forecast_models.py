"""Forecast models: what was chosen for a company by comparison on its own past."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the table."""
    sql.run_files(Path(__file__).parent / "0015", "books")


def downgrade() -> None:
    """Drop it, with the models."""
    sql.run(["drop table forecast_model"], "books")
