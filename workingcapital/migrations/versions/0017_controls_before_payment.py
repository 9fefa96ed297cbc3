"""Controls before payment: screening lists, signals of fraud, and findings that another person sets aside."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0017"
down_revision = "0016"

HERE = Path(__file__).parent
FOLDER = HERE / "0017"


def upgrade() -> None:
    """Judge what is proposed, and refuse what a control stops."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Decide without findings, as before."""
    sql.run(
        ["drop trigger suppliers_entered on books.party; drop trigger suppliers_renamed on books.party;"], "control"
    )
    sql.drop_functions(FOLDER)
    sql.run(
        [
            """
        drop index books.row_history_of_a_row;
        drop table finding_override, screening_hit, screening_gram, screening_entry, screening_list, control_rule;
        """
        ],
        "control",
    )
    sql.restore_functions(HERE / "0012" / "01_tiers.sql", "check_fresh")
    sql.run(["revoke all on all functions in schema control from public;"], "control")
