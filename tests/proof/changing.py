"""What the changes of a proof's company are about: a customer, a held bill, terms, an account nobody has verified."""

from datetime import date
from typing import Any

import psycopg

from tests.proof.desk import Desk
from tests.proof.world import LOADER, World
from tests.store.small_books import enter_bill, enter_receivable, enter_supplier
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity


def change_world(store: Store, world: World) -> dict[str, Any]:
    """Enter them, and tell what each is called."""
    customer = enter_supplier(store, world.code, f"{world.code}-marked customer")
    enter_supplier(store, world.code, f"{world.code}-marked new", status="unverified")
    enter_receivable(store, world.code, "812.40", number=f"{world.mark}-owed", party=customer, due=date(2026, 5, 20))
    held = enter_bill(store, world.code, "450.00", number=f"{world.mark}-held", party=world.parties[1])
    with store.loading(Identity(LOADER, (world.code,))) as books:
        books.execute(
            "update party set is_customer = true, is_supplier = false where company_id = %s and party_id = %s",
            [world.code, customer],
        )
        books.execute(
            """update invoice set hold_code = 'price', hold_reason = 'twice the price' where company_id = %s
               and invoice_id = (select invoice_id from instalment where instalment_id = %s)""",
            [world.code, held],
        )
        books.execute(
            "insert into payment_term (company_id, code, name) values (%s, 'N10', 'n10')",
            [world.code],
        )
    return {
        "customer": f"Supplier {world.mark} customer",
        "owed": f"{world.mark}-owed",
        "held": f"{world.mark}-held",
        "unverified": f"Supplier {world.mark} new",
    }


def an_account(at: Desk, world: World) -> int:
    """The id of an account of that company."""
    row = at.admin.execute(
        "select min(account_id) as id from books.party_bank_account where company_id = %s", [world.code]
    ).fetchone()
    assert row is not None
    return int(row["id"])


def changes_not_approved(admin: psycopg.Connection[dict[str, Any]], company: str) -> list[str]:
    """Effects of changes in the books without an approved proposal of exactly that; reads rows and calls no function.

    The company is one of change_world(): at first one bill is held, nobody has terms, no offer is taken, nothing is
    written off and no letter was written.
    """
    found = admin.execute(_UNAPPROVED.encode(), {"company": company}).fetchall()
    return [f"{each['what']} {each['id']}: no approved proposal of it" for each in found]


_UNAPPROVED = """
    with approved as (
        select kind, subject, reason from control.payment_proposal where company_id = %(company)s and status = 'approved'
    ), effect as (
        select 'bill_hold' as what, v.invoice_id as id, 'invoice' as named from books.invoice v
        where v.company_id = %(company)s and v.hold_reason is not null and v.number not like '%%-held'
        union all
        select 'bill_release', v.invoice_id, 'invoice' from books.invoice v
        where v.company_id = %(company)s and v.hold_reason is null and v.number like '%%-held'
        union all
        select 'discount_offer', s.instalment_id, 'item' from books.discount_step s
        where s.company_id = %(company)s and s.source = 'manual'
        union all
        select 'terms_change', y.party_id, 'party' from books.party y
        where y.company_id = %(company)s and coalesce(y.ap_term_id, y.ar_term_id) is not null
        union all
        select 'dunning_letter', d.party_id, 'party' from books.dunning_letter d where d.company_id = %(company)s
        union all
        select 'write_off', a.instalment_id, 'items' from books.allocation a
        where a.company_id = %(company)s and a.source_system = 'proposal'
        union all
        select 'supplier_creation', y.party_id, null from books.party y
        where y.company_id = %(company)s and y.source_system = 'proposal'
        union all
        select 'bank_change', a.account_id, 'account' from books.party_bank_account a
        where a.company_id = %(company)s and a.proposal_id is not null
    )
    select e.what, e.id from effect e
    where not exists (select from approved a where a.kind = e.what
                      and (e.named is null or a.subject -> e.named @> to_jsonb(e.id)))
"""
