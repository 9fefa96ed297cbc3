"""Legal limits on terms: which an express agreement may pass, and those of perishables."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0028"
down_revision = "0027"

FOLDER = Path(__file__).parent / "0028"


def upgrade() -> None:
    """Add the columns and widen what a limit may be for."""
    sql.run_files(FOLDER, "books")


def downgrade() -> None:
    """Take them away, with the limits that only the wider check allows."""
    sql.run(
        [
            """
        alter table party drop column sells_perishables;
        alter table company drop column is_public_payer;
        delete from legal_term_limit where payer = 'perishables';
        alter table legal_term_limit
            drop column longer_if_agreed,
            drop constraint legal_term_limit_payer_check,
            add constraint legal_term_limit_payer_check check (payer in ('business', 'public'));
        """
        ],
        "books",
    )
