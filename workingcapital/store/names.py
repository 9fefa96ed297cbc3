"""The names a question may mention: companies, parties, numbers of documents and orders."""

from collections.abc import Sequence
from dataclasses import dataclass

from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class Names:
    """All names of some companies, as (company, …) rows."""

    companies: tuple[tuple[str, str, str], ...]  # code, name, country
    parties: tuple[tuple[str, str, str], ...]  # company, code, name
    numbers: frozenset[str]
    orders: frozenset[str]


def names_version(books: Books, companies: Sequence[str]) -> tuple[int, int]:
    """A value that changes when a load or an undo may have changed the names."""
    row = books.execute(
        """
        select coalesce(max(load_id), 0) as newest, count(*) filter (where undone_at is null) as standing
        from load where company_id = any (%s)
        """,
        (list(companies),),
    ).fetchone()
    assert row is not None
    return row["newest"], row["standing"]


def names(books: Books, companies: Sequence[str]) -> Names:
    """Read the names of some companies the asker may see."""
    asked = {"companies": list(companies)}
    own = books.execute(
        "select company_id, name, country from company where company_id = any (%(companies)s) order by 1", asked
    ).fetchall()
    parties = books.execute(
        "select company_id, code, name from party where company_id = any (%(companies)s) order by 1, 2", asked
    ).fetchall()
    numbers = books.execute(
        "select distinct number from invoice where company_id = any (%(companies)s)", asked
    ).fetchall()
    orders = books.execute(
        "select distinct number from purchase_order where company_id = any (%(companies)s)", asked
    ).fetchall()
    return Names(
        tuple((row["company_id"], row["name"], row["country"]) for row in own),
        tuple((row["company_id"], row["code"], row["name"]) for row in parties),
        frozenset(row["number"] for row in numbers),
        frozenset(row["number"] for row in orders),
    )
