"""Proposals, decisions, execution and release: payments below the model."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0003"
down_revision = "0002"

FOLDER = Path(__file__).parent / "0003"


def upgrade() -> None:
    """Make the tables of proposals and the only functions that write them."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Take them away."""
    sql.drop_functions(FOLDER)
    sql.run(
        [
            """
        drop policy codes on books.company;
        drop index books.payment_end_to_end;
        drop table idempotency_key, outbox, payment_file, execution_item, execution, decision, proposal_line,
            payment_proposal;
    """
        ],
        "control",
    )
