"""The SQL of imports, parties: terms, suppliers and customers, and their bank accounts."""

from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow

from workingcapital.store.loading.bulk import analyze

Books = Connection[DictRow]


def merge_terms(books: Books, about: dict[str, Any]) -> None:
    """Enter the terms that are new; a code that exists keeps its lines."""
    books.execute(
        """
        with wanted as (select distinct code, due_basis, due_value from stage_term),
        new_term as (
            insert into payment_term (company_id, code, name, source_system, load_id)
            select %(company)s, code, code, 'import', %(load)s from wanted
            on conflict (company_id, code) do nothing returning term_id, code
        ), new_line as (
            insert into term_line (company_id, term_id, sequence, due_basis, due_value)
            select %(company)s, t.term_id, 1, w.due_basis, w.due_value from new_term t join wanted w using (code)
            returning term_line_id, term_id
        )
        insert into term_discount (company_id, term_line_id, sequence, due_basis, due_value, percent)
        select distinct %(company)s, l.term_line_id, d.sequence, d.due_basis, d.due_value, d.percent
        from new_line l join new_term t using (term_id) join stage_term_discount d using (code)""",
        about,
    )


def merge_parties(books: Books, about: dict[str, Any]) -> None:
    """Find each staged party in the books or enter it: by its number, or by name where the source has no numbers."""
    books.execute("""
        create temporary table named_party on commit drop as
        select distinct on (party_key) p.*, bool_or(is_supplier) over k as any_supplier,
            bool_or(is_customer) over k as any_customer
        from stage_party p window k as (partition by party_key) order by party_key, (name = code),
            look_alike_of nulls last""")
    books.execute("create index on named_party (party_key)")
    analyze(books, "named_party")
    books.execute(
        """
        update named_party n set party_id = p.party_id from party p
        where p.company_id = %(company)s and p.code = n.code""",
        about,
    )
    books.execute(
        """
        update named_party n set party_id = found.party_id
        from (select p.normalised_name, p.vat_number, min(p.party_id) as party_id from party p
              where p.company_id = %(company)s and p.merged_into_id is null and p.load_id is distinct from %(load)s
              group by 1, 2) found
        where n.party_id is null and n.generated and found.normalised_name = n.normalised_name
          and (found.vat_number is null or n.vat_number is null or found.vat_number = n.vat_number)""",
        about,
    )
    _take_second_role(books, about)
    _enter_new(books, about)
    _block_look_alikes(books, about)


def _take_second_role(books: Books, about: dict[str, Any]) -> None:
    """A supplier that is a customer as well from now on keeps its row; what it was is remembered."""
    books.execute(
        """
        with changed as (
            select p.party_id from party p join named_party n on n.party_id = p.party_id
            where p.company_id = %(company)s and ((n.any_supplier and not p.is_supplier) or (n.any_customer
                and not p.is_customer))
        ), kept as (
            insert into row_history (company_id, load_id, table_name, row_id, change, before)
            select %(company)s, %(load)s, 'party', p.party_id, 'updated', to_jsonb(p)
            from party p join changed using (party_id)
            where p.company_id = %(company)s and p.load_id is distinct from %(load)s
        )
        update party p set is_supplier = p.is_supplier or n.any_supplier, is_customer = p.is_customer or n.any_customer
        from named_party n
        where p.company_id = %(company)s and p.party_id = n.party_id and p.party_id in (select party_id
            from changed)""",
        about,
    )


def _enter_new(books: Books, about: dict[str, Any]) -> None:
    books.execute(
        """
        insert into party (company_id, code, name, normalised_name, is_supplier, is_customer, registry_number,
            vat_number,
            tax_number, country, street, city, postal_code, email, source_system, source_id, load_id)
        select %(company)s, code, name, normalised_name, any_supplier, any_customer, registry_number, vat_number,
            tax_number, country, street, city, postal_code, email, source_system, code, %(load)s
        from named_party n where party_id is null
          and party_key in (
              select unnest(array[d.party_key, d.payee_key]) from stage_document d join stage_known k using (seq)
              where k.change <> 'unchanged')
        order by party_key""",
        about,
    )
    books.execute(
        """
        update named_party n set party_id = p.party_id, is_new = true from party p
        where n.party_id is null and p.company_id = %(company)s and p.code = n.code""",
        about,
    )


def _block_look_alikes(books: Books, about: dict[str, Any]) -> None:
    """A new supplier whose letters imitate another's is not merged with it and not paid until a person has looked."""
    books.execute(
        """
        update party p
        set payment_block = 'the name looks like ' || o.name || ' but is written in letters of another script'
        from named_party n join party o on o.company_id = %(company)s and o.normalised_name = n.look_alike_of
        where p.company_id = %(company)s and p.party_id = n.party_id and n.is_new and p.is_supplier
          and o.party_id <> p.party_id""",
        about,
    )


def look_alikes(books: Books, company: str, load_id: int) -> list[DictRow]:
    """The parties of a load that were blocked for imitating another."""
    return books.execute(
        """
        select code, name, payment_block from party
        where company_id = %(company)s and load_id = %(load)s and payment_block like 'the name looks like%%'
        order by party_id limit 100""",
        {"company": company, "load": load_id},
    ).fetchall()


def hold_changed_accounts(books: Books, about: dict[str, Any]) -> None:
    """Have a bill held whose account is new for a supplier that has a verified one.

    Bank details do not change through a document.
    """
    books.execute(
        """
        update stage_invoice s set hold_code = 'bank_change',
            hold_reason = 'the bill names an account that is not the one on file: call the supplier back'
        where s.change = 'inserted' and s.hold_code is null and s.iban is not null
          and exists (select from party_bank_account a where a.company_id = %(company)s
              and a.party_id = coalesce(s.payee_id, s.party_id) and a.status = 'verified')
          and not exists (select from party_bank_account a where a.company_id = %(company)s
              and a.party_id = coalesce(s.payee_id, s.party_id) and a.iban = s.iban)""",
        about,
    )


def await_accounts(books: Books) -> None:
    """Note the accounts that documents name: an account that came with this load is not yet one on file."""
    books.execute("""
        insert into stage_new_account
        select n.party_id, a.iban, a.bic, a.holder, a.currency, a.valid_from, a.fault, n.source_system
        from stage_account a join named_party n using (party_key) where n.party_id is not null""")


def merge_accounts(books: Books, about: dict[str, Any]) -> None:
    """Enter bank accounts that are new: never as verified, and blocked where the number itself is wrong."""
    books.execute(
        """
        insert into party_bank_account (company_id, party_id, iban, bic, holder, currency, valid_from, status,
            status_reason,
            source_system, load_id)
        select distinct on (a.party_id, a.iban) %(company)s, a.party_id, a.iban, a.bic, a.holder, a.currency,
            a.valid_from,
            case when a.fault is null then 'unverified' else 'blocked' end, a.fault, a.source_system, %(load)s
        from stage_new_account a
        where not exists (
            select from party_bank_account b where b.company_id = %(company)s and b.party_id = a.party_id
                and b.iban = a.iban)
        order by a.party_id, a.iban, a.valid_from""",
        about,
    )
