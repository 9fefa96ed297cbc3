"""Proposals of every kind, and the table of steps that each of them lives by."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0006"
down_revision = "0005"

HERE = Path(__file__).parent
FOLDER = HERE / "0006"


def upgrade() -> None:
    """One mechanism for every kind: a body from rows, its digest, a decision, what it carries out."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Payment runs alone; the schema before cannot hold proposals of other kinds, so there may be none."""
    sql.run(["drop trigger keep_to_the_steps on payment_proposal;"], "control")
    sql.drop_functions(FOLDER)
    sql.run(
        [
            """
        alter table payment_proposal
            drop constraint payment_proposal_kind_fkey, drop constraint run_has_its_columns, drop column subject,
            alter column kind set default 'payment_run',
            add constraint payment_proposal_kind_check check (kind in ('payment_run')),
            alter column run_date set not null, alter column currency set not null,
            alter column bank_account_id set not null, alter column total drop default,
            alter column base_total drop default;
        drop table call_back, proposal_step, proposal_kind;
        alter table books.party drop column phone;
        alter table books.party_bank_account drop column proposal_id;
        """
        ],
        "control",
    )
    sql.restore_functions(HERE / "0003" / "03_payable.sql", "payable_lines")
    sql.restore_functions(HERE / "0003" / "04_body.sql", "tier_amount", "slots")
    sql.restore_functions(HERE / "0003" / "05_proposing.sql", "propose_payment_run")
    sql.restore_functions(HERE / "0003" / "06_deciding.sql", "slot_for", "check_fresh")
    sql.restore_functions(HERE / "0005" / "03_deciding.sql", "carry_decision")
    sql.run(
        [
            """
        revoke all on all functions in schema control from public;
        grant execute on function
            propose_payment_run(text, bigint[], date[], date[], date, text, text, integer, text, jsonb) to wcc_runtime;
    """
        ],
        "control",
    )
