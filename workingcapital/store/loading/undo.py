"""The SQL that takes a load back as a whole: new rows go, changed rows become what they were."""

from typing import Any, Final

from psycopg import Connection
from psycopg.rows import DictRow

from workingcapital.store.loading import offsets as loading_offsets
from workingcapital.store.loading import payments as loading_payments
from workingcapital.store.loading import reference as loading_reference
from workingcapital.store.loading import statements_undo
from workingcapital.store.loading.changes import clear_parts

Books = Connection[DictRow]

# What changed documents had, in the order in which the rows refer to one another.
_RESTORED_PARTS: Final = (
    """
        delete from instalment t using row_history h
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'invoice'
            and t.company_id = %(company)s
          and t.invoice_id = h.row_id and t.sequence > jsonb_array_length(h.before -> 'instalment')""",
    """
        insert into instalment overriding system value
        select b.* from row_history h, jsonb_populate_recordset(null::books.instalment, h.before -> 'instalment') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'invoice'
        on conflict (company_id, invoice_id, sequence) do update set due_date = excluded.due_date,
            amount = excluded.amount""",
    """
        insert into discount_step overriding system value
        select b.* from row_history h, jsonb_populate_recordset(null::books.discount_step,
            h.before -> 'discount_step') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'invoice'""",
    """
        insert into invoice_line overriding system value
        select b.* from row_history h, jsonb_populate_recordset(null::books.invoice_line, h.before -> 'invoice_line') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'invoice'""",
    """
        insert into invoice_tax overriding system value
        select b.* from row_history h, jsonb_populate_recordset(null::books.invoice_tax, h.before -> 'invoice_tax') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'invoice'""",
    """
        insert into dispute overriding system value
        select b.* from row_history h, jsonb_populate_recordset(null::books.dispute, h.before -> 'dispute') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'invoice'
        on conflict do nothing""",
    """
        insert into payment overriding system value
        select b.* from row_history h, jsonb_populate_recordset(null::books.payment, h.before -> 'payment') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'invoice'""",
    """
        insert into allocation (company_id, allocation_id, instalment_id, payment_id, credit_invoice_id, allocated_on,
            amount, discount_taken, tax_correction, write_off, withheld, fx_gain, reversed_on, source_system, source_id,
            source_payload, load_id)
        overriding system value
        select b.company_id, b.allocation_id, b.instalment_id, b.payment_id, b.credit_invoice_id, b.allocated_on,
            b.amount, b.discount_taken, b.tax_correction, b.write_off, b.withheld, b.fx_gain, b.reversed_on,
            b.source_system, b.source_id, b.source_payload, b.load_id
        from row_history h, jsonb_populate_recordset(null::books.allocation, h.before -> 'allocation') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'invoice'""",
)


def load_row(books: Books, company: str, load_id: int) -> DictRow | None:
    """The load, locked; null where there is none."""
    return books.execute(
        "select * from load where company_id = %(company)s and load_id = %(load)s for update",
        {"company": company, "load": load_id},
    ).fetchone()


def later_loads(books: Books, company: str, load_id: int) -> list[int]:
    """Loads that changed rows of this one since; they must be undone first."""
    rows = books.execute(
        """
        select distinct h.load_id from row_history h join load l using (company_id, load_id)
        where h.company_id = %(company)s and h.load_id > %(load)s and l.undone_at is null
          and h.table_name in ('invoice', 'payment', 'allocation', 'bank_statement', 'fx_rate', 'ledger_balance',
              'closed_day')
          and coalesce(h.before -> h.table_name ->> 'load_id', h.before ->> 'load_id')::bigint = %(load)s
        order by 1""",
        {"company": company, "load": load_id},
    ).fetchall()
    return [row["load_id"] for row in rows]


def undo(books: Books, company: str, load_id: int) -> dict[str, int]:
    """Remove what the load inserted, restore what it changed; raises a foreign-key error where others build on it."""
    about = {"company": company, "load": load_id}
    changed = [row["row_id"] for row in books.execute("""
        select row_id from row_history where company_id = %(company)s and load_id = %(load)s
            and table_name = 'invoice'""",
        about).fetchall()]  # fmt: skip
    clear_parts(books, company, changed)
    paid = [row["row_id"] for row in books.execute("""
        select row_id from row_history where company_id = %(company)s and load_id = %(load)s
            and table_name = 'payment'""",
        about).fetchall()]  # fmt: skip
    removed = _remove_inserted(books, {**about, "changed": changed, "paid": paid})
    _restore_invoices(books, about)
    for query in _RESTORED_PARTS:
        books.execute(query, about)
    payments = loading_payments.undo(books, about)
    loading_offsets.undo(books, about)
    _remove_unused_masters(books, about)
    statements = statements_undo.undo(books, company, load_id)
    tables = loading_reference.undo(books, about)
    books.execute("update load set undone_at = now() where company_id = %(company)s and load_id = %(load)s", about)
    return {
        "removed": removed + statements[0] + tables[0],
        "restored": len(changed) + payments + statements[1] + tables[1],
    }


def _remove_inserted(books: Books, about: dict[str, Any]) -> int:
    books.execute("delete from allocation where company_id = %(company)s and load_id = %(load)s", about)
    books.execute("""
        delete from payment where company_id = %(company)s and load_id = %(load)s and payment_id <> all(%(paid)s)""",
        about)  # fmt: skip
    books.execute(
        """
        update invoice i set hold_code = null, hold_reason = null, duplicate_of_id = null from invoice gone
        where i.company_id = %(company)s and gone.company_id = i.company_id and gone.invoice_id = i.duplicate_of_id
          and gone.load_id = %(load)s and gone.invoice_id <> all(%(changed)s) and i.hold_code = 'duplicate'""",
        about,
    )
    return books.execute("""
        delete from invoice where company_id = %(company)s and load_id = %(load)s and invoice_id <> all(%(changed)s)""",
        about).rowcount  # fmt: skip


def _restore_invoices(books: Books, about: dict[str, Any]) -> None:
    books.execute(
        """
        update invoice i set
            number = b.number, normalised_number = b.normalised_number, our_number = b.our_number,
            party_id = b.party_id, payee_id = b.payee_id, side = b.side, kind = b.kind,
            issue_date = b.issue_date, posting_date = b.posting_date, receipt_date = b.receipt_date,
            baseline_date = b.baseline_date, fx_rate = b.fx_rate,
            due_date = b.due_date, currency = b.currency, net = b.net, tax = b.tax, gross = b.gross,
            term_id = b.term_id, term_text = b.term_text, status = b.status, disputed = b.disputed,
            po_number = b.po_number, cost_centre = b.cost_centre, payment_reference = b.payment_reference,
            load_id = b.load_id, source_payload = b.source_payload
        from row_history h, jsonb_populate_record(null::books.invoice, h.before -> 'invoice') b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'invoice'
          and i.company_id = %(company)s and i.invoice_id = h.row_id""",
        about,
    )
    books.execute(
        """
        update party p set is_supplier = b.is_supplier, is_customer = b.is_customer
        from row_history h, jsonb_populate_record(null::books.party, h.before) b
        where h.company_id = %(company)s and h.load_id = %(load)s and h.table_name = 'party'
          and p.company_id = %(company)s and p.party_id = h.row_id""",
        about,
    )


def _remove_unused_masters(books: Books, about: dict[str, Any]) -> None:
    """Accounts, parties and terms of the load go where nothing else has come to use them."""
    books.execute(
        """
        delete from party_bank_account a where a.company_id = %(company)s and a.load_id = %(load)s
            and a.status <> 'verified'
          and not exists (select from payment p where p.company_id = a.company_id
              and p.payee_account_id = a.account_id)""",
        about,
    )
    books.execute(
        """
        delete from party p where p.company_id = %(company)s and p.load_id = %(load)s
          and not exists (select from invoice i where i.company_id = p.company_id and (i.party_id = p.party_id
              or i.payee_id = p.party_id))
          and not exists (select from payment y where y.company_id = p.company_id and y.party_id = p.party_id)
          and not exists (select from party_bank_account a where a.company_id = p.company_id
              and a.party_id = p.party_id)""",
        about,
    )
    books.execute(
        """
        delete from payment_term t where t.company_id = %(company)s and t.load_id = %(load)s
          and not exists (select from invoice i where i.company_id = t.company_id and i.term_id = t.term_id)
          and not exists (select from party p where p.company_id = t.company_id and t.term_id in (p.ap_term_id,
              p.ar_term_id))""",
        about,
    )
