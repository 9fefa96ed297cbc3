"""What is late, summed by the day it was due: all that interest on it needs, however many items there are."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workingcapital.store.database.connection import Books
from workingcapital.store.row_names import Unlisted, too_many


@dataclass(frozen=True)
class Overdue:
    """Late items of one due day, currency and creditor's country; `size` counts the bounds that each of them reaches."""

    due: date
    currency: str
    country: str | None
    size: int
    amount: Decimal
    items: int
    rows: tuple[str, ...]


def overdue(
    books: Books, company: str, as_of: date, side: str, party: int | None, bounds: list[Decimal]
) -> list[Overdue]:
    """Items past due on the day: no credits, nothing in dispute, no intercompany. `country` is the other party's."""
    rows = books.execute(
        """
        select due_date as due, currency, country, width_bucket(open_amount, %(bounds)s::numeric[]) as size,
               sum(open_amount) as amount, count(*) as items,
               array_agg('instalment:' || item_id order by item_id) as rows
        from books.items_as_of(%(company)s, %(as_of)s, %(side)s)
        where due_date < %(as_of)s and open_amount > 0 and not disputed_on_day and not intercompany
          and (%(party)s::bigint is null or party_id = %(party)s)
        group by 1, 2, 3, 4 order by 1, 2, 3, 4
        """,
        {"company": company, "as_of": as_of, "side": side, "party": party, "bounds": bounds},
    ).fetchall()
    many = too_many(sum(row["items"] for row in rows))
    return [
        Overdue(**{**row, "rows": (Unlisted("instalment", row["items"]),) if many else tuple(row["rows"])})
        for row in rows
    ]
