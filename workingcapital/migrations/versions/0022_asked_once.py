"""Statistics of small tables too, and who speaks verified once for all their roles."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0022"
down_revision = "0021"

HERE = Path(__file__).parent


def upgrade() -> None:
    """Replace both functions."""
    sql.run_files(HERE / "0022", "control")


def downgrade() -> None:
    """Put them back as they were."""
    sql.restore_functions(HERE / "0001" / "00_context.sql", "refresh_statistics")
    sql.restore_functions(HERE / "0002" / "02_people.sql", "my_roles")
