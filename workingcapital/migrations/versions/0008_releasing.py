"""Who pays, fresh loads, files written once, the bank's answer; one key, one effect."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0008"
down_revision = "0007"

HERE = Path(__file__).parent
FOLDER = HERE / "0008"


def upgrade() -> None:
    """Follow a run from its release to its answer."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """A run ends with its release."""
    sql.drop_functions(FOLDER)
    sql.run(
        [
            """
        alter table payment_file drop column sha256, drop column written_at, drop column written_by;
        alter table execution drop column erp_lock, drop column sent_at, drop column answer, drop column answered_by,
            drop column answered_at, drop column evidence;
    """
        ],
        "control",
    )
    sql.restore_functions(HERE / "0005" / "03_deciding.sql", "decide", "release", "carry_release")
    sql.restore_functions(HERE / "0003" / "07_releasing.sql", "check_release")
    sql.run(
        [
            """
        revoke all on all functions in schema control from public;
        grant execute on function decide(text, uuid, text, text, text, text, text) to wcc_decision;
        grant execute on function release(text, uuid, text) to wcc_execution;
    """
        ],
        "control",
    )
