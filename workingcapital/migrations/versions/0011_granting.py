"""Grants and delegations take the approver's second factor."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0011"
down_revision = "0010"

HERE = Path(__file__).parent
FOLDER = HERE / "0011"


def upgrade() -> None:
    """Approve grants against a token; let people delegate."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Approve grants as before."""
    sql.drop_functions(FOLDER)
    sql.restore_functions(HERE / "0002" / "03_granting.sql", "approve_grant")
    sql.run(
        [
            """
        revoke all on function approve_grant(text, bigint) from public;
        grant execute on function approve_grant(text, bigint) to wcc_decision;
    """
        ],
        "control",
    )
