"""Limits, net positions and currencies read for their formulas."""

from datetime import date
from decimal import Decimal

from workingcapital.metrics.registry import NoData
from workingcapital.periods import trailing_year
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.gathering.balances import Balance, balance, from_sums
from workingcapital.store.gathering.days import turnover, turnover_on_terms
from workingcapital.store.items import ItemFilter, open_sums
from workingcapital.store.parties import Party, all_parties


@gathers("credit_limit.use.v1")
def gather_limit_use(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """A customer's open receivables against the limit, in the limit's currency."""
    party = next((each for each in all_parties(books, company) if each.party == int(asked["party"])), None)
    if party is None or not party.credit_limit:
        raise NoData("this customer has no credit limit")
    currency = party.credit_currency or company_of(books, company).currency
    return gathered_limit_use(party, limit_balance(books, company, as_of, party, currency), party.credit_limit)


def limit_balance(books: Books, company: str, as_of: date, party: Party, currency: str) -> Balance:
    """What counts against a limit: all open items of the customer, in the limit's currency."""
    sums = open_sums(books, company, as_of, ItemFilter("receivable", party.party))
    return from_sums(books, company, as_of, sums, currency)


def gathered_limit_use(party: Party, open_items: Balance, limit: Decimal) -> Gathered:
    """A balance and a limit as the inputs of credit_limit.use.v1."""
    return Gathered(
        inputs={"open_receivables": open_items.value.total, "credit_limit": limit},
        rows=(party.row_id, *open_items.rows),
        label="Credit limit use",
        party=party.name,
        caveats=open_items.value.caveats,
    )


@gathers("position.net.v1")
def gather_net_position(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """What a party owes us against what we owe it."""
    theirs = balance(books, company, as_of, ItemFilter("receivable", int(asked["party"])))
    ours = balance(books, company, as_of, ItemFilter("payable", int(asked["party"])))
    return Gathered(
        inputs={"receivables": theirs.value.total, "payables": ours.value.total},
        rows=(*theirs.rows, *ours.rows),
        currency=theirs.value.currency,
        label="Net position",
        party=asked.get("party_name"),
        basis="positive: they owe us",
        caveats=tuple(dict.fromkeys((*theirs.value.caveats, *ours.value.caveats))),
    )


@gathers("fx.net_exposure.v1")
def gather_net_exposure(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Open receivables against open payables in one foreign currency, for all due dates or one window."""
    window = {key: asked.get(key) for key in ("due_from", "due_to")}
    currency = asked["currency"]
    theirs, ours = (
        balance(books, company, as_of, ItemFilter.of({"side": side, "currency": currency, **window}))
        for side in ("receivable", "payable")
    )
    due = f", due {window['due_from'] or ''}..{window['due_to'] or ''}" if any(window.values()) else ""
    return Gathered(
        inputs={"receivables": theirs.value.total, "payables": ours.value.total},
        rows=(*theirs.rows, *ours.rows),
        currency=currency,
        label=f"Net exposure in {currency}",
        basis=f"intercompany included{due}",
    )


@gathers("terms.cash_effect.v1")
def gather_terms_effect(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """What was invoiced on the old terms in the last twelve months."""
    flow = turnover_on_terms(books, company, asked["side"], trailing_year(as_of), int(asked["from_days"]))
    return Gathered(
        inputs={"yearly_flow": flow.amount, "from_days": asked["from_days"], "to_days": asked["to_days"]},
        rows=flow.rows,
        currency=company_of(books, company).currency,
        label="Cash effect of the terms",
        period=f"{trailing_year(as_of).start}..{as_of}",
        caveats=flow.caveats,
    )


@gathers("terms.days_effect.v1")
def gather_days_effect(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The share of the flow that has the old terms."""
    year = trailing_year(as_of)
    part = turnover_on_terms(books, company, asked["side"], year, int(asked["from_days"]))
    everything = turnover(books, company, asked["side"], year)
    return Gathered(
        inputs={
            "flow_on_terms": part.amount,
            "whole_flow": everything.amount,
            "from_days": asked["from_days"],
            "to_days": asked["to_days"],
        },
        rows=everything.rows,
        label=f"Effect on {'DPO' if asked['side'] == 'payable' else 'DSO'}",
        period=f"{year.start}..{as_of}",
        caveats=everything.caveats,
    )
