"""People, their grants, the policy of a company, and the audit chain."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of people and of what happened."""
    sql.run_files(Path(__file__).parent / "0002", "control")


def downgrade() -> None:
    """Take them away."""
    folder = Path(__file__).parent / "0002"
    sql.run(
        [
            """
        drop table audit_event, audit_head, api_key, policy, delegation, role_grant, toxic_pair, role, person cascade
    """
        ],
        "control",
    )
    sql.drop_functions(folder)
