"""The SQL of imports, documents: what is new, what changed, what it was before, and how it was settled."""

from typing import Any, Final

from psycopg import Connection
from psycopg.rows import DictRow

Books = Connection[DictRow]

FLAGGED: Final = "flagged as disputed in the source; the day is not stated"  # marks the dispute rows an import made


def classify(books: Books, about: dict[str, Any]) -> None:
    """Tell new rows from changed and unchanged ones by the digest of their content; new ones get their id here."""
    books.execute(
        """
        create temporary table stage_known on commit drop as
        select seq, case when known_id is null then 'inserted' when digest = known then 'unchanged' else 'updated' end
                   as change,
               coalesce(known_id, nextval('books.invoice_invoice_id_seq')) as invoice_id
        from (
            select d.seq, d.digest, i.source_payload ->> 'digest' as known, i.invoice_id as known_id
            from stage_document d
            left join invoice i on i.company_id = %(company)s and i.source_system = d.source_system
                and i.source_id = d.source_id
            order by d.seq
        ) s""",
        about,
    )
    books.execute("analyze stage_known")


def bring_together(books: Books, about: dict[str, Any]) -> None:
    """The documents with what they are in the books: their own id, their party's, payee's and terms'."""
    books.execute(
        """
        create temporary table stage_invoice on commit drop as
        select d.*, k.change, k.invoice_id, n.party_id, y.party_id as payee_id, t.term_id
        from stage_document d
        join stage_known k using (seq)
        join named_party n on n.party_key = d.party_key
        left join named_party y on y.party_key = d.payee_key
        left join payment_term t on t.company_id = %(company)s and t.code = d.terms""",
        about,
    )
    books.execute("create index on stage_invoice (seq)")
    books.execute("create index on stage_invoice (invoice_id)")
    books.execute("analyze stage_invoice (seq, invoice_id, change, disputed, settled_on, side, hold_code, iban)")


def remember(books: Books, about: dict[str, Any]) -> None:
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


def merge_invoices(books: Books, about: dict[str, Any]) -> None:
    """Change the changed documents, enter the new ones."""
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
    books.execute(
        """
        insert into invoice (
            company_id, invoice_id, side, kind, number, normalised_number, our_number, party_id, payee_id,
            issue_date, posting_date, receipt_date, baseline_date, due_date, currency, fx_rate, net, tax, gross, open_amount,
            term_id, term_text, approval, status, disputed, po_number, cost_centre, payment_reference,
            hold_code, hold_reason, source_system, source_id, load_id, source_payload)
        overriding system value
        select
            %(company)s, invoice_id, side, kind, number, normalised_number, our_number, party_id, payee_id,
            issue_date, posting_date, receipt_date, baseline_date, due_date, currency, fx_rate, net, tax, gross, gross,
            term_id, term_text, approval, status, disputed, po_number, cost_centre, payment_reference,
            hold_code, hold_reason, source_system, source_id, %(load)s, source_payload
        from stage_invoice where change = 'inserted'""",
        about,
    )


def merge_parts(books: Books, about: dict[str, Any]) -> None:
    """Lines, taxes, instalments, discount steps and the dispute flag of new and changed documents.

    An instalment keeps its id when its document changes: proposals and allocations speak of it.
    """
    changed = books.execute("select invoice_id from stage_invoice where change = 'updated'").fetchall()
    clear_parts(books, about["company"], [row["invoice_id"] for row in changed])
    books.execute(
        """
        insert into invoice_line (company_id, invoice_id, sequence, description, quantity, unit_price, net, tax_percent)
        select %(company)s, s.invoice_id, l.sequence, l.description, l.quantity, l.unit_price, l.net, l.tax_percent
        from stage_line l join stage_invoice s using (seq) where s.change <> 'unchanged'""",
        about,
    )
    books.execute(
        """
        insert into invoice_tax (company_id, invoice_id, category, percent, base, amount)
        select %(company)s, s.invoice_id, t.category, t.percent, t.base, t.amount
        from stage_tax t join stage_invoice s using (seq) where s.change <> 'unchanged'""",
        about,
    )
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
        from stage_instalment n join stage_invoice s on s.seq = n.seq where s.change <> 'unchanged' order by n.seq,
            n.sequence
        on conflict (company_id, invoice_id, sequence) do update set due_date = excluded.due_date,
            amount = excluded.amount""",
        about,
    )
    books.execute(
        """
        insert into discount_step (company_id, instalment_id, sequence, pay_by, percent, base, amount, tax_part, source)
        select %(company)s, t.instalment_id, d.sequence, d.pay_by, d.percent, d.base, d.amount, d.tax_part, d.source
        from stage_step d join stage_invoice s on s.seq = d.seq
        join instalment t on t.company_id = %(company)s and t.invoice_id = s.invoice_id and t.sequence = d.instalment
        where s.change <> 'unchanged'""",
        about,
    )
    books.execute(
        """
        insert into dispute (company_id, invoice_id, reason, opened_on, closed_on)
        select %(company)s, invoice_id, %(flagged)s, issue_date,
               case when abs(settled_amount) >= abs(gross) then greatest(settled_on, issue_date) end
        from stage_invoice where disputed and change <> 'unchanged'""",
        {**about, "flagged": FLAGGED},
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


def merge_settlements(books: Books, about: dict[str, Any]) -> None:
    """What the source says was paid becomes a payment with its allocations, dated, so that any day can be rebuilt.

    Of several instalments the earliest is settled first.
    """
    books.execute(
        """
        insert into payment (company_id, direction, party_id, value_date, currency, amount, reference, source_system,
            source_id, load_id)
        select %(company)s, case when (side = 'payable') = (gross > 0) then 'out' else 'in' end, party_id, settled_on,
            currency,
            abs(settled_amount), number, source_system, source_id, %(load)s
        from stage_invoice where settled_on is not null and change <> 'unchanged' order by seq""",
        about,
    )
    books.execute(
        """
        with part as (
            select s.seq, s.invoice_id, s.source_system, s.source_id, s.settled_on, n.sequence,
                   sign(n.amount) * least(abs(n.amount), abs(s.settled_amount) - coalesce(sum(abs(n.amount)) over (
                       partition by n.seq order by n.sequence rows between unbounded preceding and 1 preceding), 0)
                   ) as amount
            from stage_invoice s join stage_instalment n on n.seq = s.seq
            where s.settled_on is not null and s.change <> 'unchanged'
        )
        insert into allocation (company_id, instalment_id, payment_id, allocated_on, amount, source_system, source_id,
            load_id)
        select %(company)s, t.instalment_id, p.payment_id, s.settled_on, s.amount, s.source_system,
            s.source_id || case when s.sequence > 1 then '/instalment ' || s.sequence else '' end, %(load)s
        from part s
        join instalment t on t.company_id = %(company)s and t.invoice_id = s.invoice_id and t.sequence = s.sequence
        join payment p on p.company_id = %(company)s and p.source_system = s.source_system and p.source_id = s.source_id
        where s.amount * sign(t.amount) > 0 order by s.seq, s.sequence""",
        about,
    )


def hold_doubtful(books: Books, about: dict[str, Any]) -> None:
    """Hold new bills that are the same bill again, and carry over holds that were found while merging."""
    books.execute(
        """
        update invoice i set hold_code = s.hold_code, hold_reason = s.hold_reason from stage_invoice s
        where s.change = 'inserted' and s.hold_code = 'bank_change' and i.company_id = %(company)s
            and i.invoice_id = s.invoice_id""",
        about,
    )
    books.execute(
        """
        update invoice i set hold_code = 'duplicate', duplicate_of_id = d.first_id,
            hold_reason = 'same supplier, number, date, amount and currency as an earlier bill'
        from (
            select n.invoice_id, min(o.invoice_id) as first_id
            from stage_invoice s
            join invoice n on n.company_id = %(company)s and n.invoice_id = s.invoice_id
            join invoice o on o.company_id = %(company)s and o.normalised_number = n.normalised_number
                and o.party_id = n.party_id
                and o.side = n.side and o.kind = n.kind and o.currency = n.currency and o.gross = n.gross
                and o.issue_date = n.issue_date and o.invoice_id < n.invoice_id and o.status not in ('void', 'deleted')
            where s.change = 'inserted' and s.side = 'payable' and s.settled_on is null
            group by n.invoice_id
        ) d
        where i.company_id = %(company)s and i.invoice_id = d.invoice_id""",
        about,
    )


def duplicates(books: Books, company: str, load_id: int) -> list[DictRow]:
    """The bills of a load that are held as duplicates, with what they repeat."""
    return books.execute(
        """
        select i.number, i.invoice_id, i.duplicate_of_id, i.source_payload ->> 'file' as file,
            o.source_payload ->> 'file' as first_file
        from invoice i join invoice o on o.company_id = i.company_id and o.invoice_id = i.duplicate_of_id
        where i.company_id = %(company)s and i.load_id = %(load)s and i.hold_code = 'duplicate'
        order by i.invoice_id limit 100""",
        {"company": company, "load": load_id},
    ).fetchall()
