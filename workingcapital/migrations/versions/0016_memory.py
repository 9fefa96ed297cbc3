"""What a person wants remembered; conversations found by their words and deleted with them."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0016"
down_revision = "0015"

FOLDER = Path(__file__).parent / "0016"


def upgrade() -> None:
    """Remember and forget."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Preferences go; conversations are hidden again instead of deleted."""
    sql.drop_functions(FOLDER)
    sql.run(["drop table preference", "alter table books.answer drop column words"], "control")
