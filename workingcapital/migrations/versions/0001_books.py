"""The books, the signed context, and the tables of conversations' checkpoints."""

import re
from pathlib import Path

from langgraph.checkpoint.postgres.base import MIGRATIONS

from workingcapital.migrations import sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the schemas and everything in them."""
    sql.run(
        [
            """
        alter default privileges revoke execute on functions from public;
        create schema books;
        create schema control;
        create schema agent;
    """
        ],
        "books",
    )
    sql.run(_checkpoint_tables(), "agent")
    sql.run_files(Path(__file__).parent / "0001", "books")


def downgrade() -> None:
    """Take all of it away."""
    sql.run(
        [
            """
        drop schema agent cascade;
        drop schema books cascade;
        drop schema control cascade;
        alter default privileges grant execute on functions to public;
    """
        ],
        "public",
    )


def _checkpoint_tables() -> list[str]:
    """LangGraph's own tables, made here because the runtime's login may create nothing."""
    statements = [re.sub(r"\bCONCURRENTLY\b", "", text) for text in MIGRATIONS]
    done = [f"insert into checkpoint_migrations (v) values ({version})" for version in range(len(MIGRATIONS))]
    return statements + done
