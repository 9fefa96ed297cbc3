"""Deciding, with each amount worked out once."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0026"
down_revision = "0025"

HERE = Path(__file__).parent
FOLDER = HERE / "0026"


def upgrade() -> None:
    """Hand the amount of a tier on, write plain values of a body where they stand, price an item once."""
    sql.run_files(FOLDER, "control")


def downgrade() -> None:
    """Work out as before."""
    sql.run(
        [
            """
        drop function control.slot_for(text, uuid, text, control.payment_proposal),
            control.open_slots(text, uuid, numeric), control.slots(text, uuid, numeric);
    """
        ],
        "control",
    )
    sql.restore_functions(HERE / "0012" / "01_tiers.sql", "slots")
    sql.restore_functions(HERE / "0003" / "04_body.sql", "open_slots", "still_needed")
    sql.restore_functions(HERE / "0006" / "10_deciding.sql", "slot_for", "carry_decision")
    sql.restore_functions(HERE / "0003" / "01_canonical.sql", "canonical", "minor_digits", "money_text")
    sql.restore_functions(HERE / "0003" / "06_deciding.sql", "end_to_end")
    sql.restore_functions(HERE / "0006" / "07_payable.sql", "payable_lines")
    sql.run(["revoke all on all functions in schema control from public;"], "control")
