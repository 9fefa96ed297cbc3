"""Cash in the books: balances of a day, and what is known to come."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class AccountBalance:
    """A bank account at the end of a day; `until` is the last day its statements reach."""

    account: int
    name: str
    currency: str
    floor: Decimal
    opening: Decimal
    booked: Decimal
    statement: int
    until: date

    @property
    def balance(self) -> Decimal:
        """Opening of the statement and the lines booked since."""
        return self.opening + self.booked


@dataclass(frozen=True)
class CashItem:
    """Payroll, tax, debt service, rent or a one-off; out negative."""

    category: str
    description: str
    on: date
    amount: Decimal
    currency: str
    recurrence: str
    until: date | None
    account: int | None = None


@dataclass(frozen=True)
class Order:
    """Ordered and not invoiced yet, weighed by its probability."""

    side: str
    invoiced_on: date
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class WeekReceived:
    """Money from customers in one week before the as-of date (0: the last seven days), in one currency."""

    week: int
    currency: str
    amount: Decimal
    rows: list[str]


def account_balances(books: Books, company: str, as_of: date) -> list[AccountBalance]:
    """The company's accounts that have a statement on or before the day."""
    rows = books.execute(
        """
        select b.bank_account_id as account, b.name, b.currency, b.floor,
               s.opening, s.statement_id as statement, least(s.to_date, %(as_of)s::date) as until,
               coalesce((select sum(l.amount) from bank_line l
                         where l.company_id = b.company_id and l.statement_id = s.statement_id
                           and l.booked_on <= %(as_of)s), 0) as booked
        from bank_account b cross join lateral (
            select statement_id, opening, to_date from bank_statement s
            where s.company_id = b.company_id and s.bank_account_id = b.bank_account_id
              and s.from_date <= %(as_of)s and s.opening is not null
            order by s.from_date desc, s.statement_id desc limit 1) s
        where b.company_id = %(company)s
        order by b.bank_account_id
        """,
        {"company": company, "as_of": as_of},
    ).fetchall()
    return [AccountBalance(**row) for row in rows]


def cash_items(books: Books, company: str) -> list[CashItem]:
    """All cash that is not an invoice."""
    rows = books.execute(
        """
        select category, description, on_date as "on", amount, currency, recurrence, until, bank_account_id as account
        from cash_item where company_id = %(company)s order by on_date, cash_item_id
        """,
        {"company": company},
    ).fetchall()
    return [CashItem(**row) for row in rows]


def orders(books: Books, company: str, as_of: date) -> list[Order]:
    """The order book as it was known on the day."""
    rows = books.execute(
        """
        select side, expected_invoice_date as invoiced_on, amount * probability as amount, currency
        from order_book
        where company_id = %(company)s and known_on <= %(as_of)s and expected_invoice_date > %(as_of)s
        order by expected_invoice_date, order_book_id
        """,
        {"company": company, "as_of": as_of},
    ).fetchall()
    return [Order(**row) for row in rows]


def received_by_week(books: Books, company: str, as_of: date, weeks: int) -> list[WeekReceived]:
    """What came in from customers in each of the weeks up to the day, without intercompany and what was sent back."""
    rows = books.execute(
        """
        select (%(as_of)s::date - p.value_date) / 7 as week, p.currency, sum(p.amount) as amount,
               array_agg('payment:' || p.payment_id order by p.payment_id) as rows
        from payment p
        where p.company_id = %(company)s and p.direction = 'in' and p.status = 'booked'
          and p.value_date <= %(as_of)s and p.value_date > %(as_of)s::date - 7 * %(weeks)s
          and not exists (select from allocation a join instalment i using (company_id, instalment_id)
                          join invoice v using (company_id, invoice_id)
                          where a.company_id = p.company_id and a.payment_id = p.payment_id and v.intercompany)
        group by 1, 2 order by 1, 2
        """,
        {"company": company, "as_of": as_of, "weeks": weeks},
    ).fetchall()
    return [WeekReceived(**row) for row in rows]


def promises(books: Books, company: str, as_of: date) -> dict[int, date]:
    """The latest promise to pay of each invoice, as known on the day."""
    rows = books.execute(
        """
        select distinct on (invoice_id) invoice_id, pay_on from promise_to_pay
        where company_id = %(company)s and promised_on <= %(as_of)s
        order by invoice_id, promised_on desc, promise_id desc
        """,
        {"company": company, "as_of": as_of},
    ).fetchall()
    return {row["invoice_id"]: row["pay_on"] for row in rows}
