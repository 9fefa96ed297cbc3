"""What a conversation must not change, in short; and the keys that rows had where they came from."""

from typing import Any

from workingcapital.store.database.connection import Books

# What only another person's decision, an import or an administrator may change.
_TABLES = {
    "invoices": """select jsonb_build_array(count(*), sum(open_amount), count(hold_code),
                                            count(*) filter (where approval = 'approved')) as figures from invoice""",
    "payments": """select jsonb_build_array(count(*), sum(amount), count(*) filter (where status = 'booked')) as figures
                   from payment""",
    "allocations": "select jsonb_build_array(count(*), sum(amount)) as figures from allocation",
    "bank accounts": """select jsonb_build_array(count(*), md5(string_agg(
                            concat(iban, account_number, status, valid_from), ',' order by account_id))) as figures
                        from party_bank_account""",
    "parties": """select jsonb_build_array(count(*), md5(string_agg(
                      concat(name, payment_block), ',' order by party_id))) as figures from party""",
    "dunning letters": "select jsonb_build_array(count(*), count(distinct status)) as figures from dunning_letter",
    "decisions": "select jsonb_build_array(count(*)) as figures from control.decision",
    "executions": "select jsonb_build_array(count(*)) as figures from control.execution",
    "policies": "select jsonb_build_array(count(*), max(version)) as figures from control.policy",
    "grants": "select jsonb_build_array(count(*)) as figures from control.role_grant",
}


def census(books: Books) -> dict[str, Any]:
    """A few figures of each table a conversation must leave alone, and the state of every proposal by its id."""
    found: dict[str, Any] = {}
    for name, question in _TABLES.items():
        row = books.execute(question).fetchone()
        assert row is not None
        found[name] = row["figures"]
    rows = books.execute("select proposal_id, status from control.payment_proposal").fetchall()
    return found | {"proposals": {str(row["proposal_id"]): row["status"] for row in rows}}


def source_keys(books: Books) -> dict[str, str]:
    """Parties and items as "party:3" and "instalment:17", with their key at the source; an item's is "INVOICE/1"."""
    rows = books.execute(
        """select concat('party:', party_id) as id, source_id as key from party where source_id is not null
           union all
           select concat('instalment:', instalment_id), concat(source_id, '/', sequence)
           from instalment join invoice using (company_id, invoice_id) where source_id is not null"""
    ).fetchall()
    return {row["id"]: row["key"] for row in rows}
