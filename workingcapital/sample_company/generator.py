"""The whole group from nothing: raw rows, table by table, the same on every run and machine."""

from itertools import count

from workingcapital.sample_company.approvals import approve
from workingcapital.sample_company.bills import bills
from workingcapital.sample_company.cash import bank_accounts
from workingcapital.sample_company.company import GROUP, Company, companies
from workingcapital.sample_company.credits import credit_notes
from workingcapital.sample_company.customers import Customer, customers
from workingcapital.sample_company.invoices import credit_number, invoice_number, invoices
from workingcapital.sample_company.payments import pay_suppliers
from workingcapital.sample_company.people import people, policies
from workingcapital.sample_company.posting import Draft, post
from workingcapital.sample_company.purchasing import attach_orders, orders
from workingcapital.sample_company.rates import Market, rates
from workingcapital.sample_company.receipts import collect
from workingcapital.sample_company.rows import Books, Row
from workingcapital.sample_company.settlement import Settlement
from workingcapital.sample_company.suppliers import Supplier, suppliers
from workingcapital.sample_company.terms import terms


def generate() -> dict[str, list[Row]]:
    """Raw rows of every table, with natural keys; nothing here knows a database."""
    books, market = Books(), Market()
    companies(books)
    people(books)
    policies(books)
    terms(books)
    bank_accounts(books)
    sellers, buyers = suppliers(books), customers(books)
    for company in GROUP:
        _trade(books, market, company, sellers[company.code], buyers[company.code])
    rates(books, market)
    return dict(books.tables)


def _trade(books: Books, market: Market, company: Company, sellers: list[Supplier], buyers: list[Customer]) -> None:
    settlement = Settlement(books, market, company)
    payables, placed = _payables(company, sellers)
    receivables = _receivables(company, buyers)
    for draft in [*payables, *receivables]:
        post(books, market, draft)
    approve(books, payables)
    orders(books, placed)
    pay_suppliers(books, settlement, payables)
    collect(books, settlement, receivables)


def _payables(company: Company, sellers: list[Supplier]) -> tuple[list[Draft], list]:
    drafts = bills(company, sellers)
    placed = attach_orders(company, drafts)
    drafts += credit_notes(company, drafts)
    numbers = count(1)
    for draft in sorted(drafts, key=lambda d: (d.posting, d.issue, d.party["key"], d.number)):
        number = next(numbers)
        draft.key = f"{company.code}/AP/{number:06d}"
        draft.more.setdefault("our_number", f"ER-{number:06d}")
    return sorted(drafts, key=lambda draft: draft.key), placed


def _receivables(company: Company, buyers: list[Customer]) -> list[Draft]:
    drafts = invoices(company, buyers)
    drafts = sorted([*drafts, *credit_notes(company, drafts)], key=lambda d: (d.issue, d.party["key"], d.kind, d.net))
    numbers, credit_numbers = count(1), count(1)
    for draft in drafts:
        sequence = next(credit_numbers) if draft.kind == "credit_note" else next(numbers)
        name = credit_number if draft.kind == "credit_note" else invoice_number
        draft.number = name(company, draft.issue.year, sequence)
    for number, draft in enumerate(drafts, 1):
        draft.key = f"{company.code}/AR/{number:06d}"
    return drafts
