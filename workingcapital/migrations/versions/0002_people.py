"""People, their grants, the policy of a company, and the audit chain."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of people and of what happened."""
    sql.run_files(Path(__file__).parent / "0002", "control")


def downgrade() -> None:
    """Take them away."""
    sql.run(["""
        drop function note(text, text, text, text, jsonb), append_audit(text, text, text, text, jsonb),
            audit_text(audit_event), require_company(text), require_role(text, text[], text, text),
            my_roles(), roles_of(text, text), current_policy(text), found_company(text, jsonb, jsonb),
            request_grant(text, text, text, text, numeric, timestamptz), approve_grant(text, bigint),
            revoke_grant(text, bigint);
        drop table audit_event, audit_head, api_key, policy, delegation, role_grant, toxic_pair, role, person;
        drop function audit_is_insert_only(), refuse_toxic_roles();
    """], "control")
