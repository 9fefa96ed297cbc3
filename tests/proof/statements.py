"""What somebody types into psql who has one of the service's logins and, at best, another person's signed context.

`{own}` and `{other}` are the codes of two companies; `%(name)s` are ids picked from those that exist.
"""

from typing import Final

from workingcapital.store.database.logins import LOGINS as SERVICE_LOGINS
from workingcapital.store.database.logins import OWNER

LOGINS: Final = tuple(login for login in SERVICE_LOGINS if login != OWNER)

READS: Final = (
    "select * from books.{table}",
    "select * from books.{table} where company_id = '{other}'",
    "select * from control.{control}",
    "select * from control.{control} where company_id = '{other}'",
    "select * from agent.checkpoints",
    "select encode(blob, 'escape') as blob from agent.checkpoint_blobs",
    "select encode(blob, 'escape') as blob from agent.checkpoint_writes",
    "select * from control.payable('{other}', %(foreign_item)s, '2026-07-02')",
    "select * from control.payable_items('{other}', '2026-06-30', 60)",
    "select * from books.items_as_of('{other}', '2026-06-30', 'payable')",
    "select control.still_needed('{other}', %(proposal)s)",
    "select * from control.my_roles()",
    "select * from control.company_codes()",
    "select * from control.context_key",
    "select pg_read_file('/etc/passwd')",
    "select query from pg_stat_activity",
    "select set_config('row_security', 'off', false), p.* from books.party p",
    "explain analyze select * from books.party where company_id = '{other}' and name::int > 0",
    "select * from books.party where company_id = '{other}' and 1 / (case name when '' then 0 else 1 end) > 0",
)

WRITES: Final = (
    "update control.payment_proposal set status = 'approved'",
    "update control.payment_proposal set proposed_by = 'nobody@nowhere.example'",
    "update control.payment_proposal set digest = repeat('0', 64)",
    """insert into control.decision (company_id, proposal_id, person_id, verb, slot, role, digest)
       select company_id, proposal_id, 'cfo@x.example', 'approve', 1, 'ap_approver', digest from control.payment_proposal""",
    "delete from control.decision",
    "update books.payment set status = 'released' where proposal_id is not null",
    "update books.payment set amount = amount * 2 where proposal_id is not null",
    """insert into books.payment (company_id, direction, value_date, currency, amount, status, proposal_id)
       values ('{own}', 'out', '2026-07-02', 'EUR', 1, 'released', %(proposal)s)""",
    """insert into control.execution (company_id, proposal_id, digest, executed_by)
       select company_id, proposal_id, digest, 'x' from control.payment_proposal""",
    "update control.execution_item set live = false",
    "update control.role_grant set role = 'ap_manager'",
    """insert into control.role_grant (company_id, person_id, role, requested_by, approved_by, approved_at)
       select '{own}', person_id, 'ap_manager', 'a', 'b', now() from control.person limit 1""",
    "update control.role_grant set revoked_at = null",
    "update control.policy set body = '{{}}'",
    "delete from control.audit_event",
    "update control.audit_event set person_id = 'nobody@nowhere.example'",
    "insert into control.audit_event values ('{own}', 9999, now(), 'x', 'approved', 'x', 'x', '{{}}', '', '')",
    "update control.audit_head set sequence = 0",
    "insert into control.context_key values ('mine', repeat('a', 64)::bytea, repeat('b', 64)::bytea)",
    "delete from control.idempotency_key",
    "insert into control.payment_file (company_id, proposal_id, file_name, format) values ('{own}', %(proposal)s, 'mine', 'run')",
    "insert into control.outbox (company_id, kind, subject, body) values ('{own}', 'run_released', 'x', '{{}}')",
    "select control.execute_run('{own}', %(proposal)s, 'cfo@x.example')",
    "select control.carry_decision('{own}', %(proposal)s, %(digest)s, 'approve', '', 'approver@x.example')",
    "select control.carry_release('{own}', %(proposal)s, 'releaser@x.example')",
    "select control.append_audit('{own}', 'approved', 'proposal', 'x', '{{}}')",
    "select control.note('{own}', 'approved', 'proposal', 'x', '{{}}')",
    "select control.found_company('{own}', '[]', '{{}}')",
    "select control.found_company('{other}', '[]', '{{}}')",
    "select control.protect_tables()",
    "select control.verified_context()",
    "alter table control.payment_proposal disable row level security",
    "alter table books.payment no force row level security",
    "drop policy company_of_the_asker on books.party",
    "create or replace function control.granted_companies() returns text[] language sql as 'select array[''{other}'']'",
    "set role wcc_owner",
    "set session authorization wcc_owner",
    "grant wcc_owner to wcc_runtime",
    "create function public.f() returns int language sql as 'select 1'",
    "create temporary table party (company_id text)",
    "truncate books.payment",
    "copy books.payment to program 'id'",
    "do $$ begin perform pg_terminate_backend(1); end $$",
    "insert into books.party (company_id, code, name, normalised_name, is_supplier) values ('{other}', 'X', 'X', 'x', true)",
    "update books.party_bank_account set iban = 'GB29NWBK60161331926819' where company_id = '{other}'",
)

CALLS: Final = (
    "select control.submit_proposal('{own}', %(proposal)s, %(digest)s)",
    "select control.recall_proposal('{own}', %(proposal)s, %(digest)s)",
    "select control.issue_decision_token('{own}', 'proposal', %(proposal)s, %(digest)s, 'approve')",
    "select control.issue_decision_token('{other}', 'proposal', %(proposal)s, %(digest)s, 'release')",
    """select control.decide('{own}', %(proposal)s, %(digest)s, 'approve', '', %(key)s,
        control.issue_decision_token('{own}', 'proposal', %(proposal)s, %(digest)s, 'approve'))""",
    """select control.decide('{own}', %(proposal)s, %(digest)s, 'approve', '', %(key)s,
        control.issue_decision_token('{own}', 'proposal', %(proposal)s, %(digest)s, 'release'))""",
    "select control.decide('{own}', %(proposal)s, %(digest)s, 'approve', '', %(key)s, null)",
    "select control.decide('{own}', %(proposal)s, %(digest)s, 'approve', '', %(key)s, repeat('0', 64))",
    "select control.decide('{other}', %(proposal)s, %(digest)s, 'approve', '', %(key)s, null)",
    "select control.decide('{own}', %(proposal)s, repeat('0', 64), 'approve', '', %(key)s, null)",
    """select control.release('{own}', %(proposal)s,
        control.issue_decision_token('{own}', 'proposal', %(proposal)s, %(digest)s, 'release'))""",
    "select control.release('{own}', %(proposal)s, null)",
    "select control.release('{other}', %(proposal)s, null)",
    """select control.propose_payment_run('{own}', array[%(item)s]::bigint[], array['2026-07-02']::date[],
        array['2026-07-02']::date[], '2026-07-02', 'psql', 'psql', 1, %(key)s, '{{}}')""",
    """select control.propose_payment_run('{other}', array[%(foreign_item)s]::bigint[], array['2026-07-02']::date[],
        array['2026-07-02']::date[], '2026-07-02', 'psql', 'psql', 1, %(key)s, '{{}}')""",
    """select control.propose_payment_run('{own}', array[%(foreign_item)s]::bigint[], array['2026-07-02']::date[],
        array['2026-07-02']::date[], '2026-07-02', 'psql', 'psql', 1, %(key)s, '{{}}')""",
    "select control.request_grant('{own}', 'mallory@x.example', 'Mallory', 'ap_manager', null, null)",
    "select control.request_grant('{other}', 'mallory@x.example', 'Mallory', 'ap_manager', null, null)",
    "select control.approve_grant('{own}', %(grant)s, null)",
    "select control.approve_grant('{other}', %(grant)s, null)",
    "select control.revoke_grant('{other}', %(grant)s)",
)
