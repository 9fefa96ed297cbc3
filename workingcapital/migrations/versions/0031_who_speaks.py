"""Who speaks is verified with a kept plan, and their roles are read in one go."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0031"
down_revision = "0030"

HERE = Path(__file__).parent


def upgrade() -> None:
    """One view of the roles that are held, read by both functions."""
    sql.run_files(HERE / "0031", "control")


def downgrade() -> None:
    """Each function with its own rule again."""
    sql.restore_functions(HERE / "0002" / "02_people.sql", "roles_of")
    sql.restore_functions(HERE / "0022" / "01_asked_once.sql", "my_roles")
    sql.run_files(HERE / "0029", "control")
    sql.run(
        ["drop view control.role_held", "alter function control.verified_context() reset plan_cache_mode"], "control"
    )
