"""Public rates, legal limits and closed days beside the group's own rows: the reference's, unchanged."""

from workingcapital.reference import closed_days, legal_limits
from workingcapital.reference import statutory as rates
from workingcapital.sample_company.rows import Books


def statutory(books: Books) -> None:
    """Late-payment rates, legal limits on terms, and the closed days of four calendars."""
    for table, rows in (
        ("statutory_rate", rates.rows()),
        ("legal_term_limit", legal_limits.rows()),
        ("holiday", closed_days.rows()),
    ):
        for row in rows:
            books.add(table, **row)
