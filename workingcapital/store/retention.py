"""How long what is kept, and the conversations whose years are over."""

from typing import Any

from workingcapital.store.database.connection import Books


def rules(books: Books, company: str) -> list[dict[str, Any]]:
    """The rules in force for the company's country: {kind, years, deletes, source, country, valid_from, valid_to}."""
    return books.execute(
        """select distinct on (r.kind) r.kind, r.years, r.deletes, r.source, r.country, r.valid_from, r.valid_to
           from control.retention_rule r join company c on c.company_id = %s
           where r.country in (c.country, '**') and r.valid_from <= current_date and coalesce(r.valid_to >= current_date, true)
           order by r.kind, r.country = '**', r.valid_from desc""",
        [company],
    ).fetchall()


def run(books: Books, company: str, rehearse: bool) -> dict[str, Any]:
    """Delete conversations nobody used for their years, or only count them: {company, conversations, years, source, deleted}.

    For a security admin, a controller or the CFO (login wcc_runtime). Raises MayNotGrant, KeyMayNotDecide.
    """
    row = books.execute("select control.run_retention(%s, %s) as said", [company, rehearse]).fetchone()
    assert row is not None
    return dict(row["said"])
