"""Bank statements: a month each, from payments, planned cash and transfers between our own accounts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from workingcapital.sample_company.cash import bank_key
from workingcapital.sample_company.cash_items import MAIN, PAYROLL, moved
from workingcapital.sample_company.chance import cents
from workingcapital.sample_company.company import Account, Company
from workingcapital.sample_company.days import TODAY, month_end, months, on_or_before, open_days
from workingcapital.sample_company.rates import Market
from workingcapital.sample_company.rows import ZERO, Books, Row

SMALL = Decimal(20_000)  # a foreign account this close to its usual balance is left alone


@dataclass(eq=False)
class Line:
    """A movement on an account."""

    day: date
    amount: Decimal
    counterparty: str | None
    remittance: str
    payment: Row | None = None


def statements(books: Books, market: Market, company: Company) -> None:
    """Statements of every account of a company; each ends with the balance it is meant to end with."""
    lines = {account.name: list(_movements(books, company, account)) for account in company.accounts}
    main = next(account for account in company.accounts if account.currency == company.currency)
    for account in company.accounts:
        if account.currency != company.currency:
            for sweep in list(_sweeps(company, account, lines[account.name])):
                rate = market.rate(account.currency, company.currency, sweep.day)
                lines[account.name].append(sweep)
                lines[main.name].append(
                    Line(sweep.day, cents(-sweep.amount * rate), company.name, f"Transfer {account.currency} at {rate}")
                )
    for account in company.accounts:
        _write(books, company, account, sorted(lines[account.name], key=_order))


def _order(line: Line) -> tuple[date, str, str, Decimal]:
    return line.day, line.payment["key"] if line.payment else "", line.remittance, line.amount


def _movements(books: Books, company: Company, account: Account) -> Iterator[Line]:
    """Payments (a returned one moves back), planned cash, and the money for wages from the main account."""
    key = bank_key(company, account)
    for payment in books.of("payment", company.code):
        if payment["bank_account_key"] == key:
            sign = 1 if payment["direction"] == "in" else -1
            name, text = books[payment["party_key"]]["name"], payment["reference"]
            yield Line(payment["value_date"], sign * payment["amount"], name, text, payment)
            if payment["status"] == "returned":
                yield Line(payment["returned_on"], -sign * payment["amount"], name, f"RETURN {text}")
    for day, amount, text in moved(company, account.name, TODAY):
        yield Line(day, amount, None, text)
    if account.name in (MAIN, PAYROLL):
        for day, amount, _ in moved(company, PAYROLL, TODAY):
            yield Line(day, amount if account.name == MAIN else -amount, company.name, "Transfer for wages")


def _sweeps(company: Company, account: Account, lines: list[Line]) -> Iterator[Line]:
    """At each month's end a foreign account is brought back to its usual balance; today always."""
    by_month: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        by_month[month_end(line.day)] += line.amount
    over = ZERO
    for month in months():
        over += by_month[month_end(month)]
        day = on_or_before(open_days(company.calendar), min(month_end(month), TODAY))
        if day is not None and over and (abs(over) > SMALL or day >= TODAY - timedelta(days=5)):
            yield Line(day, -over, company.name, f"Transfer {account.currency}")
            over = ZERO


def _write(books: Books, company: Company, account: Account, lines: list[Line]) -> None:
    balance = account.closing - sum((line.amount for line in lines), ZERO)
    starts = [*months(), TODAY + timedelta(days=1)]
    for number, (first, after) in enumerate(pairwise(starts), 1):
        inside = [line for line in lines if first <= line.day < after]
        closing = balance + sum((line.amount for line in inside), ZERO)
        key = f"{bank_key(company, account)}/{first:%Y-%m}"
        books.add(
            "bank_statement", company_id=company.code, key=key, bank_account_key=bank_key(company, account),
            number=f"{number}/{first.year}", from_date=first, to_date=after - timedelta(days=1), opening=balance,
            closing=closing, currency=account.currency,
        )  # fmt: skip
        for nth, line in enumerate(inside, 1):
            _write_line(books, company, key, nth, line)
        balance = closing


def _write_line(books: Books, company: Company, statement: str, nth: int, line: Line) -> None:
    key = f"{statement}/{nth}"
    books.add(
        "bank_line", company_id=company.code, key=key, statement_key=statement, booked_on=line.day, value_date=line.day,
        amount=line.amount, counterparty=line.counterparty, counterparty_account=None, remittance=line.remittance,
        bank_reference=f"{line.day:%y%m%d}{nth:05d}",
    )  # fmt: skip
    if line.payment is not None:
        books.add(
            "bank_match", company_id=company.code, bank_line_key=key, payment_key=line.payment["key"],
            amount=abs(line.amount),
            how="end-to-end id" if line.payment["direction"] == "out" else "reference", matched_by=None,
        )  # fmt: skip
