-- What becomes of a run that was released: its files written once, sent, and answered by the bank or the ledger.

alter table control.payment_file
    add column sha256     char(64),                 -- of the bytes that were written; null: not written yet
    add column written_at timestamptz,
    add column written_by text,
    add check ((sha256 is null) = (written_at is null));

alter table control.execution
    add column erp_lock    text,                    -- the ledger's own lock over what we pay, as its people gave it
    add column sent_at     timestamptz,
    add column answer      text check (answer in ('confirmed', 'failed')),
    add column answered_by text,
    add column answered_at timestamptz,
    add column evidence    text;                    -- where the answer stands: a statement line, a bank's report, a ledger entry

-- Who pays what came from a source: "erp" exports the approved run to it, "us" sends a payment file to the bank.
create function control.payer_of(p_company text, p_source text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce((control.current_policy(p_company)).body -> 'payers' ->> p_source, 'erp')
$$;

create function control.hours(p_company text, p_name text, p_otherwise integer) returns interval
language sql stable set search_path = pg_catalog, pg_temp as $$
    select make_interval(hours => coalesce(((control.current_policy(p_company)).body ->> p_name)::integer, p_otherwise))
$$;

-- Before money leaves, the ledger it came from was read lately: else it may have paid a bill itself since. A company whose
-- day is frozen has no clock that its loads could age by.
create function control.check_load_fresh(p_company text, p_proposal uuid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    old record;
begin
    select r.source_system, max(r.loaded_at) as read_at into old
    from control.proposal_line l
    join books.invoice v on v.company_id = p_company and v.invoice_id = l.invoice_id
    join books.load r on r.company_id = p_company and r.source_system = v.source_system and r.undone_at is null
    where l.company_id = p_company and l.proposal_id = p_proposal
      and (select c.today is null from books.company c where c.company_id = p_company)
    group by r.source_system
    having max(r.loaded_at) < clock_timestamp() - control.hours(p_company, 'load_fresh_hours', 24)
    order by 2 limit 1;
    if old.source_system is not null then
        raise exception using errcode = 'WC410', message = format('%s was last read %s: import it again, then release', old.source_system,
                                                                  to_char(old.read_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));
    end if;
end $$;

-- What we pay ourselves is locked in its ledger first, or both pay it.
create function control.check_erp_lock(p_company text, p_proposal uuid, p_lock text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    source text;
begin
    select min(v.source_system) into source
    from control.proposal_line l
    join books.invoice v on v.company_id = p_company and v.invoice_id = l.invoice_id
    where l.company_id = p_company and l.proposal_id = p_proposal
      and v.source_system not in ('manual', 'proposal') and control.payer_of(p_company, v.source_system) = 'us';
    if source is not null and coalesce(trim(p_lock), '') = '' then
        raise exception using errcode = 'WC411',
            message = format('we pay what comes from %s: name the lock that was set there, so that it does not pay too', source);
    end if;
end $$;

-- The status as the database's clock has it: time runs out, and banks stay silent, without anybody writing it down.
create function control.state_now(p_proposal control.payment_proposal) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select case
        when (p_proposal).company_id <> all (control.granted_companies()) then null
        when (p_proposal).status = 'waiting' and (p_proposal).expires_at <= clock_timestamp() then 'expired'
        when (p_proposal).status = 'sent' and (select e.sent_at + control.hours((p_proposal).company_id, 'bank_answer_hours', 48)
                                               from control.execution e where e.company_id = (p_proposal).company_id
                                                 and e.proposal_id = (p_proposal).proposal_id) <= clock_timestamp() then 'silent'
        else (p_proposal).status end
$$;
