"""What was invoiced in a period, and what the general ledger says about it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workingcapital.periods import Period, months
from workingcapital.store.connection import Books


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


def invoiced(books: Books, company: str, side: str, period: Period) -> list[Flow]:
    """Credit sales (or purchases) by currency, net of credit notes; no prepayments, no intercompany."""
    rows = books.execute(
        """
        select v.currency, sum(v.gross) as amount,
               coalesce(sum(v.gross * case when v.currency = c.base_currency then 1 else v.fx_rate end), 0) as in_base,
               coalesce(sum(v.gross) filter (where v.currency <> c.base_currency and v.fx_rate is null), 0)
                   as without_rate,
               array_agg('invoice:' || v.invoice_id order by v.invoice_id) as rows
        from invoice v join company c using (company_id)
        where v.company_id = %(company)s and v.side = %(side)s and v.posting_date between %(start)s and %(end)s
          and v.status not in ('draft', 'void', 'deleted') and v.kind <> 'prepayment' and not v.intercompany
        group by v.currency order by v.currency
        """,
        {"company": company, "side": side, "start": period.start, "end": period.end},
    ).fetchall()
    return [Flow(**{**row, "rows": tuple(row["rows"])}) for row in rows]


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


def invoiced_on_terms(books: Books, company: str, side: str, period: Period, days: int) -> list[Flow]:
    """As `invoiced`, for invoices whose terms ask for the full amount so many days after the invoice."""
    rows = books.execute(
        """
        select v.currency, sum(v.gross) as amount,
               coalesce(sum(v.gross * case when v.currency = c.base_currency then 1 else v.fx_rate end), 0) as in_base,
               coalesce(sum(v.gross) filter (where v.currency <> c.base_currency and v.fx_rate is null), 0)
                   as without_rate,
               array_agg('invoice:' || v.invoice_id order by v.invoice_id) as rows
        from invoice v join company c using (company_id)
        where v.company_id = %(company)s and v.side = %(side)s and v.posting_date between %(start)s and %(end)s
          and v.status not in ('draft', 'void', 'deleted') and v.kind <> 'prepayment' and not v.intercompany
          and exists (select from term_line t where t.company_id = v.company_id and t.term_id = v.term_id
                      and t.due_basis = 'days_after_invoice' and t.due_value = %(days)s and t.portion = 'balance')
        group by v.currency order by v.currency
        """,
        {"company": company, "side": side, "start": period.start, "end": period.end, "days": days},
    ).fetchall()
    return [Flow(**{**row, "rows": tuple(row["rows"])}) for row in rows]


def invoiced_by_month(
    books: Books, company: str, side: str, until: date
) -> list[tuple[Period, Decimal, tuple[str, ...]]]:
    """(month, flow in base currency, rows) of the months up to the day, newest first; the newest is cut at the day.

    As `invoiced`; a foreign invoice without a rate at posting is left out of the flow.
    """
    rows = books.execute(
        """
        select date_trunc('month', v.posting_date)::date as month,
               coalesce(sum(v.gross * case when v.currency = c.base_currency then 1 else v.fx_rate end), 0) as in_base,
               array_agg('invoice:' || v.invoice_id order by v.invoice_id) as rows
        from invoice v join company c using (company_id)
        where v.company_id = %(company)s and v.side = %(side)s and v.posting_date <= %(until)s
          and v.status not in ('draft', 'void', 'deleted') and v.kind <> 'prepayment' and not v.intercompany
        group by 1
        """,
        {"company": company, "side": side, "until": until},
    ).fetchall()
    found = {row["month"]: row for row in rows}
    if not found:
        return []
    flows = []
    for month in reversed(months(Period(min(found), until, "history"))):
        row = found.get(month.start)
        flows.append((month, row["in_base"], tuple(row["rows"])) if row else (month, Decimal(0), ()))
    return flows
