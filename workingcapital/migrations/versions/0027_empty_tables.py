"""A dry run or a rejected load leaves no statistics of empty tables behind."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0027"
down_revision = "0026"

HERE = Path(__file__).parent


def upgrade() -> None:
    """Replace the function."""
    sql.run_files(HERE / "0027", "control")


def downgrade() -> None:
    """Put it back as it was."""
    sql.restore_functions(HERE / "0022" / "01_asked_once.sql", "refresh_statistics")
