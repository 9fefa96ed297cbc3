"""Shares of what is open, read for their formulas."""

from datetime import date
from decimal import Decimal
from itertools import chain

from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.gathering.balances import SIDE_LABEL, balance, grouped, party_name
from workingcapital.store.items import ItemFilter


@gathers("overdue.share.v1")
def gather_overdue_share(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Overdue items and all of them, credits in neither, intercompany in neither."""
    side, party = asked.get("side", "receivable"), asked.get("party")
    everything = balance(books, company, as_of, ItemFilter(side, party, credits=False, intercompany=False))
    late = ItemFilter(side, party, credits=False, intercompany=False, overdue_days=1)
    overdue = balance(books, company, as_of, late)
    return Gathered(
        inputs={"overdue": overdue.value.total, "open_debits": everything.value.total},
        rows=everything.rows,
        label=f"Overdue share of {SIDE_LABEL[side]}",
        party=party_name(books, company, party),
        basis="credits left out, intercompany left out",
        caveats=everything.value.caveats,
    )


@gathers("concentration.v1")
def gather_concentration(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The largest parties against all, by open items, intercompany left out."""
    side, top = asked["side"], int(asked.get("top", 5))
    by_party = grouped(books, company, as_of, ItemFilter(side, intercompany=False), "party")
    largest = sorted((each.value.total for _, _, each in by_party), reverse=True)[:top]
    everyone = sum((each.value.total for _, _, each in by_party), Decimal(0))
    return Gathered(
        inputs={"largest": sum(largest, Decimal(0)), "everyone": everyone, "top": top},
        rows=tuple(chain.from_iterable(each.rows for _, _, each in by_party)),
        label=f"Share of the top {top} in open {SIDE_LABEL[side]}",
        basis="intercompany left out",
        caveats=tuple(dict.fromkeys(chain.from_iterable(each.value.caveats for _, _, each in by_party))),
    )
