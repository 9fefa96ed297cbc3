"""The longest terms that the law allows for bills."""

from collections.abc import Sequence

from workingcapital.store.database.connection import Books
from workingcapital.timing.law import TermLimit


def term_limits(books: Books, code: str, items: Sequence[int]) -> dict[int, TermLimit]:
    """By item the shortest limit of the payer's country that was in force on the bill's date, counted from that date.

    A bill in instalments has none: the law leaves payment schedules to the parties (Directive 2011/7/EU, art. 5).
    """
    rows = books.execute(
        """
        select i.instalment_id as item, law.max_days, v.issue_date, law.source, law.longer_if_agreed
        from instalment i
        join invoice v using (company_id, invoice_id)
        join party p using (company_id, party_id)
        join company c using (company_id)
        cross join lateral (
            select max_days, source, longer_if_agreed from (
                select distinct on (l.payer) l.* from legal_term_limit l
                where l.country = c.country and l.valid_from <= v.issue_date
                  and l.payer in (case when c.is_public_payer then 'public' else 'business' end,
                                  case when p.sells_perishables then 'perishables' end)
                order by l.payer, l.valid_from desc) valid
            order by max_days, longer_if_agreed limit 1
        ) law
        where i.company_id = %(company)s and i.instalment_id = any(%(items)s)
          and not exists (select from instalment o
                          where o.company_id = i.company_id and o.invoice_id = i.invoice_id and o.sequence <> i.sequence)
        """,
        {"company": code, "items": list(items)},
    ).fetchall()
    return {
        row["item"]: TermLimit(row["max_days"], row["issue_date"], row["source"], row["longer_if_agreed"])
        for row in rows
    }
