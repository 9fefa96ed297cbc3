"""Receipts that are not applied yet, read for their formulas."""

from datetime import date

from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.gathering.balances import party_name
from workingcapital.store.payments import Payment, unapplied
from workingcapital.store.rates import by_currency, in_base


@gathers("unapplied.v1")
def gather_unapplied(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Receipts not wholly applied on the day, of one party or all."""
    party = asked.get("party")
    found = [each for each in unapplied(books, company, as_of) if party is None or each.party == party]
    sums = by_currency((each.currency, each.unapplied) for each in found)
    value = in_base(books, company, company_of(books, company).currency, sums, as_of)
    return Gathered(
        inputs={"parts": [list(part) for part in value.parts], "receipts": len(found)},
        rows=tuple(each.row_id for each in found),
        currency=value.currency,
        label="Unapplied cash",
        party=party_name(books, company, party),
        caveats=value.caveats,
    )


@gathers("unapplied.payment.v1")
def gather_unapplied_part(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """One receipt."""
    found = next((each for each in unapplied(books, company, as_of) if each.payment == int(asked["payment"])), None)
    if found is None:
        raise NoData("this receipt is wholly applied")
    return gathered_unapplied_part(found)


def gathered_unapplied_part(each: Payment) -> Gathered:
    """A receipt as the inputs of unapplied.payment.v1."""
    return Gathered(
        inputs={"amount": each.amount, "applied": each.amount - each.unapplied},
        rows=(each.row_id,),
        currency=each.currency,
        label="Unapplied part of a receipt",
        party=each.party_name,
    )
