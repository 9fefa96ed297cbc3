"""Second factors, and single-use tokens without which nothing is decided or released."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0005"
down_revision = "0004"

HERE = Path(__file__).parent
FOLDER = HERE / "0005"


def upgrade() -> None:
    """Make the tables, and let deciding and releasing spend a token."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Decide and release as before."""
    sql.run(
        [
            """
        alter table decision drop column token_hash;
        alter table execution drop column release_token_hash;
        drop table decision_token, second_factor, totp;
        alter table person drop column is_sample;
    """
        ],
        "control",
    )
    sql.drop_functions(FOLDER)
    sql.restore_functions(HERE / "0002" / "03_granting.sql", "found_company")
    sql.restore_functions(HERE / "0003" / "06_deciding.sql", "decide", "carry_decision")
    sql.restore_functions(HERE / "0003" / "07_releasing.sql", "release", "carry_release")
    sql.run(
        [
            """
        revoke all on all functions in schema control from public;
        grant execute on function found_company(text, jsonb, jsonb) to wcc_loader;
        grant execute on function decide(text, uuid, text, text, text, text) to wcc_decision;
        grant execute on function release(text, uuid) to wcc_execution;
    """
        ],
        "control",
    )
