"""What is wrong with the books as they were loaded: each finding with its rows, each source with its age."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, LiteralString

from psycopg import sql
from stdnum import iban as iban_number

from workingcapital.errors import UnknownCompany
from workingcapital.store.database.connection import Books

# Every query returns the rows found, `total` on each of them, the row ids as table:id, and an amount where it has one.
_CHECKS: Final[Mapping[str, tuple[str, LiteralString]]] = {
    "unmatched_payments": ("payments that settle nothing, or only in part", """
        select 'payment:' || p.payment_id as row, p.value_date as day, p.currency, p.direction,
               p.amount - coalesce(a.settled, 0) as amount, p.reference as what
        from payment p left join (
            select payment_id, sum(abs(amount)) as settled from allocation
            where company_id = %(company)s and allocated_on <= %(as_of)s
              and (reversed_on is null or reversed_on > %(as_of)s) group by payment_id) a using (payment_id)
        where p.company_id = %(company)s and p.status = 'booked' and p.value_date <= %(as_of)s
          and p.amount > coalesce(a.settled, 0)"""),
    "unmatched_bank_lines": ("bank lines that no payment is matched to", """
        select 'bank_line:' || l.bank_line_id as row, l.booked_on as day, s.currency, l.amount,
               coalesce(l.counterparty, l.remittance) as what
        from bank_line l join bank_statement s using (company_id, statement_id)
        where l.company_id = %(company)s and s.opening is not null and l.booked_on <= %(as_of)s
          and not exists (select from bank_match m where m.company_id = l.company_id
              and m.bank_line_id = l.bank_line_id)"""),
    "negative_open_amounts": ("items settled by more than their amount", """
        select 'instalment:' || t.instalment_id as row, t.due_date as day, i.currency, t.open_amount as amount,
               i.number as what
        from instalment t join invoice i using (company_id, invoice_id)
        where t.company_id = %(company)s and t.open_amount * t.amount < 0 and i.status not in ('void', 'deleted')"""),
    "due_before_issue": ("documents due before they were issued", """
        select 'invoice:' || invoice_id as row, due_date as day, currency, gross as amount, number as what
        from invoice where company_id = %(company)s and due_date < issue_date and posting_date <= %(as_of)s
          and status not in ('void', 'deleted')"""),
    "duplicate_masters": ("parties that share a name or a VAT number", """
        select 'party:' || p.party_id as row, p.code || ' ' || p.name as what, others.same
        from party p cross join lateral (
            select string_agg('party:' || o.party_id, ', ' order by o.party_id) as same from party o
            where o.company_id = p.company_id and o.party_id <> p.party_id and o.merged_into_id is null
              and (o.normalised_name = p.normalised_name or o.vat_number = p.vat_number)) others
        where p.company_id = %(company)s and p.merged_into_id is null and others.same is not null"""),
    "missing_rates": ("open amounts in a currency without a rate to the company's own", """
        select i.currency as row, i.currency, sum(i.open_amount) as amount,
               count(distinct i.invoice_id) || ' documents' as what
        from open_span i join company c using (company_id)
        where i.company_id = %(company)s and i.currency <> c.base_currency and i.to_day = 'infinity'
          and not exists (
            select from fx_rate r where r.company_id = i.company_id and r.on_date <= %(as_of)s
              and ((r.from_currency = i.currency and r.to_currency = c.base_currency)
                or (r.from_currency = c.base_currency and r.to_currency = i.currency)))
        group by i.currency"""),
    "empty_months": ("months without a document between two that have some", """
        select side || ' ' || to_char(month, 'YYYY-MM') as row, month::date as day, side as what from (
            select side, generate_series(date_trunc('month', min(posting_date)),
                least(date_trunc('month', max(posting_date)), %(as_of)s::date), interval '1 month') as month
            from invoice where company_id = %(company)s group by side) m
        where not exists (select from invoice i where i.company_id = %(company)s and i.side = m.side
            and i.posting_date >= m.month and i.posting_date < m.month + interval '1 month')"""),
    "statement_gaps": ("bank statements that do not open with what the one before them closed with", """
        select 'bank_statement:' || statement_id as row, from_date as day, currency, opening - before as amount,
               name as what from (
            select s.statement_id, s.from_date, s.currency, s.opening, b.name,
                   lag(s.closing) over (partition by s.bank_account_id order by s.from_date, s.statement_id) as before
            from bank_statement s join bank_account b using (company_id, bank_account_id)
            where s.company_id = %(company)s and s.opening is not null) chained
        where before <> opening"""),
}  # fmt: skip


def quality(books: Books, company: str, as_of: date, examples: int = 10) -> dict[str, Any]:
    """`{company, as_of, findings: [{check, says, count, amounts, rows}], sources, not_loaded}`; clean checks count 0."""
    if books.execute("select from company where company_id = %(company)s", {"company": company}).fetchone() is None:
        raise UnknownCompany(f"there is no company {company}, or it is not one of yours")
    about = {"company": company, "as_of": as_of, "examples": examples}
    found = [_finding(name, says, _rows(books, query, about)) for name, (says, query) in _CHECKS.items()]
    found.append(_finding("failed_ibans", "bank accounts whose IBAN fails its check", _failed_ibans(books, about)))
    return {
        "company": company, "as_of": as_of, "findings": found, "sources": sources(books, company, as_of),
        "not_loaded": not_loaded(books, company),
    }  # fmt: skip


def sources(books: Books, company: str, as_of: date) -> list[dict[str, Any]]:
    """The last load of each source and kind, and how many days before the as-of date its newest row is."""
    return books.execute(
        """
        select distinct on (source_system, kind) source_system, kind, load_id, loaded_at, period_to,
               %(as_of)s::date - coalesce(period_to, loaded_at::date) as age_days, rows_read, rejected
        from load where company_id = %(company)s and undone_at is null
        order by source_system, kind, load_id desc""",
        {"company": company, "as_of": as_of},
    ).fetchall()


def not_loaded(books: Books, company: str) -> list[str]:
    """What the books hold nothing of: 'not loaded yet' is not the same as 'there is none'."""
    row = books.execute(
        """
        select exists (select from invoice where company_id = %(company)s and side = 'payable') as payables,
               exists (select from invoice where company_id = %(company)s and side = 'receivable') as receivables,
               exists (select from payment where company_id = %(company)s) as payments,
               exists (select from bank_statement where company_id = %(company)s) as bank_statements,
               exists (select from ledger_balance where company_id = %(company)s) as control_balances,
               exists (select from fx_rate where company_id = %(company)s) as exchange_rates""",
        {"company": company},
    ).fetchone()
    return [name.replace("_", " ") for name, there in (row or {}).items() if not there]


def _rows(books: Books, query: LiteralString, about: dict[str, Any]) -> list[dict[str, Any]]:
    """Count and amounts over all rows, the rows themselves only as far as they are shown."""
    found = sql.SQL("with found as ({}) ").format(sql.SQL(query))
    rows = books.execute(
        found + sql.SQL("select *, count(*) over () as total from found order by row limit %(examples)s"), about
    ).fetchall()
    if rows and "amount" in rows[0]:
        sums = sql.SQL("select currency, sum(amount) as amount from found group by 1 order by 1")
        rows[0]["sums"] = books.execute(found + sums, about).fetchall()
    return list(rows)


def _failed_ibans(books: Books, about: dict[str, Any]) -> list[dict[str, Any]]:
    """The check digits are Python's to compute; the number itself is not repeated in the report."""
    rows = books.execute(
        """
        select 'party_bank_account:' || account_id as row, holder as what, iban from party_bank_account
        where company_id = %(company)s and iban is not null
        union all
        select 'bank_account:' || bank_account_id, name, iban from bank_account
        where company_id = %(company)s and iban is not null order by 1""",
        about,
    ).fetchall()
    failed = [{"row": row["row"], "what": row["what"]} for row in rows if not iban_number.is_valid(row["iban"])]
    return [{**row, "total": len(failed)} for row in failed[: about["examples"]]]


def _finding(name: str, says: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    sums = rows[0].pop("sums", []) if rows else []
    total = rows[0]["total"] if rows else 0
    return {
        "check": name,
        "says": says,
        "count": total,
        "amounts": {each["currency"]: f"{each['amount']:.2f}" for each in sums},
        "rows": [{name: _said(value) for name, value in row.items() if name != "total"} for row in rows],
    }


def _said(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
