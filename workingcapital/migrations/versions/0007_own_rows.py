"""Conversations' checkpoints belong to their person; approved payments are not the loader's to change."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0007"
down_revision = "0006"

FOLDER = Path(__file__).parent / "0007"


def upgrade() -> None:
    """Lock both below the program."""
    sql.run_files(FOLDER, "books")


def downgrade() -> None:
    """Open them again."""
    sql.drop_functions(FOLDER)
    sql.run(
        [
            f"""
        drop policy own_thread on agent.{table};
        alter table agent.{table} no force row level security;
        alter table agent.{table} disable row level security;
    """
            for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
        ]
        + ["drop index conversation_by_thread"],
        "books",
    )
