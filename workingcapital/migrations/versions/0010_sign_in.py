"""Signing in: passwords, sessions with refresh rotation, lock-outs, and API keys that never decide."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0010"
down_revision = "0009"

HERE = Path(__file__).parent
FOLDER = HERE / "0010"


def upgrade() -> None:
    """Make the tables of signing in and the functions that alone write them."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Nobody signs in any more; keys that were never collected go."""
    sql.drop_functions(FOLDER)
    sql.restore_functions(HERE / "0002" / "01_audit.sql", "note")
    sql.run(
        [
            """
        revoke execute on function my_roles(), company_codes() from wcc_identity;
        revoke all on function note(text, text, text, text, jsonb) from public;
        grant execute on function note(text, text, text, text, jsonb) to wcc_runtime, wcc_loader, wcc_decision, wcc_execution;
        alter table api_key drop column requested_by, drop column approved_by, drop column approved_at;
        alter table api_key no force row level security;
        delete from api_key where key_hash is null;
        alter table api_key force row level security, alter column key_hash set not null;
        drop table refresh_token, authorization_code, session, attempt, credential_reset, invitation, credential;
    """
        ],
        "control",
    )
