"""Who takes an entry off a screening list does not approve what it stopped."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0021"
down_revision = "0020"

HERE = Path(__file__).parent
FOLDER = HERE / "0021"


def upgrade() -> None:
    """Refuse the person who dropped an entry lately."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Refuse by findings alone."""
    sql.drop_functions(FOLDER)
    sql.restore_functions(HERE / "0017" / "03_judging.sql", "check_findings")
    sql.run(["revoke all on all functions in schema control from public;"], "control")
