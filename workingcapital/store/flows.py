"""What was invoiced in a period, and what the general ledger says about it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain

from workingcapital.periods import Period, months
from workingcapital.store.database.connection import Books
from workingcapital.store.row_names import Unlisted, too_many


@dataclass(frozen=True)
class Flow:
    """Invoices of one currency posted in a period, tax included; `in_base` at the rates of their posting."""

    currency: str
    amount: Decimal
    in_base: Decimal
    without_rate: Decimal
    rows: tuple[str, ...]


@dataclass(frozen=True)
class LedgerAmount:
    """A balance at a month's end, or the sum of months' flows."""

    amount: Decimal
    currency: str
    includes_tax: bool
    months: int
    rows: tuple[str, ...]


@dataclass(frozen=True)
class MonthFlow:
    """What was invoiced in a month, in base currency at the rates of posting, and by how many documents."""

    month: Period
    amount: Decimal
    documents: int


def invoiced(books: Books, company: str, side: str, period: Period) -> list[Flow]:
    """Credit sales (or purchases) by currency, net of credit notes; no prepayments, no intercompany."""
    return _flows(books, company, side, period, None)


def invoiced_on_terms(books: Books, company: str, side: str, period: Period, days: int) -> list[Flow]:
    """As `invoiced`, for invoices whose terms ask for the full amount so many days after the invoice."""
    rows = books.execute(
        """
        select term_id from term_line
        where company_id = %(company)s and due_basis = 'days_after_invoice' and due_value = %(days)s
          and portion = 'balance'
        """,
        {"company": company, "days": days},
    ).fetchall()
    return _flows(books, company, side, period, [row["term_id"] for row in rows])


def _flows(books: Books, company: str, side: str, period: Period, terms: list[int] | None) -> list[Flow]:
    """Sums kept by day (`invoiced_day`); the invoices behind them are named where they are few enough to be read."""
    rows = books.execute(
        """
        select d.currency, sum(d.gross) as amount,
               sum(case when d.currency = c.base_currency then d.gross else d.at_rate end) as in_base,
               sum(case when d.currency = c.base_currency then 0 else d.without_rate end) as without_rate,
               sum(d.documents) as documents
        from invoiced_day d join company c on c.company_id = d.company_id
        where d.company_id = %(company)s and d.side = %(side)s and d.day between %(start)s and %(end)s
          and not d.prepayment and not d.intercompany
          and (%(terms)s::bigint[] is null or d.term_id = any (%(terms)s))
        group by d.currency having sum(d.documents) <> 0 order by d.currency
        """,
        {"company": company, "side": side, "start": period.start, "end": period.end, "terms": terms},
    ).fetchall()
    count = sum(row.pop("documents") for row in rows)
    names = {} if too_many(count) else _names(books, company, side, period, terms)
    many = Unlisted("invoice", count)
    return [Flow(**row, rows=names.get(row["currency"], (many,))) for row in rows]


def _names(
    books: Books, company: str, side: str, period: Period, terms: list[int] | None = None
) -> dict[str, tuple[str, ...]]:
    """The invoices of the period by currency."""
    rows = books.execute(
        """
        select currency, array_agg('invoice:' || invoice_id order by invoice_id) as names from invoice
        where company_id = %(company)s and side = %(side)s and posting_date between %(start)s and %(end)s
          and status not in ('draft', 'void', 'deleted') and kind <> 'prepayment' and not intercompany
          and (%(terms)s::bigint[] is null or term_id = any (%(terms)s))
        group by currency
        """,
        {"company": company, "side": side, "start": period.start, "end": period.end, "terms": terms},
    ).fetchall()
    return {row["currency"]: tuple(row["names"]) for row in rows}


def control_account(books: Books, company: str, account: str, month_end: date) -> list[LedgerAmount]:
    """The balance of an account at a month's end, currency by currency; empty when the ledger lacks it."""
    rows = books.execute(
        """
        select amount, currency, includes_tax, 1 as months, array['ledger_balance:' || balance_id] as rows
        from ledger_balance
        where company_id = %(company)s and account = %(account)s and month_end = %(month_end)s order by currency
        """,
        {"company": company, "account": account, "month_end": month_end},
    ).fetchall()
    return [LedgerAmount(**{**row, "rows": tuple(row["rows"])}) for row in rows]


def ledger_balance(books: Books, company: str, account: str, month_end: date) -> LedgerAmount | None:
    """The balance of an account at a month's end, in the company's own currency."""
    return _ledger(books, company, account, Period(month_end, month_end, "month end"))


def ledger_flow(books: Books, company: str, account: str, period: Period) -> LedgerAmount | None:
    """The flow of the months that end within the period; `months` says how many are there."""
    return _ledger(books, company, account, period)


def last_month_end(books: Books, company: str, account: str, on: date) -> date | None:
    """The newest month for which the ledger holds the account, on or before the day."""
    row = books.execute(
        "select max(month_end) as month_end from ledger_balance"
        " where company_id = %(company)s and account = %(account)s and month_end <= %(on)s",
        {"company": company, "account": account, "on": on},
    ).fetchone()
    return None if row is None else row["month_end"]


def _ledger(books: Books, company: str, account: str, period: Period) -> LedgerAmount | None:
    row = books.execute(
        """
        select sum(b.amount) as amount, c.base_currency as currency, bool_and(b.includes_tax) as includes_tax,
               count(*) as months, array_agg('ledger_balance:' || b.balance_id order by b.balance_id) as rows
        from ledger_balance b join company c on c.company_id = b.company_id and c.base_currency = b.currency
        where b.company_id = %(company)s and b.account = %(account)s and b.month_end between %(start)s and %(end)s
        group by c.base_currency
        """,
        {"company": company, "account": account, "start": period.start, "end": period.end},
    ).fetchone()
    return None if row is None else LedgerAmount(**{**row, "rows": tuple(row["rows"])})


def invoiced_by_month(books: Books, company: str, side: str, until: date) -> list[MonthFlow]:
    """What was invoiced in the months up to the day, newest first; the newest is cut at the day.

    As `invoiced`; a foreign invoice without a rate at posting is left out of the flow.
    """
    rows = books.execute(
        """
        select date_trunc('month', d.day)::date as month, sum(d.documents) as documents,
               sum(case when d.currency = c.base_currency then d.gross else d.at_rate end) as in_base
        from invoiced_day d join company c on c.company_id = d.company_id
        where d.company_id = %(company)s and d.side = %(side)s and d.day <= %(until)s
          and not d.prepayment and not d.intercompany
        group by 1 having sum(d.documents) <> 0
        """,
        {"company": company, "side": side, "until": until},
    ).fetchall()
    found = {row["month"]: row for row in rows}
    if not found:
        return []
    nothing = {"in_base": Decimal(0), "documents": 0}
    history = reversed(months(Period(min(found), until, "history")))
    rows_by_month = ((month, found.get(month.start, nothing)) for month in history)
    return [MonthFlow(month, row["in_base"], int(row["documents"])) for month, row in rows_by_month]


def invoices_of(books: Books, company: str, side: str, month: MonthFlow) -> tuple[str, ...]:
    """The invoices of a month by name, or one name for all of them where they are many."""
    if too_many(month.documents):
        return (Unlisted("invoice", month.documents),)
    names = _names(books, company, side, month.month)
    return tuple(sorted(chain.from_iterable(names.values()), key=lambda name: int(name.partition(":")[2])))
