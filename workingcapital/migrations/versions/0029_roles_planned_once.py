"""The plan of a person's roles is kept for a session."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0029"
down_revision = "0028"

HERE = Path(__file__).parent


def upgrade() -> None:
    """Keep the plan."""
    sql.run_files(HERE / "0029", "control")


def downgrade() -> None:
    """Plan it for each question again."""
    sql.run(["alter function control.my_roles() reset plan_cache_mode"], "control")
