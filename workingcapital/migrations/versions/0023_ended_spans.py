"""Spans that have ended are found by how long they lasted."""

from pathlib import Path

from workingcapital.migrations import sql

revision = "0023"
down_revision = "0022"

HERE = Path(__file__).parent


def upgrade() -> None:
    """Say of each span how long it lasts, then find them by it."""
    sql.run_files(HERE / "0023", "books")


def downgrade() -> None:
    """Find them by the day they ended on."""
    sql.run(["alter table open_span drop column lasts"], "books")
    sql.restore_functions(HERE / "0009" / "01_spans.sql", "spans_of", schema="books")
    sql.restore_functions(HERE / "0009" / "04_items_as_of.sql", "items_as_of", schema="books")
    sql.run(
        [
            "drop function books.span_lengths()",
            "drop index open_span_by_party",
            "create index open_span_by_party on open_span (company_id, party_id)",
            "create index open_span_ended on open_span (company_id, to_day) where to_day < 'infinity'",
        ],
        "books",
    )
