"""The SQL of imports, changed documents: what they were is kept, what they are is entered in its place."""

from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow

from workingcapital.store.loading.invoices import FLAGGED

Books = Connection[DictRow]


def change(books: Books, about: dict[str, Any]) -> None:
    """Change the changed documents. An instalment keeps its id: proposals and allocations speak of it."""
    _remember(books, about)
    changed = books.execute("select invoice_id from stage_invoice where change = 'updated'").fetchall()
    books.execute(
        """
        update invoice i set
            number = s.number, normalised_number = s.normalised_number, our_number = s.our_number,
            party_id = s.party_id, payee_id = s.payee_id, side = s.side, kind = s.kind,
            issue_date = s.issue_date, posting_date = s.posting_date, receipt_date = s.receipt_date,
            baseline_date = s.baseline_date, fx_rate = s.fx_rate,
            due_date = s.due_date, currency = s.currency, net = s.net, tax = s.tax, gross = s.gross,
            term_id = s.term_id, term_text = s.term_text, status = s.status, disputed = s.disputed,
            po_number = s.po_number, cost_centre = s.cost_centre, payment_reference = s.payment_reference,
            load_id = %(load)s,
            source_payload = s.source_payload
        from stage_invoice s
        where i.company_id = %(company)s and i.invoice_id = s.invoice_id and s.change = 'updated'""",
        about,
    )
    clear_parts(books, about["company"], [row["invoice_id"] for row in changed])
    books.execute(
        """
        delete from instalment t using stage_invoice s
        where s.change = 'updated' and t.company_id = %(company)s and t.invoice_id = s.invoice_id
          and t.sequence > (select count(*) from stage_instalment n where n.seq = s.seq)""",
        about,
    )
    books.execute(
        """
        insert into instalment (company_id, invoice_id, sequence, due_date, amount, open_amount)
        select %(company)s, s.invoice_id, n.sequence, n.due_date, n.amount, n.amount
        from stage_instalment n join stage_invoice s using (seq) where s.change = 'updated' order by n.seq, n.sequence
        on conflict (company_id, invoice_id, sequence) do update set due_date = excluded.due_date,
            amount = excluded.amount""",
        about,
    )
    _settle(books, about)


def _remember(books: Books, about: dict[str, Any]) -> None:
    """Keep what each changed document looked like, with all its parts: an undo restores it from here."""
    books.execute(
        """
        insert into row_history (company_id, load_id, table_name, row_id, change, before)
        select %(company)s, %(load)s, 'invoice', i.invoice_id, 'updated', jsonb_build_object(
            'invoice', to_jsonb(i),
            'invoice_line', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from invoice_line x
                where x.company_id = i.company_id and x.invoice_id = i.invoice_id),
            'invoice_tax', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from invoice_tax x
                where x.company_id = i.company_id and x.invoice_id = i.invoice_id),
            'instalment', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from instalment x
                where x.company_id = i.company_id and x.invoice_id = i.invoice_id),
            'discount_step', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from discount_step x
                join instalment t on t.company_id = x.company_id and t.instalment_id = x.instalment_id
                where t.company_id = i.company_id and t.invoice_id = i.invoice_id),
            'dispute', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from dispute x
                where x.company_id = i.company_id and x.invoice_id = i.invoice_id),
            'payment', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from payment x
                where x.company_id = i.company_id and x.source_system = i.source_system and x.source_id = i.source_id),
            'allocation', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from allocation x
                join payment p on p.company_id = x.company_id and p.payment_id = x.payment_id
                where p.company_id = i.company_id and p.source_system = i.source_system and p.source_id = i.source_id))
        from stage_invoice s join invoice i on i.company_id = %(company)s and i.invoice_id = s.invoice_id
        where s.change = 'updated'""",
        about,
    )


def _settle(books: Books, about: dict[str, Any]) -> None:
    """What the source says by now was paid of the changed documents."""
    books.execute(
        """
        insert into payment (company_id, direction, party_id, value_date, currency, amount, reference, source_system,
            source_id, load_id)
        select %(company)s, case when (side = 'payable') = (gross > 0) then 'out' else 'in' end, party_id, settled_on,
            currency,
            abs(settled_amount), number, source_system, source_id, %(load)s
        from stage_invoice where settled_on is not null and change = 'updated' order by seq""",
        about,
    )
    books.execute(
        """
        insert into allocation (company_id, instalment_id, payment_id, allocated_on, amount, source_system, source_id,
            load_id)
        select %(company)s, t.instalment_id, p.payment_id, s.settled_on, n.settled, s.source_system,
            s.source_id || case when n.sequence > 1 then '/instalment ' || n.sequence else '' end, %(load)s
        from stage_invoice s
        join stage_instalment n on n.seq = s.seq and n.settled <> 0
        join instalment t on t.company_id = %(company)s and t.invoice_id = s.invoice_id and t.sequence = n.sequence
        join payment p on p.company_id = %(company)s and p.source_system = s.source_system and p.source_id = s.source_id
        where s.settled_on is not null and s.change = 'updated' order by s.seq, n.sequence""",
        about,
    )


def clear_parts(books: Books, company: str, invoices: list[int]) -> None:
    """Take away what an import made of these documents, their instalments apart."""
    about = {"company": company, "invoices": invoices, "flagged": FLAGGED}
    books.execute("delete from invoice_line where company_id = %(company)s and invoice_id = any(%(invoices)s)", about)
    books.execute("delete from invoice_tax where company_id = %(company)s and invoice_id = any(%(invoices)s)", about)
    books.execute(
        """
        delete from dispute where company_id = %(company)s and invoice_id = any(%(invoices)s)
            and reason = %(flagged)s""",
        about,
    )
    books.execute(
        """
        delete from discount_step d using instalment t
        where d.company_id = %(company)s and t.company_id = d.company_id and t.instalment_id = d.instalment_id
          and t.invoice_id = any(%(invoices)s)""",
        about,
    )
    books.execute(
        """
        delete from allocation a using invoice i, payment p
        where a.company_id = %(company)s and i.company_id = a.company_id and i.invoice_id = any(%(invoices)s)
          and p.company_id = a.company_id and p.source_system = i.source_system and p.source_id = i.source_id
          and a.payment_id = p.payment_id""",
        about,
    )
    books.execute(
        """
        delete from payment p using invoice i
        where p.company_id = %(company)s and i.company_id = p.company_id and i.invoice_id = any(%(invoices)s)
          and p.source_system = i.source_system and p.source_id = i.source_id""",
        about,
    )
