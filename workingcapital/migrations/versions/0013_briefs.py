"""Morning briefs, delivered once; and which proposals wait for the one who asks."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0013"
down_revision = "0012"

FOLDER = Path(__file__).parent / "0013"


def upgrade() -> None:
    """Keep what was delivered."""
    sql.run_files(FOLDER, "books")


def downgrade() -> None:
    """Delivered briefs go; their facts stay."""
    sql.drop_functions(FOLDER)
    sql.run(["drop table brief"], "books")
