"""API keys show their last use, and open no door of deciding."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0019"
down_revision = "0018"

HERE = Path(__file__).parent
FOLDER = HERE / "0019"


def upgrade() -> None:
    """Note a key's use; refuse keys where people decide."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Keys as before."""
    sql.run(
        [
            """
        drop function key_speaks_for(text, text, text);
        revoke select (company_id, key_id, person_id, created_at, expires_at, revoked_at, requested_by, approved_by,
                       approved_at, last_used_at) on api_key from wcc_runtime;
        alter table api_key drop column last_used_at;
    """
        ],
        "control",
    )
    sql.drop_functions(FOLDER)
    sql.restore_functions(HERE / "0002" / "01_audit.sql", "require_company")
    sql.restore_functions(HERE / "0010" / "03_api_keys.sql", "key_speaks_for")
    sql.run(
        [
            """
        revoke all on all functions in schema control from public;
        grant execute on function key_speaks_for(text, text, text) to wcc_identity;
    """
        ],
        "control",
    )
