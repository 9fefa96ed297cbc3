"""Deciding, at a cost that many approvers at once can bear."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0012"
down_revision = "0011"

HERE = Path(__file__).parent
FOLDER = HERE / "0012"


def upgrade() -> None:
    """Add amounts up by sets, lock items by their keys."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Add up as before."""
    sql.drop_functions(FOLDER)
    sql.restore_functions(HERE / "0006" / "10_deciding.sql", "tier_amount", "check_fresh")
    sql.restore_functions(HERE / "0006" / "02_bodies.sql", "slots")
    sql.run(
        [
            """
        drop index books.party_bank_account_by_sign, proposal_line_by_account, bank_change_waiting;
        revoke all on all functions in schema control from public;
    """
        ],
        "control",
    )
