"""An ageing against the general ledger, read for its formulas."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Final

from workingcapital.metrics.ageing import COLUMNS
from workingcapital.metrics.registry import NoData
from workingcapital.money import rounded
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.flows import control_account
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.gathering.balances import SIDE_LABEL, balance
from workingcapital.store.items import ItemFilter
from workingcapital.store.rates import in_base

CONTROL: Final = {"payable": "ap_control", "receivable": "ar_control"}


@gathers("ageing.rounding.v1")
def gather_rounding(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The total and the columns of an ageing as they are stated."""
    which = ItemFilter.of(asked)
    total = balance(books, company, as_of, which).value
    columns = [
        rounded(balance(books, company, as_of, replace(which, column=column)).value.total, total.currency)
        for column in COLUMNS
    ]
    return gathered_rounding(rounded(total.total, total.currency), columns, total.currency)


def gathered_rounding(total: Decimal, columns: list[Decimal], currency: str) -> Gathered:
    """Stated figures as the inputs of ageing.rounding.v1."""
    return Gathered({"total": total, "columns": columns}, currency=currency, label="Rounding of the conversion")


@gathers("ledger.control.v1")
def gather_control(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The control account of a side at a month's end, converted as the items are."""
    side = asked["side"]
    found = control_account(books, company, CONTROL[side], as_of)
    if not found:
        raise NoData(f"{company} has no control account for {as_of}; it is kept at month ends", "no_ledger")
    pairs = [(each.currency, each.amount) for each in found]
    value = in_base(books, company, company_of(books, company).currency, pairs, as_of)
    return Gathered(
        inputs={"parts": [list(part) for part in value.parts]},
        rows=tuple(chain.from_iterable(each.rows for each in found)),
        currency=value.currency,
        label=f"Control account of {SIDE_LABEL[side]}",
        caveats=value.caveats,
    )
