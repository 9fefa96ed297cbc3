"""What cannot be a role, an address or an end is refused in words."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0030"
down_revision = "0029"

HERE = Path(__file__).parent


def upgrade() -> None:
    """Replace the function."""
    sql.run_files(HERE / "0030", "control")


def downgrade() -> None:
    """Put it back as it was."""
    sql.restore_functions(HERE / "0002" / "03_granting.sql", "request_grant")
