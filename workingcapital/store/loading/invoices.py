"""The SQL of imports, documents: what is new, what changed, what it was before, and how it was settled."""

from collections import Counter
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import DictRow

from workingcapital.store.loading.bulk import analyze

Books = Connection[DictRow]

FLAGGED: Final = "flagged as disputed in the source; the day is not stated"  # marks the dispute rows an import made


def classify(books: Books, about: dict[str, Any]) -> None:
    """Tell new rows from changed and unchanged ones by the digest of their content. New ones get their id here."""
    books.execute("drop table if exists stage_known")
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
    analyze(books, "stage_known (seq, change, invoice_id)")


def changes(books: Books) -> Counter[str]:
    """How many of the staged documents are new, changed, unchanged."""
    rows = books.execute("select change, count(*)::int as n from stage_known group by change").fetchall()
    return Counter({row["change"]: row["n"] for row in rows})


def bring_together(books: Books, about: dict[str, Any]) -> None:
    """The new and changed documents with their own id in the books, their party's, payee's and terms'."""
    books.execute(
        """
        create temporary table stage_invoice on commit drop as
        select d.*, k.change, k.invoice_id, n.party_id, y.party_id as payee_id, t.term_id
        from stage_document d
        join stage_known k using (seq)
        join named_party n on n.party_key = d.party_key
        left join named_party y on y.party_key = d.payee_key
        left join payment_term t on t.company_id = %(company)s and t.code = d.terms
        where k.change <> 'unchanged'""",
        about,
    )
    analyze(books, "stage_invoice (seq, invoice_id, change, disputed, settled_on, side, hold_code, iban)")


def enter(books: Books, about: dict[str, Any]) -> None:
    """The new documents with their instalments, and what the source says was paid of them, dated.

    One statement, so that each comes to the books as it ends up, paid or part paid: the triggers find everything in
    place, and no row is written twice.
    """
    books.execute(
        """
        with document as (
            insert into invoice (
                company_id, invoice_id, side, kind, number, normalised_number, our_number, party_id, payee_id,
                issue_date, posting_date, receipt_date, baseline_date, due_date, currency, fx_rate, net, tax, gross,
                open_amount, term_id, term_text, approval,
                status, disputed, po_number, cost_centre,
                payment_reference, hold_code, hold_reason, source_system, source_id, load_id, source_payload)
            overriding system value
            select
                %(company)s, invoice_id, side, kind, number, normalised_number, our_number, party_id, payee_id,
                issue_date, posting_date, receipt_date, baseline_date, due_date, currency, fx_rate, net, tax, gross,
                gross - coalesce(settled_amount, 0), term_id, term_text, approval,
                case when status = 'open' and settled_amount = gross then 'paid' else status end, disputed, po_number,
                cost_centre, payment_reference, hold_code, hold_reason, source_system, source_id, %(load)s,
                source_payload
            from stage_invoice where change = 'inserted'
        ), item as (
            insert into instalment (company_id, invoice_id, sequence, due_date, amount, open_amount)
            select %(company)s, s.invoice_id, n.sequence, n.due_date, n.amount, n.amount - n.settled
            from stage_instalment n join stage_invoice s using (seq) where s.change = 'inserted'
            order by n.seq, n.sequence
            returning invoice_id, sequence, instalment_id
        ), paid as (
            insert into payment (company_id, direction, party_id, value_date, currency, amount, reference,
                source_system, source_id, load_id)
            select %(company)s, case when (side = 'payable') = (gross > 0) then 'out' else 'in' end, party_id,
                settled_on, currency, abs(settled_amount), number, source_system, source_id, %(load)s
            from stage_invoice where settled_on is not null and change = 'inserted' order by seq
            returning source_system, source_id, payment_id
        )
        insert into allocation (company_id, instalment_id, payment_id, allocated_on, amount, source_system, source_id,
            load_id)
        select %(company)s, item.instalment_id, paid.payment_id, s.settled_on, n.settled, s.source_system,
            s.source_id || case when n.sequence > 1 then '/instalment ' || n.sequence else '' end, %(load)s
        from stage_invoice s
        join stage_instalment n on n.seq = s.seq and n.settled <> 0
        join item on item.invoice_id = s.invoice_id and item.sequence = n.sequence
        join paid on paid.source_system = s.source_system and paid.source_id = s.source_id
        where s.settled_on is not null order by s.seq, n.sequence""",
        about,
    )


def enter_details(books: Books, about: dict[str, Any]) -> None:
    """Lines, taxes, discount steps and the dispute flag of new and changed documents."""
    books.execute(
        """
        insert into invoice_line (company_id, invoice_id, sequence, description, quantity, unit_price, net, tax_percent)
        select %(company)s, s.invoice_id, l.sequence, l.description, l.quantity, l.unit_price, l.net, l.tax_percent
        from stage_line l join stage_invoice s using (seq)""",
        about,
    )
    books.execute(
        """
        insert into invoice_tax (company_id, invoice_id, category, percent, base, amount)
        select %(company)s, s.invoice_id, t.category, t.percent, t.base, t.amount
        from stage_tax t join stage_invoice s using (seq)""",
        about,
    )
    books.execute(
        """
        insert into discount_step (company_id, instalment_id, sequence, pay_by, percent, base, amount, tax_part, source)
        select %(company)s, t.instalment_id, d.sequence, d.pay_by, d.percent, d.base, d.amount, d.tax_part, d.source
        from stage_step d join stage_invoice s on s.seq = d.seq
        join instalment t on t.company_id = %(company)s and t.invoice_id = s.invoice_id and t.sequence = d.instalment
       """,
        about,
    )
    books.execute(
        """
        insert into dispute (company_id, invoice_id, reason, opened_on, closed_on)
        select %(company)s, invoice_id, %(flagged)s, issue_date,
               case when abs(settled_amount) >= abs(gross) then greatest(settled_on, issue_date) end
        from stage_invoice where disputed""",
        {**about, "flagged": FLAGGED},
    )


def hold_for_accounts(books: Books, about: dict[str, Any]) -> None:
    """Carry over holds that were found while merging, and note which new bills may be there already."""
    books.execute(
        """
        update invoice i set hold_code = s.hold_code, hold_reason = s.hold_reason from stage_invoice s
        where s.change = 'inserted' and s.hold_code = 'bank_change' and i.company_id = %(company)s
            and i.invoice_id = s.invoice_id""",
        about,
    )
    books.execute("""
        insert into stage_watched select invoice_id from stage_invoice
        where change = 'inserted' and side = 'payable' and settled_on is null""")


def hold_duplicates(books: Books, about: dict[str, Any]) -> None:
    """Hold new bills that are the same bill again."""
    analyze(books, "stage_watched")
    books.execute(
        """
        update invoice i set hold_code = 'duplicate', duplicate_of_id = d.first_id,
            hold_reason = 'same supplier, number, date, amount and currency as an earlier bill'
        from (
            select n.invoice_id, min(o.invoice_id) as first_id
            from stage_watched s
            join invoice n on n.company_id = %(company)s and n.invoice_id = s.invoice_id
            join invoice o on o.company_id = %(company)s and o.normalised_number = n.normalised_number
                and o.party_id = n.party_id
                and o.side = n.side and o.kind = n.kind and o.currency = n.currency and o.gross = n.gross
                and o.issue_date = n.issue_date and o.invoice_id < n.invoice_id and o.status not in ('void', 'deleted')
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
