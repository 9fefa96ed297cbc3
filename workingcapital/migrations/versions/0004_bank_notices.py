"""Bank notices (camt.054) beside statements: movements without balances, and each of a source once."""

from workingcapital.migrations import sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """A notice has neither an opening nor a closing balance; a statement has both."""
    sql.run(
        [
            """
        alter table bank_statement
            alter column opening drop not null,
            alter column closing drop not null,
            add constraint bank_statement_balances check ((opening is null) = (closing is null));
        create unique index bank_statement_by_source on bank_statement (company_id, source_system, source_id)
            where source_id is not null;
    """
        ],
        "books",
    )


def downgrade() -> None:
    """Notices go, their lines with them: the older schema cannot hold them."""
    sql.run(
        [
            """
        -- Of every company, and nobody is asking: with the lock off for a moment.
        alter table bank_statement no force row level security;
        delete from bank_statement where opening is null;
        alter table bank_statement force row level security;
        drop index bank_statement_by_source;
        alter table bank_statement
            drop constraint bank_statement_balances,
            alter column opening set not null,
            alter column closing set not null;
    """
        ],
        "books",
    )
