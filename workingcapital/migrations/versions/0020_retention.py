"""How long what is kept, by country, as data that the database enforces."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0020"
down_revision = "0019"

FOLDER = Path(__file__).parent / "0020"


def upgrade() -> None:
    """Protect what is kept; delete what is not."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Keep everything, protected by the rights alone."""
    sql.drop_functions(FOLDER)
    sql.run(
        [
            """
        drop table retention_rule;
        alter policy own_conversation on books.conversation
            using (person_id = (select control.current_person())) with check (person_id = (select control.current_person()));
        """
        ],
        "control",
    )
