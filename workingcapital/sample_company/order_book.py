"""Orders in hand that are not invoiced yet, from customers and to suppliers."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from workingcapital.sample_company.chance import cents, happens, pick, skewed, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.customers import Customer
from workingcapital.sample_company.days import TODAY, open_days_later
from workingcapital.sample_company.rows import Books, Row
from workingcapital.sample_company.suppliers import Supplier
from workingcapital.sample_company.terms import TERMS, falls_on

PROBABILITIES = [Decimal(text) for text in ("1", "1", "0.9", "0.75", "0.5")]


def order_book(books: Books, company: Company, sellers: list[Supplier], buyers: list[Customer]) -> None:
    """What is expected to be invoiced in the next thirteen weeks."""
    rng = stream(company.code, "order book")
    for customer in buyers:
        for _ in range(1 + customer.weight // 3):
            if happens(rng, 55):
                low, high = customer.amounts()
                _add(rng, books, company, "receivable", customer.party, customer.term, customer, low * 4, high)
    for supplier in sellers:
        if supplier.with_orders and happens(rng, 60):
            _add(rng, books, company, "payable", supplier.party, supplier.term, supplier, supplier.low, supplier.high)


def _add(
    rng: Random,
    books: Books,
    company: Company,
    side: str,
    party: Row,
    term: str,
    habit: Customer | Supplier,
    low: int,
    high: int,
) -> None:
    known = TODAY - timedelta(days=rng.randrange(3, 80))
    invoiced: date = open_days_later(company.calendar, TODAY + timedelta(days=1 + rng.randrange(85)), 0)
    net = skewed(rng, low, high)
    books.add(
        "order_book", company_id=company.code, side=side, party_key=party["key"], expected_invoice_date=invoiced,
        expected_due_date=falls_on(TERMS[term][1][-1].due, invoiced),
        amount=cents(net * (100 + habit.tax_percent) / 100),
        currency=habit.currency, probability=pick(rng, PROBABILITIES), known_on=known,
    )  # fmt: skip
