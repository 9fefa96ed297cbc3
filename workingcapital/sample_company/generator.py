"""The whole group from nothing: raw rows, table by table, the same on every run and machine."""

from dataclasses import dataclass, field
from itertools import count

from workingcapital.sample_company.anomalies import Pair, alike_but_right, bill_again, enter_twice, truth
from workingcapital.sample_company.approvals import approve
from workingcapital.sample_company.bank_changes import bank_changes, hold_changed, look_alike, shared_accounts
from workingcapital.sample_company.bills import bills
from workingcapital.sample_company.cash import bank_accounts
from workingcapital.sample_company.cash_items import cash_items
from workingcapital.sample_company.chance import HALDEN, luck_of
from workingcapital.sample_company.collections_log import collecting
from workingcapital.sample_company.company import GROUP, Company, companies
from workingcapital.sample_company.credits import credit_notes, debit_memos
from workingcapital.sample_company.customers import Customer, customers
from workingcapital.sample_company.disputes import dispute_bills, dispute_invoices, disputes
from workingcapital.sample_company.intercompany import mirrored, sales_within_the_group, sister_parties
from workingcapital.sample_company.invoices import credit_number, invoice_number, invoices
from workingcapital.sample_company.ledger import ledger_balances
from workingcapital.sample_company.order_book import order_book
from workingcapital.sample_company.payments import pay_suppliers
from workingcapital.sample_company.people import people
from workingcapital.sample_company.posting import Draft, post
from workingcapital.sample_company.purchasing import Order, attach_orders, orders
from workingcapital.sample_company.rates import Market, rates
from workingcapital.sample_company.receipts import collect
from workingcapital.sample_company.rows import Books, Row
from workingcapital.sample_company.settlement import Settlement
from workingcapital.sample_company.statements import statements
from workingcapital.sample_company.statutory import statutory
from workingcapital.sample_company.suppliers import Supplier, suppliers
from workingcapital.sample_company.terms import terms
from workingcapital.sample_company.unapplied import invoices_of_the_payer, unapplied_receipts


@dataclass
class Trade:
    """What one company buys and sells, before it is written down."""

    company: Company
    sellers: list[Supplier]
    buyers: list[Customer]
    payables: list[Draft] = field(default_factory=list)
    receivables: list[Draft] = field(default_factory=list)
    placed: list[Order] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    unpaid_three: list[Draft] = field(default_factory=list)


def generate(luck: str = HALDEN) -> dict[str, list[Row]]:
    """Raw rows of every table, with natural keys; nothing here knows a database. `luck`: another name makes the same
    group of another chance, which a forecast was never chosen by."""
    with luck_of(luck):
        return _generated()


def _generated() -> dict[str, list[Row]]:
    books, market = Books(), Market()
    companies(books)
    people(books)
    terms(books)
    bank_accounts(books)
    sellers, buyers = suppliers(books), customers(books)
    trades = [Trade(company, sellers[company.code], buyers[company.code]) for company in GROUP]
    _documents(books, trades)
    for trade in trades:
        _write(books, market, trade)
    cash_items(books)
    for trade in trades:
        _afterwards(books, market, trade)
    rates(books, market)
    statutory(books)
    return dict(books.tables)


def _documents(books: Books, trades: list[Trade]) -> None:
    """Every document of the group as a draft with its key."""
    parties = sister_parties(books)
    bank_changes(books)
    shared_accounts(books)
    within = sales_within_the_group(parties)
    for trade in trades:
        _receivables(trade, [draft for draft in within if draft.company is trade.company])
    between = [mirrored(parties, draft) for draft in within]
    for trade in trades:
        _payables(books, trade, [draft for draft in between if draft.company is trade.company])


def _receivables(trade: Trade, within: list[Draft]) -> None:
    company = trade.company
    drafts = invoices(company, trade.buyers)
    dispute_invoices(company, drafts)
    trade.unpaid_three = invoices_of_the_payer(company, trade.buyers)
    drafts += [*credit_notes(company, drafts), *debit_memos(company, drafts), *trade.unpaid_three, *within]
    trade.receivables = sorted(drafts, key=lambda d: (d.issue, d.party["key"], d.kind, d.net))
    numbers, credit_numbers = count(1), count(1)
    for position, draft in enumerate(trade.receivables, 1):
        is_credit = draft.kind == "credit_note"
        name, sequence = (credit_number, next(credit_numbers)) if is_credit else (invoice_number, next(numbers))
        draft.number, draft.key = name(company, draft.issue.year, sequence), f"{company.code}/AR/{position:06d}"


def _payables(books: Books, trade: Trade, within: list[Draft]) -> None:
    company = trade.company
    drafts = bills(company, trade.sellers)
    trade.placed = attach_orders(company, drafts)
    dispute_bills(company, drafts)
    used: set[int] = set()
    trade.pairs = [*enter_twice(company, drafts, used), *bill_again(company, drafts, used)]
    trade.pairs += alike_but_right(draft for draft in drafts if id(draft) not in used)
    drafts += credit_notes(company, [draft for draft in drafts if id(draft) not in used and draft.kind == "invoice"])
    if company.code == "HALDE":
        drafts.append(look_alike(books, company, trade.sellers[0]))
    trade.payables = sorted([*drafts, *within], key=lambda d: (d.posting, d.issue, d.party["key"], d.number))
    for position, draft in enumerate(trade.payables, 1):
        draft.key = f"{company.code}/AP/{position:06d}"
        draft.more["our_number"] = f"ER-{position:06d}"


def _write(books: Books, market: Market, trade: Trade) -> None:
    """Post, approve, pay and collect."""
    settlement = Settlement(books, market, trade.company)
    for draft in [*trade.payables, *trade.receivables]:
        post(books, market, draft)
    approve(books, trade.payables)
    orders(books, trade.placed)
    pay_suppliers(books, settlement, trade.payables)
    collect(books, settlement, trade.receivables)
    unapplied_receipts(books, settlement, trade.unpaid_three)
    disputes(books, [*trade.payables, *trade.receivables])
    truth(books, trade.pairs)


def _afterwards(books: Books, market: Market, trade: Trade) -> None:
    """What follows from the documents and their payments."""
    hold_changed(books, trade.company.code)
    collecting(books, trade.company)
    order_book(books, trade.company, trade.sellers, trade.buyers)
    statements(books, market, trade.company)
    ledger_balances(books, trade.company)
